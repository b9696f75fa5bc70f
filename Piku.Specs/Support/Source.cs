using System.Runtime.CompilerServices;

namespace Piku.Specs.Support;

/// <summary>The checkout that the specs were built from.</summary>
public static class Source
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>Every C# file of the product, relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> ProductFiles() =>
        [.. Projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    private static readonly string[] Projects = ["Piku.Domain", "Piku.Reconciler", "Piku.Ssh"];

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
