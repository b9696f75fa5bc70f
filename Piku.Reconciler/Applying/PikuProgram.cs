using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>The program of verbs, which is in the same folder as this one.</summary>
public static class PikuProgram
{
    public static string File { get; } = $"{Path.GetDirectoryName(Environment.ProcessPath)}/piku";

    /// <summary>A verb for the root, as somebody on the box would ask for it.</summary>
    public static CommandLine Line(RootLayout root, params ReadOnlySpan<string> words) => new(
        File,
        ["--root", root.Root, .. words],
        root.Root,
        ImmutableSortedDictionary<string, string>.Empty.Add("HOME", root.Home).Add("PATH", root.Path).Add("USER", root.User));
}
