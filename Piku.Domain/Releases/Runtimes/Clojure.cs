using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>deps.edn</c>: the jar that the function <c>uber</c> of its <c>build.clj</c> makes, or else <c>release</c>.</summary>
/// <remarks>Dependencies are looked for below the home of the JVM's user; for the build that is the cache. What runs is the jar, which has them in it.</remarks>
public sealed record Clojure() : Runtime("clojure", "Clojure")
{
    private const string Deps = "deps.edn";

    private const string Script = "build.clj";

    private static readonly ImmutableArray<string> Functions = ["uber", "release"];

    public override ImmutableArray<string> Reads => [Deps, Script];

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Deps);

    public override Recipe Recipe(BuildQuestion question) => FunctionOf(question.Sources) is not { } function
        ? new Recipe { Refusal = $"{Script} has no function 'uber', with which {Deps} apps make a jar; add one with tools.build, and the alias :build to {Deps}, as https://clojure.org/guides/tools_build says" }
        : new Recipe
        {
            Tools = [new Tool("java", "default-jdk-headless"), new Tool("clojure", "clojure") { Elsewhere = "Debian's package of this name is another program; install it as https://clojure.org/guides/install_clojure says" }],
            Compile = _ => [new BuildCommand($"Running clojure -T:build {function}", "clojure", ["-T:build", function])],
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("CLJ_CONFIG", $"{folders.Cache}/clojure")
                .Add("GITLIBS", $"{folders.Cache}/gitlibs")
                .Add("CLJ_JVM_OPTS", Home(folders))
                .Add("JAVA_OPTS", Home(folders)),
        };

    internal static string Home(BuildFolders folders) => $"-Duser.home={folders.Cache}";

    private static string? FunctionOf(Sources sources) => sources.Text(Script) is { } text
        ? Functions.FirstOrDefault(name => text.Contains($"(defn {name}", StringComparison.Ordinal))
        : null;
}
