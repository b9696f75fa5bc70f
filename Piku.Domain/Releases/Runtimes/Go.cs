using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A module of Go's, or files of Go's without one: all its programs, built into <c>bin</c>.</summary>
/// <remarks>
/// Vendored dependencies go's own rules find. What is compiled is kept by its content in the cache, and without the path of the tree (<c>-trimpath</c>), so that
/// the next commit compiles what changed. The tree is no checkout, whatever repository it may stand in (<c>-buildvcs</c>).
/// </remarks>
public sealed record Go() : Runtime("go", "Go")
{
    internal static readonly Tool Compiler = new("go", "golang-go");

    private const string Module = "go.mod";

    /// <summary>What a program is called that has no module to name it.</summary>
    private const string Nameless = "app";

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Module) ?? sources.FirstEndingIn(".go");

    public override Recipe Recipe(BuildQuestion question) => new()
    {
        Tools = [Compiler],
        Compile = folders => [.. question.Sources.Names.Contains(Module) ? [] : MadeAModule, Build(folders)],
        Variables = folders => Caches(folders).Add("GOPATH", $"{folders.Cache}/go"),
    };

    public override ImmutableArray<string> Paths(ReleaseFolders folders) => [$"{folders.Code}/bin"];

    internal static BuildCommand Build(BuildFolders folders) =>
        new("Running go build", "go", ["build", "-v", "-trimpath", "-buildvcs=false", "-o", $"{folders.Tree}/bin/", "./..."]);

    internal static ImmutableDictionary<string, string> Caches(BuildFolders folders) => ImmutableDictionary<string, string>.Empty
        .Add("GOCACHE", $"{folders.Cache}/go-build")
        .Add("GOMODCACHE", $"{folders.Cache}/go/pkg/mod");

    private static BuildCommand[] MadeAModule => [new("", "go", ["mod", "init", Nameless]), new("", "go", ["mod", "tidy"])];
}
