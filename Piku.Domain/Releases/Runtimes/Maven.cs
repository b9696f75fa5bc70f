using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>pom.xml</c>: what <c>mvn package</c> puts into <c>target</c>, by the repository's own wrapper where it has one.</summary>
public sealed record Maven() : Runtime("maven", "Maven")
{
    internal static readonly Tool Compiler = new("javac", "default-jdk-headless");

    private const string Wrapper = "mvnw";

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf("pom.xml");

    public override Recipe Recipe(BuildQuestion question)
    {
        var wrapped = question.Sources.Names.Contains(Wrapper);
        return new Recipe
        {
            Refusal = JavaPlugin.WhyNot(question),
            Tools = wrapped ? [Compiler] : [Compiler, new Tool("mvn", "maven")],
            Compile = folders => [Package(folders, wrapped)],
            Variables = folders => ImmutableDictionary<string, string>.Empty.Add("MAVEN_USER_HOME", $"{folders.Cache}/m2"),
        };
    }

    public override ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, EffectiveSettings settings) =>
        JavaPlugin.Start(kind, command, folders, "target/classes");

    /// <remarks>A wrapper that was committed on Windows has no right to be executed.</remarks>
    private static BuildCommand Package(BuildFolders folders, bool wrapped) => new("Running mvn package", wrapped ? "/bin/sh" : "mvn", [
        .. wrapped ? (string[])[$"./{Wrapper}"] : [], "-B", "-q", $"-Dmaven.repo.local={folders.Cache}/m2/repository", "-DskipTests", "package"]);
}
