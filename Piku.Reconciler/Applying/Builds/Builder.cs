using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Builds;

/// <summary>Builds a release: its phases as the Procfile has them, and its environment unless one of the same content is there.</summary>
public sealed class Builder(RootLayout root, IHost host) : IDisposable
{
    private const long MB = 1_000_000;

    private readonly BuildSlots _slots = new(root.BuildJobs);

    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it runs any more.</exception>
    public async Task<BuildOutcome> Build(App app, Release release, RolloutLog log, CancellationToken cancel)
    {
        using var turn = await _slots.Turn(app.Name, log, cancel).ConfigureAwait(false);
        return await Build(new Job(new DesiredBuild(app, release), log), cancel).ConfigureAwait(false);
    }

    public void Dispose() => _slots.Dispose();

    private sealed record Job(DesiredBuild Build, RolloutLog Log)
    {
        public App App => Build.App;

        public Slug Slug => Build.Slug;

        public Runtime Runtime => Build.Runtime;

        public EffectiveSettings Settings => Build.Settings;
    }

    private async Task<BuildOutcome> Build(Job job, CancellationToken cancel)
    {
        if (!host.FolderExists(root.Slug(job.App.Name, job.Slug.Fingerprint))) return new BuildOutcome.Failed(DesiredBuild.FilesAreGone);
        await NoOrphan(job, cancel).ConfigureAwait(false);
        if (await Phase(job, "preflight", null, cancel).ConfigureAwait(false) is { } early) return early;
        var built = job.Runtime.HasEnvironment ? await Environment(job, cancel).ConfigureAwait(false) : new BuildOutcome.Built(null);
        return built is BuildOutcome.Built(var environment)
            ? await Phase(job, "release", environment, cancel).ConfigureAwait(false) ?? built
            : built;
    }

    /// <summary>
    /// A pikud that was killed leaves its build running. Each command of a build, and whatever that starts, holds the app's build
    /// lock; so no two ever fill one folder.
    /// </summary>
    private async Task NoOrphan(Job job, CancellationToken cancel)
    {
        IDisposable? free = null;
        if (!await host.Until(() => (free = host.TryLock(root.BuildLock(job.App.Name))) is not null, TimeSpan.FromSeconds(job.Settings.Number("PIKU_BUILD_TIMEOUT")), cancel).ConfigureAwait(false))
            throw new StepFailedException($"a former build of '{job.App.Name}' has not ended; find the process that holds {root.BuildLock(job.App.Name)} and end it.");
        free!.Dispose();
    }

    private async Task<BuildOutcome?> Phase(Job job, string phase, string? environment, CancellationToken cancel)
    {
        if (job.Build.Phase(phase) is not { } command) return null;
        job.Log.Step($"Running {phase} for '{job.App.Name}'");
        var folder = environment is null ? null : root.Environment(job.App.Name, environment);
        var line = new CommandLine(
            "/bin/sh", ["-c", command], root.Slug(job.App.Name, job.Slug.Fingerprint), ProcessEnvironment.Of(root, job.App, job.Build.Release, folder, phase));
        return await Run(job, line, phase, cancel).ConfigureAwait(false) is { } why ? new BuildOutcome.Failed(why) : null;
    }

    private async Task<BuildOutcome> Environment(Job job, CancellationToken cancel)
    {
        var tools = job.Runtime.Tools(job.Settings).ToDictionary(tool => tool, tool => host.FindTool(tool.Name));
        if (tools.FirstOrDefault(t => t.Value is null).Key is { } missing)
            return new BuildOutcome.Failed(DesiredBuild.Lacks(missing));

        var locks = job.Runtime.LockFiles.ToImmutableDictionary(
            name => name, name => host.ReadText($"{root.Slug(job.App.Name, job.Slug.Fingerprint)}/{name}") ?? "");
        var fingerprint = job.Build.EnvironmentOf(tools.Values, locks);
        var folder = root.Environment(job.App.Name, fingerprint);
        if (host.FileExists(RootLayout.Manifest(folder)))
        {
            job.Log.Step($"Dependencies of '{job.App.Name}' are unchanged");
            return new BuildOutcome.Built(fingerprint);
        }

        host.DeleteFolder(folder);
        host.MakeFolder(folder);
        host.MakeFolder(root.Cache(job.App.Name));
        var folders = new BuildFolders(root.Slug(job.App.Name, job.Slug.Fingerprint), folder, root.Cache(job.App.Name));
        foreach (var command in job.Runtime.Build(folders, job.Settings, locks))
        {
            job.Log.Step($"{command.Title} for '{job.App.Name}'");
            var line = new CommandLine(command.File, command.Arguments, folders.Slug, ProcessEnvironment.Of(root, job.App, job.Build.Release, folder, "build"));
            if (await Run(job, line, command.Title, cancel).ConfigureAwait(false) is { } why) return new BuildOutcome.Failed(why);
        }

        Declare(job, folder);
        return new BuildOutcome.Built(fingerprint);
    }

    /// <summary>Calls the environment whole: what is in it is on the disk before the manifest is, and the manifest before anybody is told.</summary>
    private void Declare(Job job, string folder)
    {
        var bytes = host.Size(folder);
        host.Sync(folder);
        host.WriteFile(RootLayout.Manifest(folder), Manifest.OfEnvironment(job.App.Name, job.Runtime.Name, job.Build.Release.Number, bytes));
        host.Sync(folder);
    }

    /// <returns>Why it failed; null when it did not.</returns>
    private async Task<string?> Run(Job job, CommandLine line, string title, CancellationToken cancel)
    {
        var limit = TimeSpan.FromSeconds(job.Settings.Number("PIKU_BUILD_TIMEOUT"));
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            var ceiling = job.Settings.Number("PIKU_BUILD_MEMORY") is > 0 and var megabytes ? megabytes * MB : host.TotalMemory();
            var memory = new MemoryTrouble(host);
            var code = await host.Run(Confined.Of(line, root.BuildLock(job.App.Name), ceiling), Said, either.Token).ConfigureAwait(false);
            return code == 0 ? null : $"{title} failed with exit code {code}{memory.Told(ceiling)}: {line}";

            void Said(string text)
            {
                job.Log.Output(text);
                memory.Listen(text);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{title} did not end within PIKU_BUILD_TIMEOUT ({limit.TotalSeconds:0} s)";
        }
    }
}
