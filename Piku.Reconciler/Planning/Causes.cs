using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning;

/// <summary>Why something of an app is not as one would wish.</summary>
/// <param name="What">A sentence without its full stop: what is seen, since when, and who or what led to it.</param>
/// <param name="ToDo">What helps, to be said after a colon; null where there is nothing to do.</param>
/// <param name="Process">Whose log tells more; null where none does.</param>
public sealed record Cause(string What, string? ToDo, string? Process = null);

/// <summary>From what is seen of an app to what led to it. Pure.</summary>
/// <param name="stuck">What stands in the reconciler's way; null when nothing does.</param>
/// <param name="history">The app's newest events, newest first; the older ones are not looked for.</param>
/// <param name="answered">The status that nginx gives a visitor of the app; null when it was not asked.</param>
public sealed class Causes(DesiredApp desired, ObservedApp observed, string? stuck, IReadOnlyList<Recorded> history, DateTimeOffset now, int? answered = null)
{

    private App App => desired.App;

    /// <summary>The gravest first; empty when all is well.</summary>
    public ImmutableArray<Cause> All => [.. Asked(), .. Rollouts(), .. Processes(), .. Crons(), .. Visitors()];

    /// <summary>Such as "v3 (push by laptop, 2 h ago: a1b2c3d Say hello)".</summary>
    public string Named(Release release) => Newest(e => e is AppEvent.ReleaseCreated made && made.Number == release.Number) is { } made
        ? $"v{release.Number} ({Word(release.Cause)} by {made.By.Actor}, {Ago(made.At)}: {release.Note})"
        : $"v{release.Number} ({Word(release.Cause)}: {release.Note})";

    /// <summary>What somebody has asked for.</summary>
    private IEnumerable<Cause> Asked()
    {
        if (App is { State: AppState.Stopped, Live: not null })
            yield return new Cause($"The app was stopped{By(e => e is AppEvent.Stopped)}, and visitors get a page with status 503", $"start {App.Name}");
        if (App.Maintenance is not null)
            yield return new Cause($"The app is under maintenance{By(e => e is AppEvent.MaintenanceBegan)}, and visitors get a page with status 503", $"maintenance:off {App.Name}");
        if (App.Live is null && App.Candidate is null)
            yield return new Cause("No release of the app has ever been live", App switch
            {
                { Waiting: null } => "push one: git push piku main",
                { State: AppState.Stopped } => $"start {App.Name}",
                _ => $"deploy {App.Name}, once what stands in its way is mended",
            });
    }

    private IEnumerable<Cause> Rollouts()
    {
        if (stuck is not null) yield return new Cause($"Something stands in the way: {stuck.TrimEnd('.')}", null);
        if (App.Candidate is { } candidate)
            yield return new Cause($"{Named(App.Release(candidate.Release))} is on its way{(App.Live is { } live && App.State == AppState.Running ? $", and v{live.Release} serves meanwhile" : "")}", $"deploy:cancel {App.Name} gives it up");
        else if (App.NewestRelease is { State: ReleaseState.Failed } failed)
            yield return new Cause($"{Named(failed)} failed: {failed.Failure}{(App.Live is { } former ? $"; v{former.Release} goes on serving" : "")}", $"logs {App.Name} --release v{failed.Number} tells more; push one that does better");
        else if (Replaced is var (died, by))
            yield return new Cause($"{Named(died)} was replaced by v{by.Number}: {by.Note}", $"logs {App.Name} --release v{died.Number} tells more; push one that does better");
    }

    private IEnumerable<Cause> Processes() =>
        from row in ProcessTable.Of(desired, observed, now)
        where row.State is ProcessState.BackingOff or ProcessState.Down or ProcessState.Unknown
        let release = App.Release(row.Release)
        select row.State == ProcessState.Unknown
            ? new Cause($"Nobody knows how {row.Process} does, because uWSGI's Emperor does not answer", "start it, unless it is starting")
            : new Cause($"{row.Process} {Seen(row)}; it belongs to {Named(release)}", $"{Back(release)}logs {App.Name} {row.Process}, then push what does better, or end it: ps:scale {App.Name} {row.Kind}=N", row.Process);

