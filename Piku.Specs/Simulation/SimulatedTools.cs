using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Hosts;
using Piku.Specs.Support;

namespace Piku.Specs.Simulation;

/// <summary>The programs that pikud runs: how long each takes, what it leaves, and its exit code.</summary>
internal sealed class SimulatedTools(SimulatedBox box)
{
    private static readonly ImmutableSortedDictionary<string, string> Versions = PaperTools.Debian.Versions.Add("go", "go version go1.19.8 linux/amd64").Add("lego", "lego version 4.9").Add("curl", "curl 7.88.1");

    public static string? Find(string name) => Versions.ContainsKey(name) ? $"/usr/bin/{name}" : null;

    public static string? Version(string name) => Versions.GetValueOrDefault(name);

    /// <param name="Lock">Held for as long as it runs, whatever becomes of who has started it; null for none.</param>
    /// <param name="End">What it leaves, and its exit code.</param>
    public sealed record Running(TimeSpan Time, string? Lock, Func<Action<string>, int> End);

    public Running Start(CommandLine command) => command.Arguments switch
    {
        ["-t", "-q", .., "-c", var configuration] => new Running(TimeSpan.FromMilliseconds(20), null, line => box.Nginx.Test(configuration, line)),
        ["-c", _, "piku-build", _, var held, .. var rest] => Building(held, rest, command.WorkingFolder),
        ["-c", _, var log, _, var held, _, .. var rest] => new Running(TimeSpan.FromSeconds(3), held, _ => Certified(log, rest)),
        ["--root", _, "slug:fetch", var app, var slug] => new Running(TimeSpan.FromMilliseconds(50), null, _ => Fetched(AppName.Parse(app), slug)),
        _ => throw new InvalidOperationException($"Nobody knows what {command} does."),
    };

    private Running Building(string held, ImmutableArray<string> command, string folder)
    {
        if (command is ["cp", .., var from, var to]) return new Running(TimeSpan.FromMilliseconds(40), held, _ => Copied(from[..^2], to));
        var isSlow = command.Any(word => word.Contains("slowly", StringComparison.Ordinal));
        var refuses = command.Any(word => word.Contains("refuse", StringComparison.Ordinal)) || box.Files.Text($"{folder}/{SimulatedSlugs.Build}") == "refuses";
        return new Running(isSlow ? TimeSpan.FromSeconds(40) : TimeSpan.FromMilliseconds(300), held, line =>
        {
            line(refuses ? "it does not" : "done");
            return refuses ? 1 : 0;
        });
    }

    private int Copied(string from, string to)
    {
        try
        {
            foreach (var (path, text) in box.Files.Below(from).ToList()) box.Files.Put($"{to}/{path[(from.Length + 1)..]}", text);
            return 0;
        }
        catch (IOException)
        {
            return 1;
        }
    }

    /// <summary>From the repository, which has all that was ever pushed.</summary>
    private int Fetched(AppName app, string slug)
    {
        try
        {
            SimulatedSlugs.Write(box.Files, box.Root, app, slug);
            return 0;
        }
        catch (IOException)
        {
            return 1;
        }
    }

    /// <summary>lego, and the CA behind it.</summary>
    private int Certified(string log, ImmutableArray<string> words)
    {
        try
        {
            if (box.IsCaDown)
            {
                box.Files.Append(log, "acme: error: 503 :: urn:ietf:params:acme:error:serverInternal :: no time\n");
                return 1;
            }

            var names = words.Index().Where(word => word.Item == "--domains").Select(word => words[word.Index + 1]).ToImmutableArray();
            var path = words[words.IndexOf("--path") + 1];
            var pem = SimulatedPairs.Of(names, box.Now);
            var key = pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal);
            box.Files.MakeFolder($"{path}/certificates");
            box.Files.Put($"{path}/certificates/{names[0]}.crt", pem[..key]);
            box.Files.Put($"{path}/certificates/{names[0]}.key", pem[key..]);
            return 0;
        }
        catch (IOException)
        {
            return 1;
        }
    }
}

/// <summary>Pairs as a CA would give them. One takes a millisecond to make, so those of an hour are made once.</summary>
internal static class SimulatedPairs
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> Made = new(StringComparer.Ordinal);

    public static string Of(ImmutableArray<string> names, DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        return Made.GetOrAdd(string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', names)} {hour:O}"), _ => SelfSigned.Of(names, hour));
    }
}
