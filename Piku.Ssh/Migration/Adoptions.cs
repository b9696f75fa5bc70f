using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Migration;

/// <summary>From what was found in a root of the original, and what there is here already, to what becomes of each app.</summary>
public static class Adoptions
{
    /// <param name="here">The apps of this box, those that are gone left out.</param>
    public static ImmutableArray<Adoption> Of(IEnumerable<FoundApp> apps, RootLayout root, IReadOnlyCollection<App> here)
    {
        var (all, host) = (ImmutableArray.CreateBuilder<Adoption>(), Host.Of(here));
        var names = host.ServerNames.ToDictionary(StringComparer.Ordinal);
        foreach (var found in apps)
        {
            var adoption = Of(found, root, here, host, names);
            if (adoption is Adoption.Taken taken) foreach (var name in taken.ServerNames) names[name] = taken.App;
            all.Add(adoption);
        }

        return all.ToImmutable();
    }

    private static Adoption Of(FoundApp found, RootLayout root, IReadOnlyCollection<App> here, Host host, Dictionary<string, AppName> names) => (found, here.FirstOrDefault(app => app.Name == found.Name)) switch
    {
        (_, { Adopted: not null } app) => new Adoption.Here(app.Name),
        (_, { } app) => Held(found, $"there is an app '{app.Name}' on this box, which was not taken over from elsewhere; destroy the one, or rename the other."),
        ({ Trouble: { } why }, _) => Held(found, why),
        ({ Translation.Refused: [var why, ..] }, _) => Held(found, $"{why} Set it for the old piku, and migrate again: config:set {found.Name} …."),
        ({ Translation: { } translation, Name: { } name, Slug: { } slug }, _) => Taken(found, translation, name, EffectiveSettings.Of(slug.Env, translation.Config), root, host, names),
        _ => throw new System.Diagnostics.UnreachableException(found.App.Name),
    };

    private static Adoption Taken(FoundApp found, Translation translation, AppName name, EffectiveSettings settings, RootLayout root, Host host, Dictionary<string, AppName> names) =>
        settings.ServerNames.FirstOrDefault(names.ContainsKey) is { } taken ? Held(found, $"'{taken}' belongs to app '{names[taken]}'; give '{name}' another NGINX_SERVER_NAME there, and migrate again.")
        : FixedPort(found, settings) is { } port && host.Ports.TryGetValue(port, out var owner) ? Held(found, $"port {port} belongs to app '{owner}'; give '{name}' another PORT there, and migrate again.")
        : translation.Leftovers.Clashes is [var clash, ..] ? Held(found, $"'{clash}' is in its work tree, unknown to git, and its data folder has something there too, and one would overwrite the other; move one of them away, and migrate again.")
        : AppDecider.Decide(new AppCommand.TakeOver("", found.Slug!, translation.Config, translation.Counts, translation.Runs), App.Absent(name)) is Decision.Refused(var refusal) ? Held(found, refusal.Sentence)
        : found.HasData ? Held(found, $"{root.Data(name)} has files already; move them away, and migrate again.")
        : new Adoption.Taken(
            name,
            found.Slug!,
            translation.Config,
            translation.Counts,
            settings.ServerNames,
            found.App.HasData,
            translation.Leftovers,
            translation.Runs && (FixedPort(found, settings) is null || found.IsPortFree),
            PortOf(found, translation, root, host),
            found.Certificate,
            [.. found.Warnings, .. translation.Notes, .. Said(found, translation, settings, root, host)]);

    /// <summary>What does not speak HTTP itself needs no port.</summary>
    private static int? FixedPort(FoundApp found, EffectiveSettings settings) => found.Slug!.Processes.ContainsKey("web") ? settings.FixedPort : null;

    /// <summary>The one that it happens to have, where that is one which piku gives to apps.</summary>
    private static int? PortOf(FoundApp found, Translation translation, RootLayout root, Host host) =>
        translation.RandomPort is { } port && port >= root.Ports.First && port <= root.Ports.Last && found.IsPortFree && !host.Ports.ContainsKey(port) ? port : null;

    private static IEnumerable<string> Said(FoundApp found, Translation translation, EffectiveSettings settings, RootLayout root, Host host) => new[]
    {
        FixedPort(found, settings) is { } port && translation.Runs && !found.IsPortFree ? $"its PORT {port} is still taken, by the old piku it seems, so it waits; once that has ended: start {found.Name}." : null,
        translation.RandomPort is { } random && PortOf(found, translation, root, host) is null ? $"its port {random} was chosen at random, for its last deploy only; piku gives it another one." : null,
        found.WhyNoCertificate,
        found.Certificate is { } given ? $"its certificate ends on {given.Pair.NotAfter:yyyy-MM-dd}; piku does not renew what it was given: certs:remove {found.Name} has it see to the next one." : null,
    }.OfType<string>();

    private static Adoption.Held Held(FoundApp found, string why) => new(found.App.Name, why);
}
