using System.Globalization;

namespace Piku.Reconciler.Layout;

/// <summary>What a vassal's files are called: "blog_web.1_g3" is the first <c>web</c> process of the app <c>blog</c> in its third generation.</summary>
/// <param name="Process">Kind and ordinal, such as "web.1".</param>
public sealed record VassalName(string App, string Process, int Generation)
{
    public string Kind => Process[..Process.LastIndexOf('.')];

    public int Ordinal => int.Parse(Process.AsSpan(Process.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{App}_{Process}_g{Generation}");

    /// <summary>Null where the text is none, as with a file that somebody else has left. An app's name has no "_", so what stands before the first one is the whole of it.</summary>
    public static VassalName? TryParse(string name) =>
        name.IndexOf('_', StringComparison.Ordinal) is var first and > 0 && name.LastIndexOf("_g", StringComparison.Ordinal) is var last && last > first
        && int.TryParse(name.AsSpan(last + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        && name[(first + 1)..last] is var process && process.LastIndexOf('.') is var dot and > 0
        && int.TryParse(process.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new VassalName(name[..first], process, generation)
            : null;
}
