using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>What a person who waits for a rollout is told, line by line; kept beside the app's logs.</summary>
public sealed class RolloutLog(RootLayout root, IHost host, AppName app, int generation)
{
    private readonly string _path = root.RolloutLog(app, generation);

    /// <summary>A step, in the way that piku's users know: "-----> spawning …".</summary>
    public void Step(string text) => host.AppendLine(_path, $"-----> {text}");

    /// <summary>What a tool said.</summary>
    public void Output(string line) => host.AppendLine(_path, $"       {line}");

    public void Error(string text) => host.AppendLine(_path, $"Error: {text}");
}
