namespace Piku.Specs.Simulation;

/// <summary>A vassal that the Emperor runs, as it was when it was started.</summary>
/// <param name="name">Of its file, without the ending.</param>
internal sealed class SimulatedProcess(string name)
{
    public string Name { get; } = name;

    public string App { get; } = name[..Math.Max(0, name.IndexOf('_', StringComparison.Ordinal))];

    /// <summary>What it was started with, and when that was written.</summary>
    public (string Ini, DateTimeOffset Written) Read { get; set; }

    public ProcessStage Stage { get; set; }

    /// <summary>Another with each start, so that what was to come of a former one does not.</summary>
    public int Run { get; set; }

    public string Conduct { get; set; } = "";

    /// <summary>Where it takes requests in uWSGI's protocol; null where it does not.</summary>
    public string? Socket { get; set; }

    public int? Port { get; set; }

    /// <summary>uWSGI itself runs the app in it.</summary>
    public bool IsPlugged { get; set; }

    public int FailuresInARow { get; set; }

    /// <summary>It takes requests, or would start for one.</summary>
    public bool Accepts => Stage == ProcessStage.Up;
}

internal enum ProcessStage
{
    /// <summary>It has been started, and does not accept yet.</summary>
    Starting,

    Up,

    /// <summary>It runs, and takes nothing.</summary>
    Hung,

    /// <summary>It has ended by itself, and is started again after a while.</summary>
    Fallen,

    /// <summary>It was told to end.</summary>
    Ending,
}
