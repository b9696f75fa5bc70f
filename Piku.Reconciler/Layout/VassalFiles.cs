using Piku.Domain.Releases;

namespace Piku.Reconciler.Layout;

/// <summary>Where everything about one process is.</summary>
/// <param name="Name">Of the vassal, without ".ini"; see <see cref="VassalName"/>.</param>
public sealed record VassalFiles(RootLayout Root, string Name)
{
    public string Ini => $"{Root.Vassals}/{Name}{IniEnding}";

    /// <summary>The Emperor listens on the socket that is named in it, and starts the process at the first connection.</summary>
    public string OnDemand => $"{Root.Vassals}/{Name}{OnDemandEnding}";

    /// <summary>The folder that uWSGI's <c>envdir</c> reads.</summary>
    public string Environment => $"{Root.VassalEnvironments}/{Name}";

    /// <summary>Grows by a byte each time the process is started; of before the Emperor's own start nothing is kept.</summary>
    public string Starts => $"{Root.Run}/{Name}.starts";

    /// <summary>Grows by a byte each time a process that is started on demand has come as far as to accept requests.</summary>
    public string Accepts => $"{Root.Run}/{Name}.accepts";

    /// <summary>How often in a row the process has ended soon after its start, and how long it waits before the next one.</summary>
    public string Ends => $"{Root.Run}/{Name}.ends";

    /// <summary>How it has answered what it was asked.</summary>
    public string Check => $"{Root.Run}/{Name}.check";

    /// <summary>Of a process that speaks uWSGI's protocol; null for any other, which may have the same ordinal.</summary>
    public string? Socket => VassalName.TryParse(Name) is { } name && Procfile.SpeaksUwsgi(name.Kind) ? $"{Root.Run}/{name.App}.g{name.Generation}.{name.Ordinal}.sock" : null;

    /// <summary>What processes and pikud have noted of it, each a file that may be missing.</summary>
    public IEnumerable<string> Notes => NoteEndings.Select(ending => $"{Root.Run}/{Name}{ending}");

    public const string IniEnding = ".ini";

    public const string OnDemandEnding = ".ini.socket";

    /// <summary>Of those that change when the process is started, or waits to be.</summary>
    public static IEnumerable<string> StartNotes => [".starts", ".ends"];

    /// <summary>Of the files in <see cref="RootLayout.Run"/> that are there for as long as the vassal is.</summary>
    public static IEnumerable<string> NoteEndings => [".starts", ".accepts", ".ends", ".check"];
}
