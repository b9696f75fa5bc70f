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
    public static ImmutableArray<Adoption> Of(IEnumerable<Find> finds, RootLayout root, IReadOnlyCollection<App> here)
    {
        var (all, host) = (ImmutableArray.CreateBuilder<Adoption>(), Host.Of(here));
        var names = host.ServerNames.ToDictionary(StringComparer.Ordinal);
        foreach (var find in finds)
        {
            var adoption = Of(find, root, here, host, names);
            if (adoption is Adoption.Taken taken) foreach (var name in taken.ServerNames) names[name] = taken.App;
            all.Add(adoption);
        }

        return all.ToImmutable();
    }

    private static Adoption Of(Find find, RootLayout root, IReadOnlyCollection<App> here, Host host, Dictionary<string, AppName> names) => (find, here.FirstOrDefault(app => app.Name == find.Name)) switch
    {
        (_, { Adopted: not null } app) => new Adoption.Here(app.Name),
        (_, { } app) => Held(find, $"there is an app '{app.Name}' on this box, which was not taken over from elsewhere; destroy the one, or rename the other."),
        ({ Trouble: { } why }, _) => Held(find, why),
        ({ Translation.Refused: [var why, ..] }, _) => Held(find, $"{why} Set it for the old piku, and migrate again: config:set {find.Name} …."),
        ({ Translation: { } translation, Name: { } name, Slug: { } slug }, _) => Taken(find, translation, name, EffectiveSettings.Of(slug.Env, translation.Config), root, host, names),
        _ => throw new System.Diagnostics.UnreachableException(find.App.Name),
    };

    private static Adoption Taken(Find find, Translation translation, AppName name, EffectiveSettings settings, RootLayout root, Host host, Dictionary<string, AppName> names) =>
        settings.ServerNames.FirstOrDefault(names.ContainsKey) is { } taken ? Held(find, $"'{taken}' belongs to app '{names[taken]}'; give '{name}' another NGINX_SERVER_NAME there, and migrate again.")
        : FixedPort(find, settings) is { } port && host.Ports.TryGetValue(port, out var owner) ? Held(find, $"port {port} belongs to app '{owner}'; give '{name}' another PORT there, and migrate again.")
        : translation.Leftovers.Clashes is [var clash, ..] ? Held(find, $"'{clash}' is in its work tree, unknown to git, and in its data folder too, and one would overwrite the other; move one of them away, and migrate again.")
        : find.HasData ? Held(find, $"{root.Data(name)} has files already; move them away, and migrate again.")
        : new Adoption.Taken(
            name,
            find.Slug!,
            translation.Config,
            translation.Counts,
            settings.ServerNames,
            find.App.HasData,
            translation.Leftovers,
            translation.Runs && (FixedPort(find, settings) is null || find.IsPortFree),
            PortOf(find, translation, root, host),
            find.Certificate,
            [.. find.Warnings, .. translation.Notes, .. Said(find, translation, settings, root, host)]);

    /// <summary>What does not speak HTTP itself needs no port.</summary>
    private static int? FixedPort(Find find, EffectiveSettings settings) => find.Slug!.Processes.ContainsKey("web") ? settings.FixedPort : null;

    /// <summary>The one that it happens to have, where that is one which piku gives to apps.</summary>
    private static int? PortOf(Find find, Translation translation, RootLayout root, Host host) =>
        translation.RandomPort is { } port && port >= root.Ports.First && port <= root.Ports.Last && find.IsPortFree && !host.Ports.ContainsKey(port) ? port : null;

    private static IEnumerable<string> Said(Find find, Translation translation, EffectiveSettings settings, RootLayout root, Host host) => new[]
    {
        FixedPort(find, settings) is { } port && translation.Runs && !find.IsPortFree ? $"its PORT {port} is still taken, by the old piku it seems, so it waits; once that has ended: start {find.Name}." : null,
        translation.RandomPort is { } random && PortOf(find, translation, root, host) is null ? $"its port {random} was chosen at random, for its last deploy only; piku gives it another one." : null,
        find.WhyNoCertificate,
        find.Certificate is { } given ? $"its certificate ends on {given.Pair.NotAfter:yyyy-MM-dd}; piku does not renew what it was given: certs:remove {find.Name} has it see to the next one." : null,
    }.OfType<string>();

    private static Adoption.Held Held(Find find, string why) => new(find.App.Name, why);
}
