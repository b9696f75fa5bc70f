using DiffPlex.Renderer;

namespace Piku.Ssh.Output;

/// <summary>How a file's text changes, in the form that <c>diff -u</c> and <c>git diff</c> have.</summary>
public static class UnifiedDiff
{
    private const string Nowhere = "/dev/null";

    /// <param name="before">Null where the file is new; <paramref name="after"/> is null where it goes.</param>
    /// <returns>Lines, each ended; empty where nothing changes.</returns>
    public static string Of(string path, string? before, string? after) => before == after
        ? ""
        : UnidiffRenderer.GenerateUnidiff(before ?? "", after ?? "", before is null ? Nowhere : $"a/{path}", after is null ? Nowhere : $"b/{path}").ReplaceLineEndings("\n");
}
