using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>Renders the configuration of uWSGI's Emperor.</summary>
public static class EmperorIni
{
    /// <remarks>
    /// A vassal that has not ended within its own mercy of 60 seconds is killed by its master. The Emperor has more patience than that: when it comes to
    /// killing itself, 2.0.21 takes vassals that are asleep for processes of the number -1, which stands for all that the user has.
    /// That it starts all processes when it is started itself, as after a reboot, is not held against any of them: their starts are counted anew.
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
        exec-asap = /usr/bin/find {root.Run} -maxdepth 1 -name '*.starts' -delete
        emperor-stats = {root.EmperorStats}
        pidfile = {root.EmperorPid}
        vacuum = true
        die-on-term = true

        """;
}
