using System.Globalization;
using System.Runtime.InteropServices;

namespace Piku.Reconciler.Applying;

/// <content>
/// Of the build for specs alone. The folder that <c>PIKU_HALTS</c> names has the boundaries that were reached, a line each, in its file <c>reached</c>. Its file <c>at</c>
/// gives a signal, and a boundary and at which time that it is reached the process sends it to itself, once: it is killed, or stopped until somebody has it go on.
/// Its file <c>clock</c> says by how many seconds the clock is wrong.
/// </content>
internal static partial class Boundary
{
    private const string Every = "*";

    private static readonly string? s_folder = Environment.GetEnvironmentVariable("PIKU_HALTS");

    private static readonly Lock s_gate = new();

    static partial void Halt(string what)
    {
        if (s_folder is null) return;
        lock (s_gate)
        {
            File.AppendAllText($"{s_folder}/reached", $"{what}\n");
            var at = $"{s_folder}/at";
            if (!File.Exists(at) || File.ReadAllText(at).Split(' ', 3) is not [var signal, var time, var boundary]) return;
            if (boundary != Every && (boundary != what || File.ReadLines($"{s_folder}/reached").Count(line => line == what) != int.Parse(time, CultureInfo.InvariantCulture))) return;
            if (boundary != Every) File.Delete(at);
            _ = Raise(int.Parse(signal, CultureInfo.InvariantCulture));
        }
    }

    static partial void Set(ref TimeProvider clock)
    {
        if (s_folder is not null) clock = new WrongClock($"{s_folder}/clock");
    }

    private sealed class WrongClock(string file) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : 0);
    }

    /// <remarks>To this thread: sent to the process, a stop would reach it only after another step or two.</remarks>
    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);
}
