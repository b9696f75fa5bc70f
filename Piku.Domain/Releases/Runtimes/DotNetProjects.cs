using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>The projects of a .NET app, and which of them runs.</summary>
internal static partial class DotNetProjects
{
    private const string Ask = "name the one that runs: PIKU_DOTNET_PROJECT";

    private static readonly ImmutableArray<string> SignsOfTests = ["Microsoft.NET.Test.Sdk", "MSTest.Sdk", "xunit.v3", "TUnit", "<IsTestProject>true"];

    public static IEnumerable<string> Solutions(Sources sources) => EndingIn(sources, [".sln", ".slnx"]);

    public static IEnumerable<string> InTopFolder(Sources sources) => EndingIn(sources, [".csproj", ".fsproj", ".vbproj"]);

    /// <summary>Those that a solution in the top folder names; without a solution, those in the top folder.</summary>
    public static ImmutableArray<string> Of(Sources sources) => Solutions(sources).Any()
        ? [.. Solutions(sources).SelectMany(solution => Named().Matches(sources.Text(solution) ?? "")).Select(found => found.Groups[1].Value.Replace('\\', '/')).Where(IsInside).Distinct()]
        : [.. InTopFolder(sources)];

    /// <summary>Where a project keeps the versions of its packages.</summary>
    public static string LockOf(string project) => project[..(project.LastIndexOf('/') + 1)] + "packages.lock.json";

    /// <summary>The project that was asked for, or the only one, or the only one of the web's, or the only one that makes a program; or why it is none of these, without a full stop.</summary>
    public static (string? Project, string? Refusal) ToPublish(Sources sources, string asked)
    {
        var all = Of(sources);
        var programs = all.Where(project => !IsForTests(sources.Text(project) ?? "")).ToList();
        var web = programs.Where(project => Web().IsMatch(sources.Text(project) ?? "")).ToList();
        var runnable = programs.Where(project => Program().IsMatch(sources.Text(project) ?? "")).ToList();
        return (asked, all, web, runnable) switch
        {
            ({ Length: > 0 }, _, _, _) => (asked, null),
            (_, [], _, _) => (null, $"there is no project in the top folder, and no solution there that names any; {Ask}"),
            (_, [var only], _, _) => (only, null),
            (_, _, [var only], _) => (only, null),
            (_, _, [], [var only]) => (only, null),
            (_, _, [], []) => (null, $"none of this app's projects says that it makes a program; {Ask}={all[0]}"),
            (_, _, [], _) => (null, $"this app has several programs, {string.Join(" and ", runnable)}; {Ask}={runnable[0]}"),
            _ => (null, $"this app has several web projects, {string.Join(" and ", web)}; {Ask}={web[0]}"),
        };
    }

    private static bool IsForTests(string text) => SignsOfTests.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase));

    private static bool IsInside(string path) => path[0] != '/' && !path.Split('/').Contains("..");

    private static IEnumerable<string> EndingIn(Sources sources, ImmutableArray<string> endings) =>
        endings.SelectMany(ending => sources.Names.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    /// <summary>Both forms of a solution have their projects' paths between quotation marks.</summary>
    [GeneratedRegex("\"([^\"\r\n]+\\.(?:cs|fs|vb)proj)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex("Sdk\\s*=\\s*\"Microsoft\\.NET\\.Sdk\\.Web[\"/]", RegexOptions.CultureInvariant)]
    private static partial Regex Web();

    [GeneratedRegex("Sdk\\s*=\\s*\"Microsoft\\.NET\\.Sdk\\.Worker[\"/]|<OutputType>\\s*(?:Win)?Exe\\s*</OutputType>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Program();
}
