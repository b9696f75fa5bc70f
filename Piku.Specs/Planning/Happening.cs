using System.Collections.Immutable;
using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>Something that happens to a box: somebody asks for something, a pass is made and perhaps cut short, or the world does as it likes.</summary>
/// <param name="App">0 for blog, 1 for blog-2.</param>
/// <param name="Pick">Which of what there is to choose from.</param>
public sealed record Happening(string Kind, int App, int Pick)
{
    /// <summary>Stands in settings and commands, and nowhere but in an environment.</summary>
    public const string Secret = "%d$(id)@(exec://id)";

    private static readonly string[] Scaled = ["web", "worker", "wsgi"];

    private static readonly string[] Names = ["blog", "blog-2"];

    private static readonly ImmutableSortedDictionary<string, string> Env = Map(("PIKU_HEALTH_TIMEOUT", "2"), ("PIKU_WORKER_GRACE", "1"), ("TOKEN", $"{Secret}\nsocket = /evil"));

    private static readonly Slug[] Slugs =
    [
        Served('a', "python", ("wsgi", "app:application"), ("worker", $"./work {Secret}")),
        Served('b', "generic", ("web", $"./serve {Secret}"), ("worker", "./work")),
        Certified(Served('c', "static", ("static", "public"), ("worker", "./work"))),
        Of('d', "python", ("web", "./serve")),
        Of('e', "generic", ("worker", "./work"), ("release", "./migrate")),
    ];

    private static readonly string[] Kinds =
    [
        "pass", "pass", "pass", "pass", "pass", "settle", "cut pass", "cut pass", "push", "push", "set", "ask", "recreate", "idle", "idle", "idle", "doze", "fix port", "short", "short", "plenty", "unset", "name", "scale", "scale", "restart", "deploy", "stop", "start", "maintain", "maintain", "destroy",
        "wait", "lose file", "edit file", "stray file", "stray slug", "lose slug", "block", "block", "chmod", "lose link", "bend link", "cloudflare", "include", "protect", "dead line", "silent", "answers", "curse", "exit", "doze", "visit", "hang", "keep ending", "keep ending", "roll back", "forget sites", "steal port", "order", "order", "lose certificate", "add certificate", "remove certificate",
    ];

