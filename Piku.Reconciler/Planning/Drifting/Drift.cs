using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning.Drifting;

/// <summary>What a plan puts back on a box that was as it should be, for an app of which nothing else has been asked since. Pure.</summary>
public sealed record Drift(ImmutableArray<Deviation> Deviations)
{
    /// <summary>Of a difference in characters, for it stands in the journal.</summary>
    private const int Most = 8000;

    public static Drift None { get; } = new([]);

    public bool IsEmpty => Deviations.IsEmpty;

    /// <summary>In words, each once: "web.1", "nginx/sites/blog.conf".</summary>
    public ImmutableArray<string> Names => [.. Deviations.Select(deviation => deviation.Name).Distinct()];

    /// <summary>Which files are about to be written over or taken away, whosever they are.</summary>
    public IEnumerable<string> Files => Deviations.Where(deviation => deviation.Change is not (Change.Replaced or Change.Rights)).Select(deviation => deviation.Path).Distinct();

    public static Drift Of(RootLayout root, DesiredApp desired, ObservedApp observed, Plan plan) =>
        new([.. plan.Steps.SelectMany(step => Of(root, desired.App, observed, step)).DistinctBy(deviation => (deviation.Path, deviation.Change))]);

    /// <summary>As <c>diff -u</c> tells it, from what was found to what has to be there. Values of settings, passwords and keys are not in it.</summary>
    public string Difference(RootLayout root)
    {
        var text = string.Join('\n', Deviations.SelectMany(deviation => Lines(root, deviation)));
        return text.Length <= Most ? text : $"{text[..Most]}\n…";
    }

    private static IEnumerable<string> Lines(RootLayout root, Deviation deviation)
    {
        var path = root.Below(deviation.Path);
        return deviation switch
        {
            { Change: Change.Replaced, Before: var kind } => [$"{path}: {kind} had its place"],
            { Before: null, After: null } => [$"{path}: {Word(deviation.Change)}"],
            { Change: Change.Rights, Before: var was, After: var now } => [$"{path}: rights {was}, {now} again"],
            { Before: var was, After: var now } => UnifiedDiff.Of(was is null ? null : path, was ?? "", now is null ? null : path, now ?? ""),
        };
    }

    private static string Word(Change change) => change switch
    {
        Change.Edited => "was edited",
        Change.Missing => "was missing",
        Change.Surplus => "did not belong there",
        Change.Replaced => "was replaced",
        Change.Rights => "had other rights",
    };

    private static IEnumerable<Deviation> Of(RootLayout root, App app, ObservedApp observed, Step step) => step switch
    {
        Step.Spawn(var vassal, _) => Of(root, vassal, observed.Vassal(vassal.Name)),
        Step.WriteSite(var site, _) => [Text(root, site.Path, observed.Site, site.Content)],
        Step.WriteFile({ Rights: FileRights.Public } file) => [Text(root, file.Path, observed.SiteFiles.GetValueOrDefault(file.Path) ?? (file.Path == root.Page(app.Name) ? observed.Page : null), file.Content)],
        Step.WriteFile(var file) => [new Deviation(root.Below(file.Path), file.Path, observed.SiteFiles.ContainsKey(file.Path) ? Change.Edited : Change.Missing)],
        Step.Link(var path, var target) => [Link(root, path, path == root.Link(app.Name) ? observed.Link : observed.Doors.GetValueOrDefault(path), target)],
        Step.SelfSign(var path, _, _) when observed.Certificates.GetValueOrDefault(path) is not { IsWhole: true } => [new Deviation(root.Below(path), path, observed.Certificates.ContainsKey(path) ? Change.Edited : Change.Missing)],
        Step.MakeFolder(var path) => [new Deviation(root.Below(path), path, Change.Missing)],
        Step.FetchSlug(var slug) => [new Deviation($"slugs/{app.Name}/{slug}", root.Slug(app.Name, slug), Change.Missing)],
        Step.Build(var number, _) when app.Candidate is null && app.Release(number) is var release =>
            new[] { release.Environment, release.Tree }.OfType<string>().Where(built => !observed.BuiltEnvironments.Contains(built)).Select(built => root.Environment(app.Name, built)).Select(path => new Deviation(root.Below(path), path, Change.Missing)),
        Step.PutAside(var path, _) => [observed.InTheWay.TryGetValue(path, out var kind) ? Replaced(root, path, kind) : new Deviation(root.Below(path), path, Change.Edited)],
        Step.ReportCertificateLost(var fingerprint) when root.Certificate(app.Name, fingerprint) is var path && observed.Certificates.ContainsKey(path) => [new Deviation(root.Below(path), path, Change.Edited)],
        Step.DeleteFile(var path) when path == root.Page(app.Name) => [new Deviation(root.Below(path), path, Change.Surplus)],
        Step.SetRights(var path, var rights) => [new Deviation(root.Below(path), path, Change.Rights, FileRights.Text(observed.Rights[path]), FileRights.Text(rights))],
        Step.Dismiss(var name) when VassalName.TryParse(name) is not { } vassal || app.Draining.All(draining => draining.Rollout.Generation != vassal.Generation) =>
            observed.Vassal(name).Ini is { } ini ? [new Deviation(root.Below(new VassalFiles(root, name).Ini), new VassalFiles(root, name).Ini, Change.Surplus, ini)] : [],
        _ => [],
    };

    private static IEnumerable<Deviation> Of(RootLayout root, Vassal vassal, ObservedVassal seen)
    {
        var files = new VassalFiles(root, vassal.Name);
        if (seen.Ini != vassal.Ini.Content) yield return Text(root, files.Ini, seen.Ini, vassal.Ini.Content) with { Name = vassal.Process };
        if (seen.OnDemand != vassal.OnDemand?.Content) yield return Text(root, files.OnDemand, seen.OnDemand, vassal.OnDemand?.Content) with { Name = vassal.Process };
        if (seen.Environment is not { } environment) yield return new Deviation(vassal.Process, files.Environment, Change.Missing);
        else foreach (var variable in Variables(environment, vassal.Environment)) yield return new Deviation(vassal.Process, $"{files.Environment}/{variable.Key}", variable.Value);
    }

    /// <summary>A value may be a secret, so it is not told.</summary>
    private static IEnumerable<KeyValuePair<string, Change>> Variables(ImmutableSortedDictionary<string, string> seen, ImmutableSortedDictionary<string, string> wanted) =>
        from key in seen.Keys.Union(wanted.Keys)
        let change = (seen.TryGetValue(key, out var was), wanted.TryGetValue(key, out var now)) switch
        {
            (true, true) => was == now ? (Change?)null : Change.Edited,
            (true, false) => Change.Surplus,
            _ => Change.Missing,
        }
        where change is not null
        select KeyValuePair.Create(key, change.Value);

    public static Deviation Replaced(RootLayout root, string path, FileKind kind) => new(root.Below(path), path, Change.Replaced, kind switch
    {
        FileKind.File => "a file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a link",
        FileKind.FileOfAnother => "a file of another user",
        FileKind.FolderOfAnother => "a folder of another user",
        _ => "something else",
    });

    private static Deviation Link(RootLayout root, string path, string? leads, string target) =>
        Text(root, path, string.IsNullOrEmpty(leads) ? null : $"-> {leads}\n", $"-> {target}\n");

    private static Deviation Text(RootLayout root, string path, string? before, string? after) =>
        new(root.Below(path), path, before is null ? Change.Missing : after is null ? Change.Surplus : Change.Edited, before, after);
}
