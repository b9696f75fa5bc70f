using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Ssh.Questions;

/// <summary>What differs between two moments of an app. Values of settings are hidden unless they may be seen.</summary>
/// <param name="Settings">Those that verbs have set, and those of the repository's ENV file.</param>
/// <param name="Files">Of the files that they are rendered to.</param>
public sealed record Comparison(ImmutableArray<Change> Settings, ImmutableArray<Change> Processes, ImmutableArray<FileChange> Files)
{
    private const string Hidden = "(hidden)";

    private const string HiddenOther = "(hidden, another value)";

    public bool IsEmpty => Settings.IsEmpty && Processes.IsEmpty && Files.IsEmpty;

    public static Comparison Of(RootLayout root, App app, Found from, Found to, bool reveal)
    {
        var (before, after) = (SettingsOf(from.Former), SettingsOf(to.Former));
        var old = Rendered.Of(root, app with { Scale = from.App.Scale }, from.Former, (key, value) => reveal ? value : Hidden);
        var @new = Rendered.Of(root, app with { Scale = to.App.Scale }, to.Former, (key, value) => reveal ? value : before.TryGetValue(key, out var former) && former != value.TrimEnd('\n') ? HiddenOther : Hidden);
        return new Comparison(
            Changes(before, after, value => reveal ? value : null),
            Changes(ProcessesOf(from), ProcessesOf(to), text => text),
            [.. old.Keys.Union(@new.Keys).Order(StringComparer.Ordinal).Select(path => Between(path, old.GetValueOrDefault(path), @new.GetValueOrDefault(path))).Where(file => !file.Diff.IsEmpty)]);
    }

    private static ImmutableSortedDictionary<string, string> SettingsOf(Former former) => EffectiveSettings.Of(former.Slug.Env, former.Release.Config).Values;

    private static ImmutableSortedDictionary<string, string> ProcessesOf(Found found) =>
        found.Former.Slug.Processes.ToImmutableSortedDictionary(p => p.Key, p => $"{(Piku.Domain.Releases.Procfile.IsProcess(p.Key) ? $"{found.App.CountOf(p.Key)} × " : "")}{p.Value}", StringComparer.Ordinal);

    private static FileChange Between(string path, string? before, string? after) =>
        new(path, [.. UnifiedDiff.Of(before is null ? null : $"a/{path}", before ?? "", after is null ? null : $"b/{path}", after ?? "")]);

    private static ImmutableArray<Change> Changes(ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after, Func<string, string?> shown) =>
    [
        .. from name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
        let old = before.GetValueOrDefault(name)
        let @new = after.GetValueOrDefault(name)
        where old != @new
        select new Change(name, old is null ? ChangeKind.Added : @new is null ? ChangeKind.Removed : ChangeKind.Changed, old is null ? null : shown(old), @new is null ? null : shown(@new)),
    ];
}

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <param name="Before">Null where there was none, or it is hidden; so <paramref name="After"/>.</param>
public sealed record Change(string Name, ChangeKind Kind, string? Before, string? After);

/// <param name="Path">Below the root.</param>
/// <param name="Diff">Lines in unified form.</param>
public sealed record FileChange(string Path, ImmutableArray<string> Diff);
