using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Crons;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Crons;

/// <summary>The script that runs a cron line, and the one that ends what it started.</summary>
/// <remarks>
/// It goes on when <c>pikud</c> ends or is killed, so nothing of it is pikud's: it has a session and files of its own, and writes down itself how it went. Whatever it
/// starts holds the lock, so that no second run begins beside it, and bears the run's name in its environment, so that all of it can be found and ended.
/// </remarks>
public static class CronCommand
{
    /// <summary>The variable that holds the run's name; the path of its lock.</summary>
    public const string Name = "PIKU_RUN";

    /// <summary>Seconds from the request to end until the process is killed.</summary>
    private const string Patience = "10";

    /// <summary>Lines that a record may come to, and those that are kept then.</summary>
    private const int MostLines = 2000;

    private const int KeptLines = 1000;

    /// <summary>Ends everything whose name is <c>$piku_name</c>, as <see cref="ProcessStarter"/> does. Nothing that it runs itself has that name.</summary>
    private const string Ending = $$"""
        now() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
        left() { grep -lszxF "{{Name}}=$piku_name" /proc/[0-9]*/environ | cut -d/ -f3; }
        end_all() {
            left | xargs -r kill 2>/dev/null
            for piku_try in 1 2 3 4 5 6 7 8 9 10; do [ -z "$(left)" ] || sleep 0.2; done
            left | xargs -r kill -9 2>/dev/null
        }

        """;

    /// <summary>Becomes the command of a run that has not been stopped since its start; called with the run's minute, its record and the seconds that it has.</summary>
    /// <remarks>
    /// A stop may come before there is anything that bears the run's name. It is written down before that is looked for, and looked for here by what bears the name already: so one
    /// of the two sees the other, however slow the box is. Where the record is gone, so is the app.
    /// </remarks>
    private const string Beginning = $$"""
        /usr/bin/grep -qs "^stop $1 " "$2"
        [ $? = 1 ] || exit 143
        exec /usr/bin/timeout -k {{Patience}} "$3" /bin/sh -c "${{ProcessStarter.Command}}"
        """;

    /// <remarks>
    /// It is in the environment of its command, so its own variables are few and have a prefix. What the command says goes through <c>split</c> in halves of what a log may
    /// hold: before each, a log that holds a half is put aside. The command dies of a broken pipe as everywhere, which .NET has taught its children not to; the watcher must not.
    /// </remarks>
    private static readonly string Running = Ending + $$"""
        piku_path=$PATH PATH=/usr/bin:/bin
        piku_lock=$1 piku_record=$2 piku_log=$3 piku_half=$4 piku_limit=$5 piku_due=$6 piku_release=$7 piku_watch=$8 piku_name=$1
        exec 9>>"$piku_lock" || exit 1
        flock -w 0.3 9 || { echo "skip $piku_due $(now)" >>"$piku_record"; exit; }
        if [ "$(cat "$piku_record" 2>/dev/null | wc -l)" -ge {{MostLines}} ]; then
            tail -n {{KeptLines}} "$piku_record" >"$piku_record.new" && mv "$piku_record.new" "$piku_record"
        fi
        echo "start $piku_due $(now) $piku_release" >>"$piku_record" || exit 1
        exec 8>>"$piku_watch" && flock -w 1 8
        # From here on nobody listens; a copy that a shell keeps of what it was given would let pikud wait.
        exec </dev/null >/dev/null 2>&1
        renice -n 10 -p $$
        ionice -c 2 -n 7 -p $$
        echo 500 >/proc/self/oom_score_adj
        {
            piku_began=$(date +%s)
            echo "-----> $(now) v$piku_release starts"
            env --default-signal=PIPE PATH="$piku_path" {{Name}}="$piku_name" \
                /bin/sh -c '{{Beginning}}' piku-cron "$piku_due" "$piku_record" "$piku_limit" 8>&-
            piku_code=$?
            piku_took=$(($(date +%s) - piku_began))
            end_all
            case $piku_code in
                124 | 137) [ $piku_took -lt "$piku_limit" ] || piku_code=timeout ;;
            esac
            if [ $piku_code = timeout ]; then
                echo "-----> $(now) ended after $piku_limit s (PIKU_CRON_TIMEOUT)"
                echo "timeout $piku_due $(now)" >>"$piku_record"
            else
                echo "-----> $(now) exit code $piku_code"
                echo "end $piku_due $(now) $piku_code" >>"$piku_record"
            fi
        } 2>&1 | env -i PATH=/usr/bin:/bin SHELL=/bin/sh LOG="$piku_log" HALF="$piku_half" \
            split -b "$piku_half" --filter='[ "$(stat -c %s "$LOG" 2>/dev/null || echo 0)" -lt "$HALF" ] || mv -f "$LOG" "$LOG.1"; exec cat >>"$LOG"' - 8>&- &

        """;

    /// <summary>Starts a run, and ends once that is written down.</summary>
    public static CommandLine Start(RootLayout root, App app, Release release, string kind, CronLine cron, DateTimeOffset due)
    {
        var settings = EffectiveSettings.Of(app, release);
        return new CommandLine(
            "/usr/bin/setsid",
            [
                "/bin/sh", "-c", Running, "piku-cron", root.CronLock(app.Name, kind), root.CronRecord(app.Name, kind), root.ProcessLog(app.Name, kind),
                Text(settings.Number("UWSGI_LOG_MAXSIZE") / 2), settings.Text("PIKU_CRON_TIMEOUT"), CronRun.Written(due), Text(release.Number), root.CronWatch(app.Name, kind),
            ],
            ReleaseHome.Of(root, app.Name, release).Code,
            ProcessEnvironment.Of(root, app, release, kind).SetItem(ProcessStarter.Command, cron.Command));
    }

    /// <summary>Ends whatever of a run runs; the run writes down how it ended.</summary>
    /// <param name="stopped">The minute of the run that is stopped: that is written down first, so that how it ended is no failure. Null when nobody watches over it any more.</param>
    public static CommandLine End(RootLayout root, AppName app, string kind, DateTimeOffset? stopped) => new(
        "/bin/sh",
        [
            "-c", $"piku_name=$1\n{Ending}[ -z \"$3\" ] || echo \"stop $3 $(now)\" >>\"$2\"\nend_all",
            "piku-cron", root.CronLock(app, kind), root.CronRecord(app, kind), stopped is { } due ? CronRun.Written(due) : "",
        ],
        root.Root,
        ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
