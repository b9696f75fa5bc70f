using System.Globalization;
using System.Text.Json;
using Piku.Specs.Support;

namespace Piku.Specs.EndToEnd;

/// <summary>A box whose pikud is of the build for specs, and so can be killed or stopped between two steps. Here the spec is what starts it again, as systemd would.</summary>
public class HaltingBox : PrivateBox, IDisposable
{
    public const int Kill9 = 9;

    public const int Stop = 19;

    private readonly string _halts = Directory.CreateTempSubdirectory("piku-halts-").FullName;

    private Running? _pikud;

    public HaltingBox()
        : this(null)
    {
    }

    protected HaltingBox(Action<string>? prepare)
        : base("halting", prepare)
    {
        File.SetUnixFileMode(_halts, (UnixFileMode)0b111_111_111);
        Kill("pikud", "TERM");
        StartPikud();
    }

    /// <summary>The boundaries that were reached since <see cref="Count"/>.</summary>
    public string[] Reached => File.Exists(Passed) ? File.ReadAllLines(Passed) : [];

    /// <summary>What pikud has said since it was started.</summary>
    public string Said => _pikud!.SaidSoFar;

    public bool HasPikudEnded => _pikud!.HasEnded;

    /// <summary>Whether pikud has stopped, as a process that may go on.</summary>
    public bool HasPikudStopped => File.ReadAllText($"/proc/{_pikud!.Pid}/stat").Split(") ")[1][0] == 'T';

    /// <summary>Boundaries are counted from now on, and nothing happens at any of them.</summary>
    public void Count()
    {
        File.Delete(At);
        File.Delete(Passed);
    }

    /// <summary>Counts from now on; when the boundary is reached for the n-th time, pikud sends itself the signal, once.</summary>
    public void Halt(Boundary boundary, int signal)
    {
        Count();
        File.WriteAllText($"{At}.new", string.Create(CultureInfo.InvariantCulture, $"{signal} {boundary.Time} {boundary.Name}"));
        File.Move($"{At}.new", At);
    }

    /// <summary>The same at each boundary, until <see cref="Count"/>.</summary>
    public void HaltAlways(int signal) => Halt(new Boundary("*", 0), signal);

    /// <summary>Sets pikud's clock, and nobody else's, to so far from ours.</summary>
    public void SetClock(TimeSpan ahead)
    {
        File.WriteAllText($"{_halts}/clock.new", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:0}"));
        File.Move($"{_halts}/clock.new", $"{_halts}/clock", overwrite: true);
    }

    /// <summary>Waits until pikud is dead, and starts another one.</summary>
    public void Revive(string where)
    {
        Eventually.True($"the end of pikud {where}", () => HasPikudEnded, more: () => string.Join('\n', Reached));
        StartPikud();
    }

    public void GoOn() => Shell.Run(["kill", "-CONT", $"{_pikud!.Pid}"]);

    public void StartPikud()
    {
        _pikud?.Dispose();
        _pikud = Shell.Start(AsUser(["env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin", $"PIKU_HALTS={_halts}", $"{Root}/bin/pikud", "--root", Root]), folder: "/");
        Eventually.True("pikud", () => TakesRequests, seconds: 40);
    }

    /// <summary>Nothing is left to do for the app, now or when a drain is over.</summary>
    public bool IsAtRest(string app) =>
        Vassals(app).Select(name => name[name.LastIndexOf("_g", StringComparison.Ordinal)..]).Distinct().Count() <= 1
        && Local("piku", "plan", app).Output.Contains("Nothing would change", StringComparison.Ordinal);

    /// <summary>What has happened on the box, the newest first.</summary>
    public JsonElement[] Events() => [.. JsonDocument.Parse(Local("piku", "history", "--json", "-n", "60").Output).RootElement.GetProperty("events").EnumerateArray()];

    void IDisposable.Dispose()
    {
        GC.SuppressFinalize(this);
        _pikud?.Dispose();
        Dispose();
        Directory.Delete(_halts, recursive: true);
    }

    private string Passed => $"{_halts}/reached";

    private string At => $"{_halts}/at";
}

/// <summary>A moment between two steps.</summary>
/// <param name="Time">1 when it is reached for the first time.</param>
public sealed record Boundary(string Name, int Time)
{
    /// <summary>Where pikud is to be killed. Between the end of a step and the beginning of the next there is nothing, so one death is enough for the two; and an order that is under way is gone on with at every look.</summary>
    /// <param name="from">The first one that counts; null for all.</param>
    public static Boundary[] Deaths(string[] reached, string? from) =>
    [
        .. reached.Select((name, index) => new Boundary(name, reached[..(index + 1)].Count(former => former == name)))
            .SkipWhile(boundary => from is not null && boundary.Name != from)
            .Where((boundary, index) => (index == 0 || !boundary.Name.StartsWith("before ", StringComparison.Ordinal)) && (boundary.Time == 1 || !boundary.Name.EndsWith("OrderCertificate", StringComparison.Ordinal))),
    ];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Time})");
}
