using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>project.clj</c>: the jar that <c>lein uberjar</c> puts into <c>target</c>.</summary>
public sealed record Leiningen() : Runtime("leiningen", "Leiningen")
{
    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf("project.clj");

    public override Recipe Recipe(BuildQuestion question) => new()
    {
        Tools = [new Tool("lein", "leiningen")],
        Compile = _ => [new BuildCommand("Running lein uberjar", "lein", ["uberjar"])],
        Variables = folders => ImmutableDictionary<string, string>.Empty
            .Add("LEIN_HOME", $"{folders.Cache}/lein")
            .Add("LEIN_JVM_OPTS", $"-XX:+TieredCompilation -XX:TieredStopAtLevel=1 {Clojure.Home(folders)}"),
    };
}
