using System.Collections.Immutable;
using System.CommandLine;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Ssh.Archives;
using Piku.Ssh.Output;

namespace Piku.Ssh.Verbs;

/// <summary>The versions of everything involved, each asked of itself; and of what is missing, what it would be needed for.</summary>
internal static partial class VersionVerb
{
    /// <summary>A virtual machine that starts on a Raspberry Pi takes a second or two, and they all start at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Where programs for the whole box are, which PIKU_PATH need not name.</summary>
    private const string ForTheBox = "/usr/sbin";

    private static readonly ImmutableArray<string> Columns = ["NAME", "VERSION", "FOR"];

    /// <param name="Asked">The option by which it tells its version.</param>
    private sealed record Program(string Name, string Asked, string For);

    /// <param name="Version">Null where it is missing, or does not tell.</param>
    private sealed record Part(string Name, string? Version, string For);

    private static readonly ImmutableArray<Program> Programs =
    [
        new("git", "--version", "pushes, and the repositories"),
        new("ssh", "-V", "OpenSSH, by whose server pushes and verbs come"),
        new("nginx", "-v", "sites"),
        new("uwsgi-core", "--version", "processes"),
        new("lego", "--version", "certificates of a CA"),
        new("python3", "--version", "apps in Python"),
        new("uv", "--version", "apps in Python with a uv.lock"),
        new("poetry", "--version", "apps in Python with a poetry.lock"),
        new("pipenv", "--version", "apps in Python with a Pipfile"),
        new("node", "--version", "apps in Node"),
        new("npm", "--version", "apps in Node"),
        new("ruby", "--version", "apps in Ruby"),
        new("bundle", "--version", "apps in Ruby with a Gemfile"),
        new("php", "--version", "apps in PHP"),
        new("composer", "--version", "apps in PHP with a composer.json"),
        new("go", "version", "apps in Go"),
        new("cargo", "--version", "apps in Rust"),
        new("java", "--version", "apps in Java and Clojure"),
        new("mvn", "--version", "apps in Java with a pom.xml"),
        new("gradle", "--version", "apps in Java with a build.gradle"),
        new("lein", "--version", "apps in Clojure with a project.clj"),
        new("dotnet", "--version", "apps in .NET"),
    ];

    public static void Show(Command command, Session session)
    {
        var json = JsonLine.Asked(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var told = await Task.WhenAll(Programs.Select(program => Ask(session, program, cancel))).ConfigureAwait(false);
            var parts = Ourselves.Concat(told).ToImmutableArray();
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => line.List("parts", parts, part =>
            {
                line.Text("name", part.Name);
                line.Text("version", part.Version);
                line.Text("for", part.For);
            })));
            else foreach (var line in Table.Lines([Columns, .. parts.Select(part => ImmutableArray.Create(part.Name, part.Version ?? "missing", part.For))], session.Screen.Columns)) session.Screen.Line(line);
            return 0;
        });
    }

    /// <summary>What a program says of its version; null where it is missing.</summary>
    public static async Task<string?> VersionOf(Session session, string program, CancellationToken cancel) =>
        (await Ask(session, Programs.First(one => one.Name == program), cancel).ConfigureAwait(false)).Version;

    private static IEnumerable<Part> Ourselves =>
    [
        new("piku", Product.Version, "all of this"),
        new("journal", $"{LiteDbJournal.Format}", "the format in which what happened is kept and exported"),
        new(".NET", $"{Environment.Version}", "piku itself; it is built in"),
        new("system", OsName(), $"the box, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}"),
        new("kernel", File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), "the box"),
    ];

    private static async Task<Part> Ask(Session session, Program program, CancellationToken cancel)
    {
        var tool = session.Host.FindTool(program.Name) ?? ($"{ForTheBox}/{program.Name}" is var other && session.Host.FileExists(other) ? other : null);
        if (tool is null) return new Part(program.Name, null, program.For);
        var said = new List<string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await session.Host.Run(new CommandLine(tool, [program.Asked], "/", Tools.Variables(session)), said.Add, patience.Token).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is OperationCanceledException or Win32Exception && !cancel.IsCancellationRequested)
        {
            return new Part(program.Name, "unknown", $"{program.For}; {tool} does not tell");
        }

        return new Part(program.Name, NumberIn(said), program.For);
    }

    /// <summary>The first thing that looks like a version, such as 1.22.1 in "nginx version: nginx/1.22.1"; where nothing does, as with Debian's lego, its own words.</summary>
    private static string NumberIn(IReadOnlyCollection<string> said) => Number().Match(string.Join('\n', said)) is { Success: true } match
        ? match.Value
        : said.FirstOrDefault(line => line.Trim() != "")?.Trim() ?? "unknown";

    private static string OsName() => File.Exists("/etc/os-release")
        ? File.ReadLines("/etc/os-release").FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"') ?? "Linux"
        : "Linux";

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)+[A-Za-z0-9+~-]*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
