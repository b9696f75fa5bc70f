using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Piku.Domain.Apps;
using Piku.Domain.Crons;
using Piku.Domain.Journal;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Applying.Crons;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>Starts what is due. It goes by the apps as passes over them see them, and waits for none: a pass that builds may take half an hour.</summary>
public sealed class CronLoop(RootLayout root, IHost host, IJournal journal, TimeProvider clock)
{
    private readonly ConcurrentDictionary<AppName, App> _seen = new();

    private readonly ISubject<AppName> _names = Subject.Synchronize(new Subject<AppName>());

    private readonly CronObserver _observer = new(root, host);

    /// <summary>The app as it is now. Of those that run without a cron line, nothing is kept.</summary>
    public void See(App app)
    {
        if (app.State == AppState.Running && Kinds(app).IsEmpty) _seen.TryRemove(app.Name, out _);
        else
        {
            _seen[app.Name] = app;
            _names.OnNext(app.Name);
        }
    }

    /// <summary>Ends soon after it is cancelled; what was started goes on.</summary>
    public Task Run(Action<AppName, Verdict> tell, CancellationToken cancel) => ReconcileLoop.Run(_ => _names.Select(name => new Trigger(name)), Pass, tell, cancel);

    /// <summary>Starts what is due in this minute of an app that was seen. Never throws: whatever goes wrong ends in <see cref="Verdict.Stuck"/>.</summary>
    public async Task<Verdict> Pass(AppName name)
    {
        if (!_seen.TryGetValue(name, out var app)) return new Verdict.Converged();
        try
        {
            var plan = CronPlan.Of(app, _observer.Look(name, Kinds(app)), clock.LocalTimeZone, clock.GetUtcNow());
            foreach (var step in plan.Steps) await Do(app, step).ConfigureAwait(false);
            return new Verdict.Converged(plan.Again);
        }
        catch (Exception failure)
        {
            return new Verdict.Stuck(failure.Message);
        }
    }

    private static ImmutableArray<string> Kinds(App app) => CronPlan.Running(app) is { } live ? [.. CronLine.Of(app.Slug(live)).Keys] : [];

    private Task Do(App app, CronStep step) => step switch
    {
        CronStep.Start(var release, var kind, var line, var due) => Run(CronCommand.Start(root, app, release, kind, line, due), kind),
        CronStep.End(var kind, var stopped) => Run(CronCommand.End(root, app.Name, kind, stopped), kind),
        CronStep.Report(var kind, var failure) => Task.FromResult(Transaction.Run(journal, app.Name, _ => new AppCommand.ReportCron(kind, failure), Applier.Pikud)),
        _ => throw new UnreachableException($"No way to do {step.GetType().Name}."),
    };

    /// <summary>What is run here ends by itself at once; when it were cancelled, what it has begun would be killed with it.</summary>
    private async Task Run(CommandLine command, string kind)
    {
        var said = ImmutableArray<string>.Empty;
        if (await host.Run(command, line => said = said.Add(line), CancellationToken.None).ConfigureAwait(false) is not 0 and var code)
            throw new StepFailedException($"{kind} cannot be run: {(said.IsEmpty ? $"exit code {code}" : said[^1])}");
    }
}
