using System.Collections.Immutable;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Planning;

/// <summary>What a plan puts back on a box that was as it should be, with an app to which nothing has happened since. Pure.</summary>
public static class Repairs
{
    /// <summary>In words, each thing once; empty where nothing is written again, as when a drained process goes.</summary>
    public static ImmutableArray<string> Of(RootLayout root, Plan plan) => [.. plan.Steps.Select(step => Word(root, step)).OfType<string>().Distinct()];

    private static string? Word(RootLayout root, Step step) => step switch
    {
        Step.Spawn(var vassal, _) => vassal.Process,
        Step.WriteSite(var site, _) => Below(root, site.Path),
        Step.WriteFile(var file) => Below(root, file.Path),
        Step.Link(var path, _) => Below(root, path),
        Step.SelfSign(var path, _, _) => Below(root, path),
        Step.MakeFolder(var path) => Below(root, path),
        _ => null,
    };

    private static string Below(RootLayout root, string path) => path.StartsWith(root.Root + "/", StringComparison.Ordinal) ? path[(root.Root.Length + 1)..] : path;
}
