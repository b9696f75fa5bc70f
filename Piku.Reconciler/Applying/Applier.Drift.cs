using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Planning.Drifting;

namespace Piku.Reconciler.Applying;

/// <content>What is found to be other than it was left.</content>
public sealed partial class Applier
{
    /// <summary>So many times of each app what was replaced is kept.</summary>
    private const int MostKept = 20;

    /// <summary>Copies what is about to be written over, so that an edit can be had back.</summary>
    public void Keep(AppName app, Drift drift, DateTimeOffset now)
    {
        foreach (var path in drift.Files) host.Keep(path, root.Replaced(app, now, path));
        foreach (var former in host.List(root.Replaced(app)).Order(StringComparer.Ordinal).SkipLast(MostKept)) host.DeleteFolder($"{root.Replaced(app)}/{former}");
    }

    /// <summary>Told before anything is done about it: what is done first and told afterwards is never told where something fails between the two.</summary>
    /// <param name="isLeft">Nothing will be.</param>
    public void Report(App app, Drift drift, DateTimeOffset now, bool isLeft)
    {
        var (difference, kept) = (Mask.Of(app).Over(drift.Difference(root)), root.ReplacedAt(app.Name, now));
        var repair = new AppEvent.Repaired(now, drift.Names, difference, Layout.Digest.Fingerprint(difference, isLeft ? "left" : ""), host.FolderExists(kept) ? root.Below(kept) : null, isLeft);
        Transaction.Run(journal, app.Name, _ => new AppCommand.ReportRepaired(repair), Pikud);
    }

    /// <summary>What knows git is the other program. Processes whose folder was taken away from under them can open nothing in what they have, so fresh ones take their place.</summary>
    private async Task FetchSlug(App app, string slug, CancellationToken cancel)
    {
        var said = new List<string>();
        if (await host.Run(PikuProgram.Line(root, "slug:fetch", app.Name.Value, slug), said.Add, cancel).ConfigureAwait(false) != 0)
            throw new StepFailedException($"the files of '{app.Name}' are gone, and cannot be fetched from its repository: {string.Join(' ', said)}");
        Transaction.Run(journal, app.Name, now => new AppCommand.Restart(now.LastGeneration + 1), Pikud);
    }
}
