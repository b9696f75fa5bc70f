using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>What a person who waits for a rollout is told, line by line; kept beside the app's logs. Secrets of the app are hidden in it, whoever says them.</summary>
public sealed class RolloutLog(RootLayout root, IHost host, App app, int generation)
{
    /// <summary>Nobody reads more than this of one line; what some tools write is one line of a megabyte.</summary>
    private const int MostOfLine = 4000;

    /// <summary>Bytes after which only steps are added; a tool that says more is not read to its end by anybody.</summary>
    public const long Most = 4_000_000;

    private readonly string _path = root.RolloutLog(app.Name, generation);

    private readonly Mask _mask = Mask.Of(app);

    /// <summary>A step, in the way that piku's users know: "-----> spawning …".</summary>
    public void Step(string text) => Append($"-----> {text}");

    /// <summary>What a tool said.</summary>
    public void Output(string line)
    {
        if (host.Length(_path) >= Most) return;
        Append($"       {line}");
        if (host.Length(_path) >= Most) Append("       … and more, which is not kept");
    }

    public void Error(string text) => Append($"Error: {text}");

    /// <summary>Hidden first and cut then: the rest of a secret that is cut in two would be no secret any more.</summary>
    private void Append(string line)
    {
        var shown = _mask.Over(line);
        host.AppendLine(_path, shown.Length > MostOfLine ? $"{shown[..MostOfLine]} …" : shown);
    }
}