    public static Gen<Happening[]> Histories { get; } =
        Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Frequency((3, Gen.Const(0)), (1, Gen.Const(1))), Gen.Int[0, 99], (kind, app, pick) => new Happening(Kinds[kind], app, pick)).Array[0, 40];

    public static PaperWorld Beginning => PaperWorld.Of([.. Names.Select(name => Piku.Domain.Apps.App.Absent(AppName.Parse(name)))]);

    public string Name => Names[App];

    public bool IsPass => Kind is "pass" or "cut pass";

    public PaperWorld To(PaperWorld world) => Kind switch
    {
        "pass" => world.AppliedTo(Name, world.Plan(Name).Steps).Later(TimeSpan.FromMilliseconds(Pick * 20)),
        "cut pass" => world.AppliedTo(Name, world.Plan(Name).Steps.Take(Pick % 4)),
        "settle" => world.Settled(drained: false),
        "push" => world.After(Name, new AppCommand.Push(Slugs[Pick % Slugs.Length])),
        "set" => world.After(Name, new AppCommand.SetConfig(Map(("FOO", $"{Secret}{Pick % 3}"), ("UWSGI_PROCESSES", $"{1 + (Pick % 9)}"), ("UWSGI_OTHER", Secret)))),
        "ask" => world.After(Name, new AppCommand.SetConfig(Map(("HEALTHCHECK_PATH", "/health"), ("HEALTHCHECK_RETRIES", $"{1 + (Pick % 3)}")))),
        "recreate" => world.After(Name, new AppCommand.SetConfig(Map(("PIKU_DEPLOY_STRATEGY", Pick % 2 == 0 ? "recreate" : "bluegreen")))),
        "idle" => world.After(Name, Pick % 3 == 0 ? new AppCommand.UnsetConfig(["UWSGI_IDLE"]) : new AppCommand.SetConfig(Map(("UWSGI_IDLE", $"{5 + (Pick % 3)}")))),
        "doze" => Some(OnDemand(world)) is { } name ? ViewedAs(world, name, new EmperorView(null, Accepting: false, Cursed: false)) : world,
        "visit" => Some(OnDemand(world)) is { } name ? world with { Box = world.Box.KnockedAt(PaperWorld.Root, name, world.Now) } : world,
        "fix port" => world.After(Name, Pick % 3 == 0 ? new AppCommand.UnsetConfig(["PORT"]) : new AppCommand.SetConfig(Map(("PORT", $"{5000 + (100 * App)}")))),
        "cloudflare" => world.After(Name, new AppCommand.SetConfig(Map(("NGINX_CLOUDFLARE_ACL", Pick % 3 == 0 ? "false" : "true")))).Later(TimeSpan.FromDays(Pick % 2 * 8)),
        "include" => world.After(Name, Pick % 3 == 0 ? new AppCommand.UnsetConfig(["NGINX_INCLUDE_FILE"]) : new AppCommand.SetConfig(Map(("NGINX_INCLUDE_FILE", $"nginx{Pick % 2}.conf")))),
        "protect" => world.After(Name, new AppCommand.SetConfig(Map(("NGINX_BASIC_AUTH", $"anna:{Secret}{Pick % 2}"), ("NGINX_STATIC_PATHS", Pick % 2 == 0 ? "/a:b" : "/a:c,/d:e"), ("NGINX_CACHE_PREFIXES", "/k"), ("NGINX_ALLOW_FROM", "10.0.0.0/8")))),
        "dead line" => world with { Box = world.Box with { CloudflareAnswers = false } },
        "short" => world with { Box = world.Box with { FreeMemory = 10_000_000 } },
        "plenty" => world with { Box = world.Box with { FreeMemory = 1_000_000_000 } },
        "name" => world.After(Name, new AppCommand.SetConfig(Map(("NGINX_SERVER_NAME", $"{Name}.example.org")))),
        "unset" => world.After(Name, new AppCommand.UnsetConfig([Pick % 2 == 0 ? "FOO" : "NGINX_SERVER_NAME"])),
        "scale" => world.After(Name, new AppCommand.Scale(Map((Scaled[Pick % 3], Pick % 4)))),
        "restart" => world.After(Name, new AppCommand.Restart(world.Apps[Name].LastGeneration + 1)),
        "deploy" => world.After(Name, new AppCommand.Deploy(world.Apps[Name].LastRelease + 1)),
        "stop" => world.After(Name, new AppCommand.Stop()),
        "start" => world.After(Name, new AppCommand.Start()),
        "maintain" => world.After(Name, Pick % 2 == 0 ? new AppCommand.BeginMaintenance(Pick % 4 == 0 ? "" : "<p>Soon</p>") : new AppCommand.EndMaintenance()),
        "destroy" => Pick % 3 == 0 ? world.After(Name, new AppCommand.Destroy()) : world,
        "wait" => world.Later(TimeSpan.FromSeconds(Pick % 15)),
        "silent" => world with { Box = world.Box with { EmperorAnswers = false } },
        "answers" => world with { Box = (world.Box with { EmperorAnswers = true }).Woken(PaperWorld.Root, world.Now) },
        "lose file" => Some(world.Box.Files.Keys) is { } path ? world with { Box = world.Box.Without(path) } : world,
        "edit file" => Some(world.Box.Files.Keys) is { } path ? world with { Box = world.Box.WithFile(path, world.Box.ReadText(path) + "# edited\n", world.Now) } : world,
        "stray file" => world with { Box = world.Box.WithFile($"{PaperWorld.Root.VassalEnvironments}/{Name}_web.{Pick}_g{Pick % 5}/A", "1", world.Now) },
        "stray slug" => world with { Box = world.Box.WithFolder($"{PaperWorld.Root.Slugs(AppName.Parse(Name))}/{Pick:x16}").WithFolder(PaperWorld.Root.Repository(AppName.Parse(Name))) },
        "lose slug" => Some(world.Apps[Name].Slugs.Select(slug => slug.Fingerprint)) is { } slug ? world with { Box = world.Box.Without(PaperWorld.Root.Slug(AppName.Parse(Name), slug)) } : world,
        "block" => Some(world.Box.Files.Keys.Concat(world.Box.Links.Keys)) is { } path ? world with { Box = world.Box.Without(path).WithFolder(path) } : world,
        "chmod" => Some(world.Box.Files.Keys) is { } path ? world with { Box = world.Box with { Rights = world.Box.Rights.SetItem(path, 0) } } : world,
        "lose link" => Some(world.Box.Links.Keys) is { } path ? world with { Box = world.Box.Without(path) } : world,
        "bend link" => Some(world.Box.Links.Keys) is { } path ? world with { Box = world.Box with { Links = world.Box.Links.SetItem(path, "/nowhere") } } : world,
        "curse" => Viewed(world, new EmperorView(1, Accepting: false, Cursed: true)),
        "hang" => Viewed(world, new EmperorView(1, Accepting: false, Cursed: false)),
        "exit" => Some(world.Box.Processes.Keys) is { } name ? world with { Box = world.Box.Started(PaperWorld.Root, name, world.Now, new EmperorView(1, Pick % 2 == 0, Cursed: false)) } : world,
        "keep ending" => Ending(world.Settled(drained: false)),
        "roll back" => Some(world.Apps[Name].Releases.Where(r => r.WentLive is not null).Select(r => $"{r.Number}")) is { } number && Former.Of(world.Apps[Name], int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)) is { } former
            ? world.After(Name, new AppCommand.Rollback(world.Apps[Name].LastRelease + 1, former.Release, former.Slug))
            : world,
        "forget sites" => world with { Box = world.Box with { Served = world.Box.Served.Clear() } },
        "order" => world.After(Name, new AppCommand.SetConfig(Map(("ACME_DIRECTORY", "https://ca.example.org"), ("ACME_EMAIL", "a@example.org")))),
        "lose certificate" => world with { Box = world.Box.Without($"{PaperWorld.Root.Root}/nginx/certs/{Name}") },
        "add certificate" => world.After(Name, new AppCommand.AddCertificate(Pair)).WithCertificates(),
        "remove certificate" => world.After(Name, new AppCommand.RemoveCertificate()),
        "steal port" => world with { Box = world.Box with { OtherPorts = [20000 + (Pick % 5)] } },
        _ => throw new InvalidOperationException($"'{Kind}' cannot happen."),
    };

    private static IEnumerable<string> OnDemand(PaperWorld world) => world.Box.Processes.Keys.Where(name => world.Box.FileExists(new VassalFiles(PaperWorld.Root, name).OnDemand));

    private static PaperWorld ViewedAs(PaperWorld world, string name, EmperorView view) =>
        world with { Box = world.Box with { Processes = world.Box.Processes.SetItem(name, (view, world.Box.Processes[name].Ini)) } };

    private PaperWorld Viewed(PaperWorld world, EmperorView view) => Some(world.Box.Processes.Keys) is { } name ? ViewedAs(world, name, view) : world;

    /// <summary>A process of what has settled.</summary>
    private PaperWorld Ending(PaperWorld world) => Some(world.Box.Processes.Keys) is { } name ? world with { Box = world.Box.Ending(PaperWorld.Root, name, world.Now) } : world;

    private string? Some(IEnumerable<string> names) => names.ToList() is { Count: > 0 } list ? list[Pick % list.Count] : null;

    private static Slug Served(char digit, string runtime, params (string, string)[] processes) =>
        Of(digit, runtime, processes) with { Env = Env.Add("NGINX_SERVER_NAME", "www.example.org") };

    private static Slug Certified(Slug slug) => slug with { Env = slug.Env.SetItem("ACME_DIRECTORY", "https://ca.example.org").SetItem("ACME_EMAIL", "a@example.org") };

    private static Slug Of(char digit, string runtime, params (string, string)[] processes) =>
        new(new string(digit, 16), new string(digit, 40), "Change", runtime, Map(processes), Env);
}
