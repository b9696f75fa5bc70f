using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>build.gradle</c>: what <c>gradle assemble</c> puts into <c>build</c>, by the repository's own wrapper where it has one.</summary>
/// <remarks>What was compiled is kept by its content in the cache, so that the next commit compiles what changed. No server of the build's outlives it.</remarks>
public sealed record Gradle() : Runtime("gradle", "Gradle")
{
    private const string Wrapper = "gradlew";

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");

    public override Recipe Recipe(BuildQuestion question)
    {
        var wrapped = question.Sources.Names.Contains(Wrapper);
        return new Recipe
        {
            Refusal = JavaPlugin.WhyNot(question),
            Tools = wrapped ? [Maven.Compiler] : [Maven.Compiler, new Tool("gradle", "gradle")],
            Compile = _ => [Assemble(wrapped)],
            Variables = folders => ImmutableDictionary<string, string>.Empty.Add("GRADLE_USER_HOME", $"{folders.Cache}/gradle"),
        };
    }

    public override ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, EffectiveSettings settings) =>
        JavaPlugin.Start(kind, command, folders, "build/classes/java/main", "build/resources/main");

    private static BuildCommand Assemble(bool wrapped) => new("Running gradle assemble", wrapped ? "/bin/sh" : "gradle", [
        .. wrapped ? (string[])[$"./{Wrapper}"] : [], "--no-daemon", "--console=plain", "--build-cache", "assemble"]);
}
