using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Migration;

/// <summary>What an app of the original is in our words, as far as its own files say.</summary>
/// <param name="Config">Settings made by verbs.</param>
/// <param name="Counts">How many processes of a kind there are; one of a kind is not mentioned.</param>
/// <param name="Runs">Whether it runs there; otherwise somebody has stopped it.</param>
/// <param name="RandomPort">The port that it happens to have there; null where it has none, or has fixed it.</param>
public sealed record Translation(
    ImmutableSortedDictionary<string, string> Config,
    ImmutableSortedDictionary<string, int> Counts,
    Leftovers Leftovers,
    bool Runs,
    int? RandomPort,
    ImmutableArray<string> Notes,
    ImmutableArray<string> Refused)
{
    public static Translation Of(OldRoot old, OldApp app, RootLayout root, AppName name)
    {
        var settings = OldSettings.Of(old, app, root, name);
        var processes = Procfile.TryParse(app.Procfile, out _)?.Processes ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        var effective = EffectiveSettings.Of(EnvFile.Parse(app.Env).Values, settings.Values);
        var leftovers = Leftovers.Of(old, app, Served(processes, effective));
        var branch = app.Branches is [var only] && only is not ("main" or "master") ? only : null;
        var running = processes.Keys.Where(kind => Procfile.IsProcess(kind) || Procfile.IsCron(kind)).ToList();
        var config = settings.Values
            .SetItems(leftovers.Linked.IsEmpty ? [] : [KeyValuePair.Create("PIKU_LINKS", string.Join(',', leftovers.Linked))])
            .SetItems(branch is null ? [] : [KeyValuePair.Create("PIKU_DEPLOY_BRANCH", branch)]);
        return new Translation(
            config,
            CountsOf(app.Scaling, processes),
            leftovers,
            running.Count == 0 || app.Runs(running),
            processes.ContainsKey("web") && effective.AreWhole && effective.FixedPort is null ? PortOf(app.LiveSettings) : null,
            [
                .. settings.Notes,
                .. leftovers.Notes,
                .. branch is null ? [] : new[] { $"its only branch is '{branch}', so PIKU_DEPLOY_BRANCH is set to that." },
            ],
            settings.Refused is [_, ..] ? settings.Refused : SettingTable.WhyRefused(config) is { } why ? [why] : []);
    }

    /// <summary>Paths inside the app that its site shows.</summary>
    private static ImmutableArray<string> Served(ImmutableSortedDictionary<string, string> processes, EffectiveSettings settings) =>
        [.. processes.Where(one => one.Key is "static" or "php").Select(one => one.Value.Trim('/')), .. settings.Site.StaticPaths.Values.Select(path => path.Trim('/'))];

    /// <summary>Lines such as "web:2". What the Procfile has no processes of is nothing that could be scaled.</summary>
    private static ImmutableSortedDictionary<string, int> CountsOf(string text, ImmutableSortedDictionary<string, string> processes) =>
        (from line in text.Split('\n')
         let parts = line.Split(':')
         where parts.Length == 2 && processes.ContainsKey(parts[0].Trim()) && Procfile.IsProcess(parts[0].Trim())
         where int.TryParse(parts[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out _)
         let count = int.Parse(parts[1], CultureInfo.InvariantCulture)
         where count is >= 0 and not 1 and <= Procfile.MaxCount
         select (Kind: parts[0].Trim(), Count: count))
        .GroupBy(one => one.Kind).ToImmutableSortedDictionary(group => group.Key, group => group.Last().Count, StringComparer.Ordinal);

    /// <summary>Of LIVE_ENV nothing else is looked at: whole pieces of nginx's configuration may stand there, over many lines.</summary>
    private static int? PortOf(string live) => live.Split('\n')
        .Where(line => line.StartsWith("PORT=", StringComparison.Ordinal) && int.TryParse(line["PORT=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Select(line => (int?)int.Parse(line["PORT=".Length..], CultureInfo.InvariantCulture)).LastOrDefault();
}
