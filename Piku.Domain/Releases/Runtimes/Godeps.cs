using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A program of Go's from before there were modules, with what it needs in <c>vendor</c> or <c>Godeps/_workspace</c>.</summary>
/// <remarks>Such a program compiles only in a folder that is called after it; so it is copied to one.</remarks>
public sealed partial record Godeps() : Runtime("go-godeps", "Go")
{
    private const string Folder = "Godeps";

    private const string List = "Godeps/Godeps.json";

    public override ImmutableArray<string> Reads => [List];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf("go.mod") is null ? sources.FirstOf(Folder) : null;

    public override Recipe Recipe(BuildQuestion question) => ImportPath().Match(question.Sources.Text(List) ?? "") is { Success: true } found && UwsgiKind.IsPath(found.Groups[1].Value)
        ? Of(found.Groups[1].Value)
        : new Recipe { Refusal = $"{List} does not say by which ImportPath this program is imported; make a module of it instead: go mod init, go mod tidy, and push go.mod" };

    public override ImmutableArray<string> Paths(ReleaseFolders folders) => [$"{folders.Code}/bin"];

    private static Recipe Of(string importPath) => new()
    {
        Tools = [Go.Compiler],
        Compile = folders => [
            new("", "mkdir", ["-p", Named(folders, importPath)]),
            new("", "cp", ["-a", "--reflink=auto", $"{folders.Slug}/.", Named(folders, importPath)]),
            Go.Build(folders) with { Folder = Named(folders, importPath) }],
        Variables = folders => Go.Caches(folders)
            .Add("GO111MODULE", "off")
            .Add("GOPATH", $"{folders.Tree}/.gopath:{folders.Tree}/{Folder}/_workspace"),
    };

    private static string Named(BuildFolders folders, string importPath) => $"{folders.Tree}/.gopath/src/{importPath}";

    /// <summary>The first is the program's own; those of its dependencies follow.</summary>
    [GeneratedRegex("\"ImportPath\"\\s*:\\s*\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex ImportPath();
}
