using System.Collections.Immutable;
using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying.Builds;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Applying;

/// <summary>Does the steps of a plan, in their order, and reports what came of them to the journal.</summary>
public sealed partial class Applier(RootLayout root, IHost host, IJournal journal, NginxGate nginx, Builder builder, AcmeIssuer issuer, TimeProvider clock)
{
    public static readonly Provenance Pikud = new("pikud", "", "reconcile");

    /// <param name="meanwhile">Is done again and again for as long as a build lasts; null where there is nothing to do.</param>
    /// <returns>Whether all is done. It is not where nginx does not take the site of what is on its way: that has failed then, and visitors are where they were.</returns>
    /// <exception cref="StepFailedException">A step failed; those before it are done, those after it are not.</exception>
    public async Task<bool> Apply(App app, IEnumerable<Step> steps, CancellationToken cancel, Func<CancellationToken, Task>? meanwhile = null)
    {
        foreach (var step in steps)
        {
            Boundary.Reached($"before {step.GetType().Name}");
            try
            {
                await Apply(app, step, meanwhile, cancel).ConfigureAwait(false);
                Boundary.Reached($"after {step.GetType().Name}");
            }
            catch (SiteRefusedException refused) when (app.Candidate is { } candidate)
            {
                Withdraw(app, candidate.Generation, refused.Message);
                return false;
            }
            catch (SiteRefusedException refused)
            {
                throw new StepFailedException($"{refused.Message}.", refused);
            }
        }

        return true;
    }

    private Task Apply(App app, Step step, Func<CancellationToken, Task>? meanwhile, CancellationToken cancel) => step switch
    {
        Step.MakeFolder(var path) => Done(() => host.MakeFolder(path)),
        Step.Build(var release, var generation) => Build(app, release, generation, meanwhile, cancel),
        Step.AllotPorts(var generation, var processes) => Done(() => Allot(app, generation, processes)),
        Step.ReportNoRoom(var generation, var reason) => Done(() => Report(app, new AppCommand.ReportNoRoom(generation, reason))),
        Step.Tell(var generation, var text) => Done(() => Log(app, generation).Step(text)),
        Step.Spawn(var vassal, var generation) => Done(() => Spawn(app, vassal, generation)),
        Step.Check(var vassal, var generation, var attempt) => Check(app, vassal, generation, attempt, cancel),
        Step.Knock(var vassal) => Done(() => host.Knock(vassal.Probe.Socket!)),
        Step.Dismiss(var name) => Done(() => Dismiss(app, name)),
        Step.WakeEmperor => Done(() => host.Signal(root.EmperorPid, HostSignal.Wake)),
        Step.WriteSite(var site, var generation) => Put(app, site, generation, cancel),
        Step.ReloadNginx(var mark) => nginx.Reload(app.Name, mark, cancel),
        Step.ReadInclude(var generation, var slug, var path) => Done(() => ReadInclude(app, generation, slug, path)),
        Step.AskCloudflare => AskCloudflare(app, cancel),
        Step.WriteFile(var file) => Done(() => host.WriteFile(file.Path, file.Content, rights: file.Rights)),
        Step.PutAside(var path, var aside) => Done(() => host.PutAside(path, aside)),
        Step.SetRights(var path, var rights) => Done(() => host.SetRights(path, rights)),
        Step.FetchSlug(var slug) => FetchSlug(app, slug, cancel),
        Step.DeleteFile(var path) => Done(() => host.DeleteFile(path)),
        Step.SelfSign(var path, var names, var from) => Done(() => SelfSign(app, path, SelfSigned.Of(names, from))),
        Step.OrderCertificate(var order, var attempt) => Done(() => issuer.Pursue(app.Name, order, attempt, cancel)),
        Step.ReportCertificateLost(var fingerprint) => Done(() => Report(app, new AppCommand.ReportCertificateLost(fingerprint))),
        Step.DropCertificate(var path) => Done(() => Drop(app, path)),
        Step.DeleteFolder(var path) => Done(() => host.DeleteFolder(path)),
        Step.Sweep(var path) => Done(() => Sweep(app, path)),
        Step.Link(var path, var target) => Done(() => host.Link(path, target)),
        Step.ReportLive(var generation, var release) => Done(() => Live(app, generation, release)),
        Step.ReportFailed(var generation, var vassal, var reason) => Done(() => Failed(app, generation, new FailedProcess(root, host, vassal), reason)),
        Step.ReportDying(var generation, var vassal, var reason) => Done(() => Dying(app, generation, new FailedProcess(root, host, vassal), reason)),
        _ => throw new UnreachableException($"No way to do {step.GetType().Name}."),
    };

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private RolloutLog Log(App app, int generation) => new(root, host, app, generation);

    /// <summary>Reasons are often the words of tools, so they are masked as these are in the log.</summary>
    private void Report(App app, AppCommand report) => Transaction.Run(
        journal, app.Name, _ => report is AppCommand.ReportFailed failed ? failed with { Reason = Mask.Of(app).Over(failed.Reason) } : report, Pikud);

