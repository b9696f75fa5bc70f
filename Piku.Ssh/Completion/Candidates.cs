using System.Collections.Immutable;
using Piku.Domain.Settings;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Completion;

/// <summary>What the word at the cursor may become, from the tables that the parser, help and the docs are made of.</summary>
public static class Candidates
{
    /// <param name="words">Those before the word at the cursor.</param>
    /// <param name="begun">What there is of that word; empty where a new one begins.</param>
    public static ImmutableArray<string> Of(ImmutableArray<string> words, string begun, Known known) =>
        [.. All(words, begun, known).Where(one => one.StartsWith(begun, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> All(ImmutableArray<string> words, string begun, Known known)
    {
        if (words is not [var name, .. var rest]) return VerbNames(_ => true).Concat(known.Own.Keys);
        var verb = VerbTable.Named(name);
        if (verb is { IsInternal: true } || (verb is null && !known.Own.ContainsKey(name))) return [];
        var usage = verb is null ? Usage.Of(known.Own[name]) : Usage.Of(verb);
        var placed = usage.Placed(rest).ToImmutableArray();
        var isNamed = placed is [var first, ..] && known.Apps.Contains(first);
        var left = usage.BeginsWithApp && !isNamed && known.Current is not null;
        var app = usage.BeginsWithApp && isNamed ? placed[0] : known.Current;
        if (rest is [.., var last] && usage.ValueAfter(last) is { } value) return At(value, app, known, verb);
        if (begun.StartsWith('-')) return verb is { IsLine: true } && placed.Length > (left ? 0 : 1) ? [] : usage.Options.Keys;
        if (verb?.Name == "plan" && placed.Length > (left ? 0 : 1)) return All([placed[left ? 0 : 1], left ? known.Current! : placed[0], .. placed[(left ? 1 : 2)..]], begun, known);
        var place = Place(usage, placed.Length + (left ? 1 : 0), app, known, verb);
        return left && placed.IsEmpty ? place.Concat(known.Apps) : place;
    }

    private static IEnumerable<string> Place(Usage usage, int at, string? app, Known known, Verb? verb) =>
        at < usage.Places.Length ? At(usage.Places[at], app, known, verb)
        : usage is { Repeats: true, Places: [.., var last] } ? At(last, app, known, verb)
        : [];

    private static IEnumerable<string> At(string place, string? app, Known known, Verb? verb) => place.Split('|').SelectMany(one => one switch
    {
        "APP" => known.Apps,
        "VERB" => VerbNames(other => verb?.Name != "plan" || other.Changes),
        "KEY" => OfApp(app, known).Keys,
        "KEY=VALUE" => SettingTable.All.Select(setting => setting.Name).Concat(OfApp(app, known).Keys).Select(key => $"{key}="),
        "KIND=N" => OfApp(app, known).Kinds.Select(kind => $"{kind}="),
        "KIND" or "PROCESS" => OfApp(app, known).Kinds,
        "vN" or "A" or "B" => OfApp(app, known).Releases,
        _ when one.All(char.IsAsciiLetterLower) => [one],
        _ => Enumerable.Empty<string>(),
    });

    private static KnownApp OfApp(string? app, Known known) => app is not null && known.Apps.Contains(app) ? known.Of(app) : new KnownApp([], [], []);

    private static IEnumerable<string> VerbNames(Func<Verb, bool> isMeant) => VerbTable.All.Where(verb => !verb.IsInternal && isMeant(verb)).Select(verb => verb.Name);
}
