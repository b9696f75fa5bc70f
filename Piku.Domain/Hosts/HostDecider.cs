using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Settings;

namespace Piku.Domain.Hosts;

/// <summary>The rules across apps: no two share a port or a host name.</summary>
public static class HostDecider
{
    /// <summary>The sentence about the first host name that the events would take from another app; null when there is none.</summary>
    public static Refusal? WhyRefused(Host host, App after) =>
        (after.Candidate ?? after.Live) is { } rollout
            ? EffectiveSettings.Of(after, after.Release(rollout.Release)).ServerNames
                .Where(name => host.ServerNames.TryGetValue(name, out var owner) && owner != after.Name)
                .Select(name => new Refusal($"'{name}' belongs to app '{host.ServerNames[name]}'; give '{after.Name}' another NGINX_SERVER_NAME, or take it from '{host.ServerNames[name]}' first."))
                .FirstOrDefault()
            : null;

    /// <summary>The lowest free port for each process, in their order.</summary>
    /// <param name="isFree">Whether anything else on the box listens there; an observation.</param>
    /// <returns>Null when the range has too few.</returns>
    public static ImmutableSortedDictionary<string, int>? Allot(Host host, PortRange range, IEnumerable<string> processes, Func<int, bool> isFree)
    {
        var wanted = processes.ToList();
        var free = range.All.Where(port => !host.Ports.ContainsKey(port) && isFree(port)).Take(wanted.Count).ToList();
        return free.Count == wanted.Count
            ? wanted.Zip(free).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
            : null;
    }

    /// <summary>The ports of an app that fixes the first one itself; each process has that of its ordinal.</summary>
    /// <returns>The ports, or the sentence why they cannot be had.</returns>
    public static (ImmutableSortedDictionary<string, int> Ports, Refusal? Refusal) Fixed(Host host, AppName app, int first, IEnumerable<string> processes)
    {
        var ports = processes.ToImmutableSortedDictionary(p => p, p => first + int.Parse(p.AsSpan(p.LastIndexOf('.') + 1), CultureInfo.InvariantCulture) - 1, StringComparer.Ordinal);
        var taken = ports.Values.Where(port => host.Ports.TryGetValue(port, out var owner) && owner != app).Select(port => $"port {port} belongs to app '{host.Ports[port]}'; set PORT to another one, or unset it.").FirstOrDefault();
        return (ports, taken is null ? null : new Refusal(taken));
    }
}

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public sealed record PortRange(int First, int Last)
{
    public IEnumerable<int> All => Enumerable.Range(First, Math.Max(0, Last - First + 1));
}