    /// <summary>The choice is made within the transaction, so that no other app takes a port meanwhile.</summary>
    private void Allot(App app, int generation, IReadOnlyList<string> processes)
    {
        var rollout = app.Rollouts.First(r => r.Generation == generation);
        var first = EffectiveSettings.Of(app, app.Release(rollout.Release)).FixedPort;
        Transaction.Run(journal, app.Name, (_, now) => first is { } port ? Fixed(now, port) : new AppCommand.ReportPorts(generation, Free(now)), Pikud);

        ImmutableSortedDictionary<string, int> Free(IJournal now)
        {
            var given = GivenPorts.On(root, host);
            return HostDecider.Allot(now.Host, root.Ports, processes, port => !given.Contains(port) && host.IsPortFree(port)) ?? throw new StepFailedException(root.WhyNoPort);
        }

        AppCommand Fixed(IJournal now, int port) => HostDecider.Fixed(now.Host, app.Name, port, processes) switch
        {
            (var ports, null) => new AppCommand.ReportPorts(generation, ports),
            (_, { Sentence: var why }) when rollout == app.Candidate => new AppCommand.ReportFailed(generation, why.TrimEnd('.')),
            (_, { Sentence: var why }) => throw new StepFailedException(why),
        };
    }

    private void Spawn(App app, Vassal vassal, int generation)
    {
        Log(app, generation).Step($"spawning '{app.Name}:{vassal.Process}'");
        var files = new VassalFiles(root, vassal.Name);
        host.WriteFolder(files.Environment, vassal.Environment);
        if (vassal.OnDemand is { } onDemand) host.WriteFile(onDemand.Path, onDemand.Content);
        else host.DeleteFile(files.OnDemand);
        host.WriteFile(vassal.Ini.Path, vassal.Ini.Content, notBefore: host.Modified(vassal.Ini.Path));
    }

    private async Task Check(App app, Vassal vassal, int generation, int attempt, CancellationToken cancel)
    {
        var check = vassal.Check!;
        var answer = await host.Ask(new HttpQuestion(vassal.Probe.Server!, check.Host, check.Path), cancel).ConfigureAwait(false);
        var isWell = answer.Status is { } status && check.Accepts(status);
        Log(app, generation).Step($"'{app.Name}:{vassal.Process}' answers GET {check.Path} with {answer.Said}{(isWell ? "" : $"; {check.Expected} is expected (attempt {attempt} of {check.Retries})")}");
        MakeWay(app, check.File);
        host.WriteFile(check.File, new CheckResult(attempt, isWell, answer.Said).Text);
    }

    private void Sweep(App app, string path)
    {
        using var idle = host.TryLock(root.PushLock(app.Name));
        string? aside = null;
        if (idle is null || !journal.Alone(TakesAway)) return;
        if (aside is not null) host.DeleteFolder(aside);
        host.DeleteFile(RootLayout.Beside(path));

        // While nobody records, so that nothing begins to need the folder before its name is gone.
        bool TakesAway(IJournal alone)
        {
            if (alone.Read(app.Name).Version != app.Version) return false;
            aside = host.TakeAway(path);
            return true;
        }
    }

    private void SelfSign(App app, string path, string pem)
    {
        host.MakeFolder(root.Certificates(app.Name));
        host.WriteSecret(path, PemFile.Of(app.Name, pem));
    }

    /// <summary>Whoever brings a pair puts its file in place before it is recorded, within the same transaction.</summary>
    private void Drop(App app, string path) => journal.Alone(alone =>
    {
        var isUnchanged = alone.Read(app.Name).Version == app.Version;
        if (isUnchanged) host.DeleteFile(path);
        return isUnchanged;
    });

    private void Live(App app, int generation, int release)
    {
        Log(app, generation).Step($"'{app.Name}' v{release} is live");
        Report(app, new AppCommand.ReportLive(generation));
    }

    private void Failed(App app, int generation, FailedProcess process, string seen)
    {
        var reason = process.Why(seen);
        Tell(app, generation, process, reason);
        Report(app, new AppCommand.ReportFailed(generation, reason));
    }

    /// <exception cref="StepFailedException">The former release cannot come back, such as when another app has its host name by now.</exception>
    private void Dying(App app, int generation, FailedProcess process, string reason)
    {
        if (Transaction.Run(journal, app.Name, _ => new AppCommand.ReportDying(generation, reason), Pikud) is Outcome.Refused(var refusal))
            throw new StepFailedException($"{reason}, and the former release cannot come back: {refusal.Sentence}");
        Tell(app, generation, process, reason);
    }

    private void Tell(App app, int generation, FailedProcess process, string reason)
    {
        var log = Log(app, generation);
        log.Step($"{reason}; the last lines of its log:");
        foreach (var line in process.LastLines(app.Name)) log.Output(line);
    }
}
