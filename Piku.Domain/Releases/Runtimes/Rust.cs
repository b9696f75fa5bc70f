using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>Cargo.toml</c>: its programs, built by cargo and put into <c>target/release</c>.</summary>
/// <remarks>
/// cargo compiles in the cache, where it finds what it compiled for commits before, and takes a file for unchanged that is older than what was made of it. After a
/// rollback, or when a box's clock went wrong, that would bring the program of another commit. So the app's own sources get a time that is always newer, and
/// programs that former builds left go first: what is there afterwards, this build has put there.
/// </remarks>
public sealed record Rust() : Runtime("rust", "Rust")
{
    private const string Lock = "Cargo.lock";

    private const string Always = "2100-01-01";

    private const string Release = "target/release";

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf("Cargo.toml");

    public override Recipe Recipe(BuildQuestion question) => new()
    {
        Tools = [new("cargo", "cargo")],
        Notes = question.Sources.FirstOf("rust-toolchain.toml", "rust-toolchain") is { } toolchain && question.Tools.FindTool("rustup") is null
            ? [$"{toolchain} is for rustup, which is not installed; the box's own cargo builds this app"]
            : [],
        Compile = folders => Build(folders, question.Sources.Names.Contains(Lock) ? ["--locked"] : []),
        Variables = folders => ImmutableDictionary<string, string>.Empty
            .Add("CARGO_HOME", $"{folders.Cache}/cargo")
            .Add("CARGO_TARGET_DIR", $"{folders.Cache}/target"),
    };

    public override ImmutableArray<string> Paths(ReleaseFolders folders) => [$"{folders.Code}/{Release}"];

    private static BuildCommand[] Build(BuildFolders folders, ImmutableArray<string> locked)
    {
        var (made, wanted) = ($"{folders.Cache}/{Release}", $"{folders.Tree}/{Release}");
        return
        [
            new("", "mkdir", ["-p", made, wanted]),
            new("", "find", [made, "-maxdepth", "1", "-type", "f", "-delete"]),
            new("", "find", [folders.Tree, "-type", "f", "-name", "*.rs", "-exec", "touch", "-d", Always, "{}", "+"]),
            new("Running cargo build", "cargo", ["build", "--release", .. locked]),
            new("", "find", [made, "-maxdepth", "1", "-type", "f", "-executable", "-exec", "cp", "-t", wanted, "{}", "+"]),
        ];
    }
}
