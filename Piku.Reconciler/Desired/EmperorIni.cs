using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders the configuration of uWSGI's Emperor.</summary>
public static class EmperorIni
{
    /// <remarks>
    /// A vassal that has not ended within its own mercy of 60 seconds is killed by its master. The Emperor has more patience than that: when it comes to
    /// killing itself, 2.0.21 takes vassals that are asleep for processes of the number -1, which stands for all that the user has.
    /// </remarks>
    public static string Of(RootLayout root) =>
        $"""
        [uwsgi]
        strict = true
        emperor = {root.Vassals}
        emperor-nofollow = true
        emperor-on-demand-extension = .socket
        reload-mercy = 120
        listen = {Math.Min(1024, root.MostListen)}
        chmod-socket = 666
        emperor-stats = {root.EmperorStats}
        pidfile = {root.EmperorPid}
        vacuum = true
        die-on-term = true

        """;
}
