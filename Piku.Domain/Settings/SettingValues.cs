using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;

namespace Piku.Domain.Settings;

/// <summary>
/// The values of settings, wherever an app or an event holds some: one list of these places for all who keep values in another
/// form than they are used in.
/// </summary>
public static class SettingValues
{
    /// <summary>
    /// Stands for a value that was set and can be read no more, since its key is gone. Nobody can set it: a value with a NUL is refused.
    /// </summary>
    public const string Unreadable = "\0";

    /// <summary>A value as people are shown it: on one line, whatever is in it.</summary>
    public static string OneLine(string value) => string.Concat(value.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));

    /// <summary>The app with each value as <paramref name="change"/> makes it of the setting's name and value.</summary>
    public static App Map(App app, Func<string, string, string> change) => app with
    {
        Config = Map(app.Config, change),
        Releases = [.. app.Releases.Select(release => release with { Config = Map(release.Config, change) })],
        Slugs = [.. app.Slugs.Select(slug => Map(slug, change))],
    };

    /// <inheritdoc cref="Map(App, Func{string, string, string})"/>
    public static AppEvent Map(AppEvent happened, Func<string, string, string> change) => happened switch
    {
        AppEvent.ConfigChanged(var set, _) changed => changed with { Set = Map(set, change) },
        AppEvent.SlugReceived(var slug) received => received with { Slug = Map(slug, change) },
        _ => happened,
    };

    private static Slug Map(Slug slug, Func<string, string, string> change) => slug with { Env = Map(slug.Env, change) };

    private static ImmutableSortedDictionary<string, string> Map(ImmutableSortedDictionary<string, string> values, Func<string, string, string> change) =>
        values.IsEmpty ? values : values.SetItems(values.Select(pair => KeyValuePair.Create(pair.Key, change(pair.Key, pair.Value))));
}
