using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>
/// What the reconciler would do, told by letting it plan over a copy of the box, step for step until nothing is left to do. Processes are taken to come up,
/// builds to succeed, and nginx to take every site.
/// </summary>
/// <param name="Before">The app and the box as they are.</param>
/// <param name="End">As they would be; with what stands in the way, where something does.</param>
/// <param name="Steps">What would be done, in its order.</param>
public sealed record Forecast(AppName App, PaperWorld Before, PaperWorld End, ImmutableArray<Foretold> Steps, Interruption Interruption)
{
    /// <param name="before">The app as the journal has it.</param>
    /// <param name="after">The app with what would be recorded now.</param>
    /// <param name="box">A copy of what there is of it, with the files that a push would bring.</param>
    /// <param name="taken">What no two apps may share, of all apps.</param>
    public static Forecast Of(RootLayout root, App before, App after, PaperBox box, Host taken, DateTimeOffset now)
    {
        var name = before.Name.Value;
        var others = new Host(
            taken.Ports.Where(port => port.Value != before.Name).ToDictionary(port => port.Key, port => port.Value),
            taken.ServerNames.Where(site => site.Value != before.Name).ToDictionary(site => site.Key, site => site.Value));
        var begin = new PaperWorld(root, ImmutableSortedDictionary.Create<string, App>(StringComparer.Ordinal).Add(name, before), box, now) { Others = others };
        var walk = new Walk(name, begin);
        var end = (begin with { Apps = begin.Apps.SetItem(name, after) }).Settling(drained: true, tell: walk.Through);
        return new Forecast(before.Name, begin, end, walk.Steps, walk.Interruption);
    }

    /// <summary>Looks about after each step of each pass.</summary>
    private sealed class Walk(string app, PaperWorld begin)
    {
        private readonly ImmutableArray<Foretold>.Builder _steps = ImmutableArray.CreateBuilder<Foretold>();
        private readonly ImmutableArray<Visitors>.Builder _visits = ImmutableArray.CreateBuilder<Visitors>();
        private string? _why;

        public ImmutableArray<Foretold> Steps => _steps.ToImmutable();

        public Interruption Interruption => Interruption.Of(_visits.ToImmutable(), app, _why);

        public void Through(string name, Plan plan, PaperWorld world)
        {
            if (_visits.Count == 0) Look(begin);
            foreach (var step in plan.Steps.TakeWhile(_ => world.Trouble is null))
            {
                _steps.Add(Foretold.Of(app, world, step));
                if (step is Step.Tell) _why ??= (world.Desired(app) is var desired ? desired.Candidate ?? desired.Live : null)?.WhyRecreate;
                if (step is Step.WakeEmperor) Look(world with { Box = world.Box.Ended(world.Layout) });
                world = world.AppliedTo(app, step);
                Look(world);
            }

            if (plan.Steps.IsEmpty) Look(world);
        }

        private void Look(PaperWorld world) => _visits.Add(Visit.Of(world.Desired(app), world.Observed(app), world.Now));
    }
}

/// <summary>A step that would be done.</summary>
/// <param name="At">When, on paper.</param>
/// <param name="Release">Whose process or build it is about; null where that is nobody's, or not known any more.</param>
/// <param name="Build">What a build would come to; null for any other step.</param>
/// <param name="Again">Whether a process that is started runs already, with another configuration.</param>
public sealed record Foretold(Step Step, DateTimeOffset At, int? Release, PaperBuild? Build, bool Again)
{
    public static Foretold Of(string app, PaperWorld world, Step step) => new(
        step,
        world.Now,
        step switch
        {
            Step.Build(var release, _) => release,
            Step.ReportLive(_, var release) => release,
            Step.Spawn(_, var generation) => ReleaseOf(world.Apps[app], generation),
            Step.Dismiss(var name) when VassalName.TryParse(name) is { } vassal => ReleaseOf(world.Apps[app], vassal.Generation),
            _ => null,
        },
        step is Step.Build(var number, _) ? PaperBuild.Of(world.Layout, world.Box, world.Apps[app], world.Apps[app].Release(number)) : null,
        step is Step.Spawn(var spawned, _) && world.Box.Processes.ContainsKey(spawned.Name));

    private static int? ReleaseOf(App app, int generation) => app.Rollouts.FirstOrDefault(rollout => rollout.Generation == generation)?.Release;
}
