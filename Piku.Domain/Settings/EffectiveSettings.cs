using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Releases;

namespace Piku.Domain.Settings;

/// <summary>What a release runs with: the repository's ENV file, and over it what verbs have set.</summary>
/// <remarks>
/// What is stored may be something that nobody could set today: it comes from before its key was a setting, or before the table asked for more. Nothing is ever made of
/// such a value, and a release that has one is not started: a list of visitors that cannot be read must not let in everybody.
/// </remarks>
/// <param name="Values">All that can be read, and that the table takes.</param>
/// <param name="Unreadable">The names of those whose values are lost; a release does not start without them.</param>
/// <param name="Refused">The names of those that the table takes no more; nor with one of them.</param>
public sealed record EffectiveSettings(ImmutableSortedDictionary<string, string> Values, ImmutableArray<string> Unreadable, ImmutableArray<string> Refused)
{
    /// <summary>The one setting of which <see cref="ServerNames"/> are made.</summary>
    public const string ServerNameSetting = "NGINX_SERVER_NAME";

    public static EffectiveSettings Of(App app, Release release) => Of(app.Slug(release).Env, release.Config);

    public static EffectiveSettings Of(ImmutableSortedDictionary<string, string> env, ImmutableSortedDictionary<string, string> config)
    {
        var all = env.SetItems(config);
        ImmutableArray<string> lost = [.. all.Where(pair => pair.Value == SettingValues.Unreadable).Select(pair => pair.Key)];
        ImmutableArray<string> refused = [.. all.Where(pair => pair.Value != SettingValues.Unreadable && !SettingTable.IsGood(pair.Key, pair.Value)).Select(pair => pair.Key)];
        return new EffectiveSettings(all.RemoveRange(lost.Concat(refused)), lost, refused);
    }

    /// <summary>Whether all of them are known and mean something; otherwise nothing may be rendered from them.</summary>
    public bool AreWhole => Unreadable.IsEmpty && Refused.IsEmpty;

    /// <summary>The value, or the table's default; empty for neither.</summary>
    public string Text(string name) => Values.GetValueOrDefault(name, SettingTable.Named(name).Default);

    public int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    public bool Flag(string name) => IsTrue(Text(name));

    /// <summary>What a flag's text means.</summary>
    public static bool IsTrue(string text) => text.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";

    /// <summary>Where the first <c>web</c> process listens, and the next ones after it; null when piku gives them ports.</summary>
    public int? FixedPort => Optional("PORT");

    /// <summary>Whether what somebody has changed by hand is left.</summary>
    public bool LeavesDrift => Text("PIKU_DRIFT") == "report";

    /// <summary>Seconds without a request after which a <c>wsgi</c> process ends until the next one; null when it stays.</summary>
    public int? IdleSeconds => Optional("UWSGI_IDLE");

    /// <summary>What of the settings belongs to the fingerprint of a build. Those that say what goes anyway are left out, so that a piku with more settings finds what a former one has built.</summary>
    public IEnumerable<string> OfBuild => SettingTable.All.Where(setting => setting.Build && Text(setting.Name) != setting.Default).Select(setting => $"{setting.Name}={Text(setting.Name)}");

    /// <summary>The families of runtimes that the app is to be built by; empty when its files decide.</summary>
    public ImmutableArray<string> Runtimes => [.. Text("PIKU_RUNTIMES").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>Paths of the app's folder that lead to its data folder.</summary>
    public ImmutableArray<string> Links => [.. Text("PIKU_LINKS").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>Whether a uWSGI worker answers many requests at once without threads.</summary>
    public bool IsAsynchronous => Text("UWSGI_GEVENT") != "" || Text("UWSGI_ASYNCIO") != "";

    /// <summary>What is asked of the app's site besides its host names.</summary>
    public SiteSettings Site => new(this);

    private int? Optional(string name) => Text(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The host names of the app's site, each once, in the order they were given.</summary>
    public ImmutableArray<string> ServerNames =>
        [.. Text(ServerNameSetting).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(n => n.ToLowerInvariant()).Distinct()];
}
