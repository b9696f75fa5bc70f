using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Migration;

/// <summary>An app's settings in the original, as ours.</summary>
/// <param name="Notes">Sentences about what is otherwise than it was.</param>
/// <param name="Refused">Sentences about values by which piku cannot go. An app that has one is held back: what it was to do, such as to let in only some, nobody else would do.</param>
public sealed record OldSettings(ImmutableSortedDictionary<string, string> Values, ImmutableArray<string> Notes, ImmutableArray<string> Refused)
{
    /// <summary>What the original takes for "true", of flags that ours are.</summary>
    private static readonly ImmutableHashSet<string> Yes = ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "1", "on", "true", "enabled", "yes", "y");

    /// <summary>What meant something to the original, goes to the app as it is, and does nothing else here.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Idle = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
    {
        ["PIKU_AUTO_RESTART"] = "each release has processes of its own",
        ["UWSGI_INCLUDE_FILE"] = "files of uWSGI's own settings are not read",
    });

    /// <summary>What piku makes anew with each release; a text of the old box would lead the app to folders that are not its own.</summary>
    private static readonly ImmutableSortedSet<string> OfTheBox = ImmutableSortedSet.Create(StringComparer.Ordinal, "PATH", "PWD", "VIRTUAL_ENV", "NODE_PATH");

    /// <summary>Paths that are relative to the app's folder here, and may be whole ones there.</summary>
    private static readonly ImmutableHashSet<string> PathsOfTheApp = ["NGINX_STATIC_PATHS", "NGINX_INCLUDE_FILE", "NGINX_CATCH_ALL"];

    public static OldSettings Of(OldRoot old, OldApp app, RootLayout root, AppName name)
    {
        var known = Known(old, app.Name, root.User);
        var inRepository = OldEnv.Parse(app.Env, known);
        var read = OldEnv.Parse(app.Settings, known.SetItems(inRepository.Values));
        var otherwise = Otherwise(app.Env, inRepository.Values.RemoveRange(read.Values.Keys));
        var given = read.Values.Where(pair => WhyLeftOut(pair.Key) is null).Concat(otherwise).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var values = given.ToImmutableSortedDictionary(pair => pair.Key, pair => Here(old, root, app.Name, name, pair.Key, pair.Value), StringComparer.Ordinal);
        return new OldSettings(
            values,
            [
                .. read.BadLines.Select(line => $"line {line} of its ENV is not KEY=value and is left out; so is nothing after it, which the original has not read."),
                .. read.Values.Keys.Select(WhyLeftOut).OfType<string>(),
                .. values.Keys.Where(Idle.ContainsKey).Select(key => $"{key} does nothing here: {Idle[key]}."),
                .. values.Keys.Where(key => values[key] != given[key] && !otherwise.ContainsKey(key)).Select(key => $"{key} has been given the form, or the folders, that it has here."),
                .. otherwise.Keys.Select(key => $"{key} is set to what the ENV file of the repository means there, for piku would read it otherwise."),
                .. values.Where(pair => pair.Value.Contains(old.Path, StringComparison.Ordinal)).Select(pair => $"{pair.Key} names a path below {old.Path}, where the old files stay; set it to one of $DATA_ROOT: config:set {name} {pair.Key}=…."),
                .. values.Where(pair => OfTheBox.Any(variable => OldEnv.Mentions(pair.Value, variable))).Select(pair => $"{pair.Key} refers to a variable that piku sets anew with each release, and the app gets the reference as it is written; set it to what is meant: config:set {name} {pair.Key}=…."),
            ],
            [.. values.Select(pair => SettingTable.WhyRefused(pair.Key, pair.Value)).OfType<string>()]);
    }

    /// <summary>What the original gives to an app before it reads settings, as far as it stays what it is from one release to the next.</summary>
    private static ImmutableSortedDictionary<string, string> Known(OldRoot old, string app, string user) => ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
    {
        ["APP"] = app,
        ["LOG_ROOT"] = old.Logs(app),
        ["DATA_ROOT"] = old.Data(app),
        ["HOME"] = old.Home,
        ["USER"] = user,
    });

    /// <summary>Of the ENV file of the repository, an app's own keys that have another value when we read it: quotes are taken off here, and fewer variables are known.</summary>
    private static ImmutableSortedDictionary<string, string> Otherwise(string text, ImmutableSortedDictionary<string, string> there)
    {
        var here = EnvFile.Parse(text).Values;
        return there.RemoveRange(there.Keys.Where(key => WhyLeftOut(key) is not null || SettingTable.All.Any(setting => setting.Name == key) || here.GetValueOrDefault(key) == there[key]));
    }

    private static string? WhyLeftOut(string key) =>
        OfTheBox.Contains(key) ? $"{key} is left out: piku sets it anew with each release."
        : SettingTable.WhyBadKey(key) is { } why ? $"a setting is left out: {why}"
        : null;

    private static string Here(OldRoot old, RootLayout root, string app, AppName name, string key, string value) =>
        PathsOfTheApp.Contains(key) ? value.Replace($"{old.WorkTree(app)}/", "", StringComparison.Ordinal)
        : SettingTable.All.FirstOrDefault(setting => setting.Name == key) is { Kind: SettingKind.Flag } ? (Yes.Contains(value) ? "true" : "false")
        : Moved(Moved(Moved(value, old.Data(app), root.Data(name)), old.Logs(app), root.Logs(name)), old.WorkTree(app), root.Link(name));

    /// <summary>A path with all that is below it, and not one of which it is but the beginning.</summary>
    private static string Moved(string value, string from, string to) => Regex.Replace(value, Regex.Escape(from) + @"(?![\w.-])", _ => to, RegexOptions.CultureInvariant);
}
