using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Builds;

/// <summary>Builds a release: its phases as the Procfile has them, its dependencies, and what is made of its files, unless the same is there already.</summary>
public sealed class Builder(RootLayout root, IHost host) : IDisposable
{
    private readonly BuildSlots _slots = new(root.BuildJobs);

    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it runs any more.</exception>
    public async Task<BuildOutcome> Build(App app, Release release, RolloutLog log, CancellationToken cancel)
    {
        using var turn = await _slots.Turn(app.Name, log, cancel).ConfigureAwait(false);
        var build = new DesiredBuild(app, release);
        if (!host.FolderExists(root.Slug(app.Name, release.Slug))) return new BuildOutcome.Failed(DesiredBuild.FilesAreGone);
        await NoOrphan(build, cancel).ConfigureAwait(false);
        var workshop = Workshop.Of(root, host, build, log);
        if (DesiredBuild.WhyNot(workshop.Recipe, host) is { } why) return new BuildOutcome.Failed(why);
        if (workshop.ComesOutAsAnother) return new BuildOutcome.Failed(build.CameOutAsAnother);
        return await Build(workshop, cancel).ConfigureAwait(false);
    }

    public void Dispose() => _slots.Dispose();

    private static async Task<BuildOutcome> Build(Workshop workshop, CancellationToken cancel)
    {
        foreach (var note in workshop.Recipe.Notes) workshop.Log.Step(note);
        workshop.Prepare();
        var why = await workshop.Unpack(cancel).ConfigureAwait(false)
            ?? await workshop.Phase("preflight", cancel).ConfigureAwait(false)
            ?? await workshop.Install(cancel).ConfigureAwait(false)
            ?? await workshop.Compile(cancel).ConfigureAwait(false)
            ?? await workshop.Phase("release", cancel).ConfigureAwait(false);
        return why is null ? new BuildOutcome.Built(workshop.Environment, workshop.Tree) : new BuildOutcome.Failed(why, workshop.Installed);
    }

    /// <summary>
    /// A pikud that was killed leaves its build running. Each command of a build, and whatever that starts, holds the app's build
    /// lock; so no two ever fill one folder.
    /// </summary>
    /// <summary>How many builds wait for one that another pikud has begun.</summary>
    public int Waiting => _waiting;

    private int _waiting;

    private async Task NoOrphan(DesiredBuild build, CancellationToken cancel)
    {
        IDisposable? free = null;
        var name = build.App.Name;
        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await host.Until(() => (free = host.TryLock(root.BuildLock(name))) is not null, TimeSpan.FromSeconds(build.Settings.Number("PIKU_BUILD_TIMEOUT")), cancel).ConfigureAwait(false))
                throw new StepFailedException($"a former build of '{name}' has not ended; find the process that holds {root.BuildLock(name)} and end it.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        free!.Dispose();
    }
}
