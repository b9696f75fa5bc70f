using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning.Forecasts;

/// <summary>
/// A file that would be another one. The environment of a process, a folder with a file per variable, is told as one text whose path ends with a slash; a link as "-> target".
/// </summary>
/// <param name="From">Its path below the root; null when there is none yet.</param>
/// <param name="To">Its path afterwards, of the next generation for what belongs to a process; null when there is none any more.</param>
/// <param name="Before">Its text; empty when there is none. So is <paramref name="After"/>.</param>
public sealed partial record ChangedFile(string? From, string? To, string Before, string After)
{
    private delegate (string Before, string After) Texts<T>(T? before, T? after);

    /// <summary>What piku itself gives to a process and is no secret, unless a setting takes its place.</summary>
    private static readonly ImmutableHashSet<string> Given =
        ["APP", "LOG_ROOT", "DATA_ROOT", "HOME", "USER", "PATH", "PWD", "PROC_TYPE", "VIRTUAL_ENV", "PORT", "BIND_ADDRESS", ProcessStarter.Command, ProcessStarter.Name];

    /// <param name="reveal">Whether values of settings are shown; where they are not, it is only said which of them change.</param>
    public static ImmutableArray<ChangedFile> Between(PaperWorld before, PaperWorld end, bool reveal)
    {
        var secret = new[] { before, end }.SelectMany(world => world.Apps.Values).SelectMany(Settings).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Paired(Environments(before), Environments(end), (a, b) => Shown(a, b, key => reveal || (Given.Contains(key) && !secret.Contains(key))))
                .Concat(Paired(Files(before), Files(end), (a, b) => (a ?? "", b ?? "")))
                .OrderBy(file => file.To ?? file.From, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Settings(App app) => app.Config.Keys.Concat(app.Releases.Select(release => EffectiveSettings.Of(app, release)).SelectMany(settings => settings.Values.Keys.Concat(settings.Unreadable)));

    /// <summary>A path that is in both is one file; of the others, those of one process are taken together, whatever their generations.</summary>
    private static IEnumerable<ChangedFile> Paired<T>(ImmutableSortedDictionary<string, T> before, ImmutableSortedDictionary<string, T> after, Texts<T> texts)
        where T : class
    {
        foreach (var (path, was) in before)
            if (after.TryGetValue(path, out var now) && texts(was, now) is var (a, b) && a != b) yield return new ChangedFile(path, path, a, b);
        var gone = before.Keys.Where(path => !after.ContainsKey(path)).ToLookup(Kind);
        var made = after.Keys.Where(path => !before.ContainsKey(path)).ToLookup(Kind);
        foreach (var kind in gone.Select(g => g.Key).Union(made.Select(m => m.Key)))
        {
            string[] from = [.. gone[kind]], to = [.. made[kind]];
            for (var i = 0; i < Math.Max(from.Length, to.Length); i++)
            {
                var (old, now) = (i < from.Length ? from[i] : null, i < to.Length ? to[i] : null);
                var (a, b) = texts(old is null ? null : before[old], now is null ? null : after[now]);
                yield return new ChangedFile(old, now, a, b);
            }
        }
    }

    private static string Kind(string path) => Generation().Replace(path, "_g");

    private static ImmutableSortedDictionary<string, string> Files(PaperWorld world) =>
        world.Box.Files.Select(file => KeyValuePair.Create(file.Key, file.Value.Text))
            .Concat(world.Box.Links.Select(link => KeyValuePair.Create(link.Key, $"-> {link.Value}")))
            .Where(file => IsIn(file.Key, world.Layout.Vassals) || IsIn(file.Key, world.Layout.Sites) || world.Box.Links.ContainsKey(file.Key))
            .ToImmutableSortedDictionary(file => Below(world.Layout, file.Key), file => file.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Environments(PaperWorld world) =>
        world.Box.Files.Where(file => IsIn(file.Key, world.Layout.VassalEnvironments))
            .Select(file => (Path: Below(world.Layout, file.Key), file.Value.Text))
            .GroupBy(file => file.Path[..(file.Path.LastIndexOf('/') + 1)])
            .ToImmutableSortedDictionary(
                folder => folder.Key,
                folder => folder.ToImmutableSortedDictionary(file => file.Path[folder.Key.Length..], file => file.Text, StringComparer.Ordinal),
                StringComparer.Ordinal);

    private static bool IsIn(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Below(RootLayout root, string path) => path[(root.Root.Length + 1)..];

    private static (string Before, string After) Shown(ImmutableSortedDictionary<string, string>? before, ImmutableSortedDictionary<string, string>? after, Func<string, bool> isShown)
    {
        return (Text(before, after, "its former value"), Text(after, before, "its new value"));

        string Text(ImmutableSortedDictionary<string, string>? variables, ImmutableSortedDictionary<string, string>? other, string changed) => string.Concat((variables ?? ImmutableSortedDictionary<string, string>.Empty).Select(v =>
            $"{v.Key}={(isShown(v.Key) ? SettingValues.OneLine(v.Value) : other?.GetValueOrDefault(v.Key, v.Value) is { } value && value != v.Value ? $"({changed})" : "(a value)")}\n"));
    }

    [GeneratedRegex(@"_g[0-9]+(?=\.ini|/)", RegexOptions.CultureInvariant)]
    private static partial Regex Generation();
}
