using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Piku.Ssh.Migration;

namespace Piku.Specs.Migration;

/// <summary>Apps of an original, as specs of reading and deciding begin with them.</summary>
internal static class Old
{
    public static readonly OldRoot Root = new("/home/piku/.piku");

    public static readonly RootLayout Here = PaperWorld.Root with { Root = "/var/lib/piku", Home = "/var/lib/piku", User = "piku" };

    /// <summary>A web app that runs, with nothing set.</summary>
    public static OldApp App(string name = "blog") => new(
        name, null, "a1b2c3d4e5f6", ["master"], ["Procfile"], ["Procfile"], "web: ./a\nworker: ./w\n", "", "", "", "", [$"{name}_web.1.ini"], [],
        Samples.Map<string>(), [], [], HasData: true);

    public static Translation Translated(OldApp app) => Translation.Of(Root, app, Here, AppName.Parse(app.Name));

    public static OldSettings SettingsOf(string env) => OldSettings.Of(Root, App() with { Settings = env }, Here, Samples.Blog);

    public static FoundApp Found(OldApp app, bool isPortFree = true, bool hasData = false) => new(
        app, AppName.Parse(app.Name), null, Translated(app), SlugOf(app), [], isPortFree, hasData, null, null);

    public static ImmutableArray<Adoption> Adopted(IEnumerable<FoundApp> found, params App[] here) => Adoptions.Of(found, Here, here);

    /// <summary>What becomes of one app on an empty box.</summary>
    public static Adoption.Taken Taken(FoundApp found) => (Adoption.Taken)Adopted([found])[0];

    public static Slug SlugOf(OldApp app) => new(
        "aaaaaaaaaaaaaaaa", app.Commit, "First", "generic", Procfile.TryParse(app.Procfile, out _)!.Processes, Domain.Settings.EnvFile.Parse(app.Env).Values);
}
