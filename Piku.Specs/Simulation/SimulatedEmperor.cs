using System.Globalization;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Specs.Simulation;

/// <summary>uWSGI's Emperor: looks at its folder when it is woken or after some seconds; starts what is new, starts again what was written anew, ends what is gone.</summary>
internal sealed class SimulatedEmperor(SimulatedBox box)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    /// <summary>As <c>ProcessStarter</c> has them.</summary>
    private static readonly int[] Waits = [0, 0, 2, 5, 15, 30, 60];

    private readonly SortedDictionary<string, SimulatedProcess> _processes = new(StringComparer.Ordinal);


    /// <summary>Something in its folder has changed that it has not seen yet.</summary>
    public bool IsLookDue { get; private set; }

    /// <summary>Its socket of statistics does; it runs in any case.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>Is told of the app of a process that served and has ended or hung by itself.</summary>
    public Action<string> Failed { get; set; } = _ => { };

    public IReadOnlyCollection<SimulatedProcess> Processes => _processes.Values;

    public IReadOnlyDictionary<string, EmperorView>? Views => !Answers ? null : _processes.Values
        .Where(process => process.Stage != ProcessStage.Fallen || !process.IsPlugged)
        .ToDictionary(process => process.Name + VassalFiles.IniEnding, ViewOf, StringComparer.Ordinal);

    /// <summary>Something has changed in its folder, which it sees at its next look.</summary>
    public void Notice(string path)
    {
        if (IsLookDue || !path.StartsWith(box.Root.Vassals, StringComparison.Ordinal)) return;
        IsLookDue = true;
        box.In(BetweenLooks, LookIfDue);
    }

    public void Wake() => box.In(TimeSpan.FromMilliseconds(2), LookIfDue);

    /// <summary>It ends by itself, or somebody kills it.</summary>
    public void Fall(SimulatedProcess process)
    {
        if (process.Stage is ProcessStage.Ending or ProcessStage.Fallen) return;
        if (process.Accepts) Failed(process.App);
        process.Stage = ProcessStage.Fallen;
        process.Run++;
        process.FailuresInARow++;
        After(process, process.IsPlugged ? TimeSpan.FromSeconds(Math.Min(process.FailuresInARow, 180)) : TimeSpan.FromMilliseconds(50), () => Start(process));
    }

    /// <summary>It takes no requests for a while.</summary>
    public void Hang(SimulatedProcess process, TimeSpan time)
    {
        if (process.Stage != ProcessStage.Up) return;
        Failed(process.App);
        process.Stage = ProcessStage.Hung;
        After(process, time, () => process.Stage = ProcessStage.Up);
    }

    private static EmperorView ViewOf(SimulatedProcess process) => new(100 + SimulatedBox.Share(process.Name), !process.IsPlugged || process.Accepts, Cursed: false);

    private void LookIfDue()
    {
        if (!IsLookDue) return;
        IsLookDue = false;
        var inis = box.Files.List(box.Root.Vassals).Where(file => file.EndsWith(VassalFiles.IniEnding, StringComparison.Ordinal) && box.Files.Text($"{box.Root.Vassals}/{file}") is not null).Select(file => file[..^VassalFiles.IniEnding.Length]).ToHashSet(StringComparer.Ordinal);
        foreach (var process in _processes.Values.Where(process => !inis.Contains(process.Name)).ToList()) End(process);
        foreach (var name in inis.Order(StringComparer.Ordinal))
        {
            if (_processes.TryGetValue(name, out var process) && process.Read == Read(name) && process.Stage != ProcessStage.Ending) continue;
            if (process is null) _processes[name] = process = new SimulatedProcess(name);
            process.FailuresInARow = 0;
            Start(process);
        }
    }

    private (string, DateTimeOffset) Read(string name) => new VassalFiles(box.Root, name).Ini is var ini ? (box.Files.Text(ini) ?? "", box.Files.Modified(ini) ?? default) : default;

    private void End(SimulatedProcess process)
    {
        if (process.Stage == ProcessStage.Ending) return;
        process.Stage = ProcessStage.Ending;
        process.Run++;
        After(process, TimeSpan.FromMilliseconds(20 + (SimulatedBox.Share(process.Name) * 3)), () => _processes.Remove(process.Name));
    }

    private void Start(SimulatedProcess process)
    {
        process.Run++;
        process.Stage = ProcessStage.Starting;
        process.Read = Read(process.Name);
        var options = Options(process.Read.Ini);
        process.IsPlugged = options.ContainsKey("socket");
        process.Socket = options.GetValueOrDefault("socket");
        process.Port = int.TryParse(box.Files.Text($"{options.GetValueOrDefault("envdir")}/PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
        process.Conduct = ConductOf(process, options);
        if (process.IsPlugged) Begun(process);
        else Attached(process);
    }

    /// <summary>What is beside uWSGI is started by a script that counts, and waits longer and longer.</summary>
    private void Attached(SimulatedProcess process)
    {
        var files = new VassalFiles(box.Root, process.Name);
        var isSoon = box.Files.Modified(files.Starts) > box.Now - TimeSpan.FromSeconds(60);
        var row = !isSoon ? 0 : (EarlyEnds.TryParse(box.Files.Text(files.Ends))?.InARow ?? 4) + 1;
        var wait = Waits[Math.Min(row, Waits.Length - 1)];
        Note(files.Ends, $"{row} {wait}\n", isAdded: false);
        After(process, TimeSpan.FromSeconds(wait), () =>
        {
            Note(files.Ends, $"{row}\n", isAdded: false);
            Begun(process);
        });
    }

    private void Begun(SimulatedProcess process)
    {
        Note(new VassalFiles(box.Root, process.Name).Starts, ".", isAdded: true);
        switch (process.Conduct)
        {
            case "dies":
                After(process, TimeSpan.FromMilliseconds(20), () => Fall(process));
                break;
            case "never":
                break;
            default:
                After(process, process.Conduct == "slow" ? TimeSpan.FromSeconds(1.5) : TimeSpan.FromMilliseconds(20 + SimulatedBox.Share(process.Name)), () => ComeUp(process));
                break;
        }
    }

    private void ComeUp(SimulatedProcess process)
    {
        if (process.Port is { } port && (box.OtherPorts.Contains(port) || _processes.Values.Any(other => other != process && other.Port == port && other.Accepts)))
        {
            Fall(process);
            return;
        }

        process.Stage = ProcessStage.Up;
        if (process.Conduct == "mortal") After(process, TimeSpan.FromSeconds(5), () => Fall(process));
    }

    /// <summary>A process cannot start without its folder, or the dependencies that it names.</summary>
    private string ConductOf(SimulatedProcess process, Dictionary<string, string> options) =>
        !options.TryGetValue("chdir", out var folder) || !box.Files.IsFolder(folder) ? "dies"
        : options.TryGetValue("virtualenv", out var environment) && !box.Files.IsFolder(environment) ? "dies"
        : VassalName.TryParse(process.Name)?.Kind is "worker" ? "serves"
        : box.Files.Text($"{folder}/{SimulatedSlugs.Conduct}") ?? "dies";

    private void Note(string path, string text, bool isAdded)
    {
        try
        {
            if (isAdded) box.Files.Append(path, text);
            else box.Files.Put(path, text);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // A shell goes on after a redirection that fails, and so does uWSGI.
        }
    }

    private void After(SimulatedProcess process, TimeSpan time, Action act)
    {
        var run = process.Run;
        box.In(time, () =>
        {
            if (process.Run == run) act();
        });
    }

    /// <summary>Of a file that is whole; of any other, none: uWSGI is strict, and does not start with it.</summary>
    private static Dictionary<string, string> Options(string ini)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!ini.Contains("[uwsgi]\n", StringComparison.Ordinal)) return options;
        foreach (var line in ini.Split('\n'))
        {
            var at = line.IndexOf(" = ", StringComparison.Ordinal);
            if (at > 0) options[line[..at]] = line[(at + 3)..];
        }

        return options;
    }
}
