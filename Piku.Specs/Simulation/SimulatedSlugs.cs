using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Layout;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Simulation;

/// <summary>What is pushed: good code, and code that is bad in each way that a box has to live with.</summary>
internal static class SimulatedSlugs
{
    /// <summary>The file of a slug that says how its processes do: "serves", "slow", "never", "dies" or "mortal".</summary>
    public const string Conduct = "conduct";

    /// <summary>The file of a slug that says how its build does.</summary>
    public const string Build = "build";

    private static readonly ImmutableArray<Pushed> All =
    [
        new("serves", "python", [("wsgi", "app:application"), ("worker", "./work")]),
        new("serves", "generic", [("web", "./serve"), ("worker", "./work")]),
        new("serves", "static", [("static", "public")]),
        new("serves", "go", [("web", "./bin/serve")]),
        new("serves", "generic", [("web", "./serve"), ("release", "./migrate")]),
        new("slow", "generic", [("web", "./serve")]),
        new("dies", "generic", [("web", "./serve"), ("worker", "./work")]),
        new("never", "generic", [("web", "./serve")]),
        new("dies", "python", [("wsgi", "app:application")]),
        new("mortal", "generic", [("web", "./serve")]),
        new("serves", "python", [("wsgi", "app:application")], "refuses"),
        new("serves", "generic", [("web", "./serve"), ("release", "./refuse")]),
        new("serves", "generic", [("web", "./serve"), ("preflight", "./slowly")]),
        new("serves", "generic", [("worker", "./work")]),
    ];

    /// <summary>A runtime's code, how it does, and how its build does.</summary>
    private sealed record Pushed(string Conduct, string Runtime, (string Kind, string Command)[] Processes, string Build = "builds");

    public static Slug Of(AppName app, int pick)
    {
        var (number, pushed) = (pick % All.Length, All[pick % All.Length]);
        return new Slug(
            $"{number:x}{pick / All.Length % 2}".PadRight(16, '0'),
            $"{number:x}".PadRight(40, '0'),
            "Change",
            pushed.Runtime,
            Map(pushed.Processes),
            Map(("NGINX_SERVER_NAME", $"{app}.example.org"), ("PIKU_HEALTH_TIMEOUT", "3"), ("PIKU_WORKER_GRACE", number == 1 ? "1" : "0")));
    }

    /// <summary>The files of a slug.</summary>
    public static void Write(SimulatedFiles files, RootLayout root, AppName app, string slug)
    {
        var (folder, pushed) = (root.Slug(app, slug), All[Convert.ToInt32(slug[..1], 16)]);
        files.MakeFolder(folder);
        files.MakeFolder(root.Repository(app));
        files.Put($"{folder}/{Conduct}", pushed.Conduct);
        files.Put($"{folder}/{Build}", pushed.Build);
        files.MakeFolder($"{folder}/public");
        if (pushed.Runtime == "python") files.Put($"{folder}/requirements.txt", "flask\n");
        if (pushed.Runtime == "go") files.Put($"{folder}/go.mod", "module app\n");
        files.Put(root.SlugManifest(app, slug), "{}");
    }

    /// <summary>Whether processes of the slug take visitors and go on doing so.</summary>
    public static bool IsGood(Slug slug) => All[Convert.ToInt32(slug.Fingerprint[..1], 16)] is { Conduct: "serves" or "slow" };
}
