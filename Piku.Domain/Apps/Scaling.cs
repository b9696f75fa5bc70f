using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Releases;
using Piku.Domain.Settings;

namespace Piku.Domain.Apps;

/// <summary>How many processes of each kind may be asked for, by a verb or by the first push.</summary>
internal static class Scaling
{
    /// <summary>The first count that cannot be had, as a sentence; null when all can.</summary>
    /// <param name="slug">Whose Procfile counts; null when there is none.</param>
    public static string? WhyRefused(AppName app, Slug? slug, ImmutableSortedDictionary<string, int> counts) =>
        counts.Select(count => WhyRefused(app, slug, count.Key, count.Value)).FirstOrDefault(why => why is not null);

    /// <summary>What <c>PIKU_SCALE</c> in the ENV file of a first push asks for; one of each kind is not mentioned.</summary>
    public static ImmutableSortedDictionary<string, int> AskedBy(Slug slug) =>
        slug.Env.GetValueOrDefault("PIKU_SCALE", "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .Aggregate(
                ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
                (all, pair) => all.SetItem(pair[0], int.Parse(pair[1], CultureInfo.InvariantCulture)));

    /// <summary>The same for a slug that has not been looked at: whether what its ENV file asks for can be read, and had.</summary>
    public static string? WhyRefused(AppName app, Slug slug) =>
        slug.Env.TryGetValue("PIKU_SCALE", out var asked) && SettingTable.WhyRefused("PIKU_SCALE", asked) is { } unreadable ? unreadable
        : WhyRefused(app, slug, AskedBy(slug)) is { } why ? $"PIKU_SCALE in the ENV file: {why}"
        : null;

    private static string? WhyRefused(AppName app, Slug? slug, string kind, int count) => (slug, kind, count) switch
    {
        (null, _, _) => $"app '{app}' has no release to scale; push one: git push piku main.",
        (_, "static", _) => "'static' is served by nginx itself and cannot be scaled.",
        ({ } has, _, _) when has.Processes.ContainsKey(kind) && Procfile.IsCron(kind) => $"'{kind}' runs at times, once each, and cannot be scaled; see: cron {app}.",
        ({ } has, _, _) when !has.Processes.ContainsKey(kind) || !Procfile.IsProcess(kind) =>
            $"app '{app}' has no process '{kind}'; its Procfile has {Procfile.Listed(has.Processes.Keys.Where(Procfile.IsProcess))}.",
        (_, _, < 0 or > Procfile.MaxCount) => $"'{kind}={count}' is out of range; give a number from 0 to {Procfile.MaxCount}.",
        _ => null,
    };
}
