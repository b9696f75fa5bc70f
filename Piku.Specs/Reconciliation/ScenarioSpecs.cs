using System.Collections.Immutable;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Reconciliation;

/// <summary>Every folder of <c>Scenarios</c> is a case, and its name is what it says.</summary>
public sealed class ScenarioSpecs
{
    private static string Home { get; } = Path.Combine(Source.Root, "Piku.Specs", "Reconciliation", "Scenarios");

    public static TheoryData<string> Sentences() => [.. Directory.EnumerateDirectories(Home).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void The_plan_and_the_files_are_those_that_were_approved(string sentence)
    {
        var folder = Path.Combine(Home, sentence);
        var world = new Scenario(folder).World();
        var after = world.Apps.Keys.Aggregate(world, (w, app) => w.AppliedTo(app, w.Plan(app).Steps));
        var received = Scenario.Tree(after.Box).ToDictionary(file => $"tree/{file.Key}", file => file.Value);
        received["plan.txt"] = Scenario.PlanOf(world);
        received["course.txt"] = Scenario.CourseOf(world).Text;
        Approved.Match(received, folder);
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void In_the_end_nothing_is_left_to_do(string sentence)
    {
        var end = Scenario.CourseOf(new Scenario(Path.Combine(Home, sentence)).World()).End;
        foreach (var app in end.Apps.Keys)
        {
            Assert.Empty(end.Plan(app).Steps);
            Assert.Equal(new Verdict.Converged(), end.Plan(app).Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task Nginx_takes_every_site_without_a_warning(string sentence)
    {
        var sites = Path.Combine(Home, sentence, "verified", "tree", "nginx", "sites");
        if (!Directory.Exists(sites)) return;
        var scratch = Directory.CreateTempSubdirectory("piku-").FullName;
        try
        {
            await Lay(Path.Combine(Home, sentence, "verified", "tree", "nginx", "files"), $"{scratch}/nginx/files");
            foreach (var site in Directory.EnumerateFiles(sites, "*.conf")) Assert.Equal([], await Said(scratch, site));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Fact]
    public async Task A_site_that_nginx_does_not_take_is_found_out()
    {
        var scratch = Directory.CreateTempSubdirectory("piku-").FullName;
        var site = Path.Combine(scratch, "bad.conf");
        await File.WriteAllTextAsync(site, "server { listen 127.0.0.1:8080; server_name a; }\nserver { listen 127.0.0.1:8080; server_name a; }\n", TestContext.Current.CancellationToken);
        var said = await Said(scratch, site);
        Directory.Delete(scratch, recursive: true);
        Assert.Contains(said, line => line.Contains("conflicting server name \"a\"", StringComparison.Ordinal));
    }

    private static async Task Lay(string from, string to)
    {
        if (!Directory.Exists(from)) return;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, await File.ReadAllTextAsync(file));
        }
    }

    /// <summary>What nginx says of a site, under a root of its own so that it touches nobody's.</summary>
    private static async Task<IReadOnlyList<string>> Said(string scratch, string site)
    {
        var root = PaperWorld.Root with { Root = scratch };
        foreach (var folder in new[] { "run", "logs/blog", "cache/blog" }) Directory.CreateDirectory($"{scratch}/{folder}");
        var (copy, conf) = ($"{scratch}/{Path.GetFileName(site)}.site", $"{scratch}/{Path.GetFileName(site)}.main");
        var text = (await File.ReadAllTextAsync(site)).Replace(PaperWorld.Root.Root, scratch, StringComparison.Ordinal);
        await File.WriteAllTextAsync(copy, text);
        foreach (var pem in text.Split('\n').Where(l => l.StartsWith("    ssl_certificate ", StringComparison.Ordinal)).Select(l => l.Split(' ')[^1].TrimEnd(';')))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(pem)!);
            await File.WriteAllTextAsync(pem, SelfSigned.Of(["example.org"], Samples.Noon));
        }

        await File.WriteAllTextAsync(conf, NginxMain.Around(root, copy, $"{scratch}/t"));
        var said = new List<string>();
        var line = new CommandLine("/usr/sbin/nginx", ["-t", "-e", "stderr", "-c", conf], scratch, ImmutableSortedDictionary<string, string>.Empty.Add("PATH", root.Path));
        var code = await new LinuxHost(root.Path, TimeProvider.System).Run(line, said.Add, TestContext.Current.CancellationToken);
        said.RemoveAll(l => l.EndsWith("syntax is ok", StringComparison.Ordinal) || l.EndsWith("test is successful", StringComparison.Ordinal));
        return code == 0 ? said : [.. said, $"exit code {code}"];
    }
}