    private IEnumerable<Cause> Crons() =>
        from failing in App.FailingCrons ?? ImmutableSortedDictionary<string, string>.Empty
        where CronPlan.Running(App) is { } live && App.Slug(live).Processes.ContainsKey(failing.Key)
        select new Cause($"The runs of {failing.Key} fail{(Newest(e => e is AppEvent.CronFailed(var kind, _) && kind == failing.Key) is { } first ? $", the first one {Ago(first.At)} (#{first.Seq})" : "")}: {failing.Value}", $"cron {App.Name} {failing.Key} shows them, and logs {App.Name} {failing.Key} what they said", failing.Key);

    /// <summary>What died, and what piku has brought back in its place; null unless that is what runs.</summary>
    private (Release Died, Release By)? Replaced =>
        App.Live is { } live && App.Release(live.Release) is { Cause: ReleaseCause.Fallback } by && App.Releases.LastOrDefault(release => release.Failure == by.Note) is { } died ? (died, by) : null;

    private string Back(Release release) =>
        release.Number == App.Live?.Release && App.Releases.LastOrDefault(former => former.State == ReleaseState.Retired) is { } former ? $"rollback {App.Name} brings v{former.Number} back; or " : "";

    private string Seen(ProcessRow row)
    {
        var vassal = new[] { desired.Live, desired.Candidate }.OfType<DesiredRollout>().Where(r => r.Rollout.Generation == row.Generation).SelectMany(r => r.Vassals).First(v => v.Process == row.Process);
        var restarts = row.Restarts == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (it was started again {row.Restarts} times, the last time {(row.Since is { } since ? Ago(since) : "some time ago")})");
        return (Health.OfLive(vassal, observed, now) is Health.Down(var reason) ? reason : "has ended several times in short order") + restarts;
    }

    private IEnumerable<Cause> Visitors()
    {
        if (App.Current is not { } release || App.State != AppState.Running) yield break;
        if (App.Certificate is { State: CertificateState.Refused, LastFailure.Failure: { } failure })
            yield return new Cause($"Browsers warn visitors of a self-signed certificate, because a CA gave none: {failure}", $"mend that, then certs:renew {App.Name}");
        var serving = Procfile.Serving.Where(App.Slug(release).Processes.ContainsKey).ToList();
        if (serving.Count > 0 && EffectiveSettings.Of(App, release).ServerNames.IsEmpty)
            yield return new Cause("The app has no host name, so nginx has no site for it", $"config:set {App.Name} NGINX_SERVER_NAME=…");
        if (answered is >= 500 and var status && App.Maintenance is null && serving.Any(kind => kind == "static" || App.CountOf(kind) > 0))
            yield return new Cause($"A visitor gets status {status.ToString(CultureInfo.InvariantCulture)}{(status is 502 or 503 or 504 ? ", as when no process of the app answers" : " from the app itself")}", $"logs {App.Name}");
        if (serving.Count > 0 && serving.All(kind => kind != "static" && App.CountOf(kind) == 0))
            yield return new Cause($"{serving[0]} is scaled to 0{By(e => e is AppEvent.Scaled(var counts) && counts.GetValueOrDefault(serving[0], 1) == 0)}, and visitors get a page with status 503", $"ps:scale {App.Name} {serving[0]}=1");
    }

    private string By(Func<AppEvent, bool> isIt) => Newest(isIt) is { } recorded ? $" by {recorded.By.Actor}, {Ago(recorded.At)} (#{recorded.Seq})" : "";

    private Recorded? Newest(Func<AppEvent, bool> isIt) => history.FirstOrDefault(recorded => isIt(recorded.Event));

    private static string Word(ReleaseCause cause) => cause switch
    {
        ReleaseCause.Push => "push",
        ReleaseCause.Config => "setting",
        ReleaseCause.Deploy => "deploy",
        ReleaseCause.Rollback => "rollback",
        ReleaseCause.Fallback => "fallback",
    };

    private string Ago(DateTimeOffset then) => Spans.Ago(now - then);
}
