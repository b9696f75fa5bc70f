using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders the configuration of uWSGI's Emperor.</summary>
public static class EmperorIni
{
    public static string Of(RootLayout root) =>
        $"""
        [uwsgi]
        strict = true
        emperor = {root.Vassals}
        emperor-nofollow = true
        emperor-stats = {root.EmperorStats}
        pidfile = {root.EmperorPid}
        vacuum = true
        die-on-term = true

        """;
}
