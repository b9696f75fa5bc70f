using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Reconciler.Desired;

/// <summary>Renders the script that uWSGI runs to start a process which does not speak its protocol.</summary>
/// <remarks>
/// uWSGI starts again what has ended, every two or three seconds for ever: a small box would do little else. So the script waits, longer each
/// time that the process has ended soon after its start, says so in a file, and then becomes the process. Its command comes in the
/// environment, where no shell but the last one reads it. What is left of the process before, as when only its shell or only uWSGI's master was
/// killed, would keep its port: it is known by a name in its environment, and ended first.
/// </remarks>
public static class ProcessStarter
{
    /// <summary>The variable that holds the Procfile's command.</summary>
    public const string Command = "PIKU_COMMAND";

    /// <summary>The variable that holds the vassal's name behind the path of its root, so that no other process of the machine has the same.</summary>
    public const string Name = "PIKU_PROCESS";

    /// <summary>What runs for longer than this and then ends has not failed to start, and is started again at once.</summary>
    public const int SoonSeconds = 60;

    /// <summary>Seconds to wait after so many early ends in a row.</summary>
    private static readonly ImmutableArray<int> Waits =
    [
        0,  // any program may fall once
        0,  // what it needs was just being restarted
        2,
        5,  // what it needs takes its time to come up
        15,
        30,
        60, // somebody has to come and help; until then it costs a start a minute
    ];

    /// <summary>Called with the files where its starts and its early ends are noted.</summary>
    public static string Script =>
        $$"""
        #!/bin/sh
        # Written by piku; see Piku.Reconciler/Desired/ProcessStarter.cs. Usage: start-process STARTS ENDS
        # What is left of the process before is looked for in an environment without the name, so that nothing finds itself.
        if [ "$1" = --end-former ]; then
            name=$2 starter=$3
            left() { grep -lszxF "{{Name}}=$name" /proc/[0-9]*/environ | cut -d/ -f3 | grep -vx "$starter"; }
            left | xargs -r kill 2>/dev/null
            for try in 1 2 3 4 5 6 7 8 9 10; do [ -z "$(left)" ] || sleep 0.2; done
            left | xargs -r kill -9 2>/dev/null
            exit
        fi
        piku_row=0
        [ ! -e "$2" ] || /usr/bin/env -i PATH=/usr/bin:/bin /bin/sh "$0" --end-former "${{Name}}" $$
        if [ -n "$(/usr/bin/find "$1" -newermt '-{{SoonSeconds}} seconds' 2>/dev/null)" ]; then
            # Each start before has left a number; where there is none the disk was full, and there is no hurry.
            read -r piku_row piku_wait 2>/dev/null <"$2"
            piku_row=$((${piku_row:-4} + 1))
        fi
        case $piku_row in
        {{string.Join("\n", Waits.Select(Case))}}
        esac
        echo "$piku_row $piku_wait" >"$2"
        [ "$piku_wait" = 0 ] || /bin/sleep "$piku_wait"
        echo "$piku_row" >"$2"
        printf . >>"$1"
        unset piku_row piku_wait
        exec /bin/sh -c "${{Command}}"

        """;

    private static string Case(int seconds, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"    {(row == Waits.Length - 1 ? "*" : row)}) piku_wait={seconds} ;;");
}
