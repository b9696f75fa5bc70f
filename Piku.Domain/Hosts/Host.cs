using Piku.Domain.Apps;

namespace Piku.Domain.Hosts;

/// <summary>What no two apps may share: ports and host names, and whose they are.</summary>
public sealed record Host(IReadOnlyDictionary<int, AppName> Ports, IReadOnlyDictionary<string, AppName> ServerNames)
{
    public static Host Of(IEnumerable<App> apps) => Of(apps.Select(Holding.Of));

    /// <summary>What two have nevertheless is the first one's.</summary>
    public static Host Of(IEnumerable<Holding> holdings)
    {
        var (ports, names) = (new Dictionary<int, AppName>(), new Dictionary<string, AppName>(StringComparer.Ordinal));
        foreach (var (app, itsPorts, itsNames) in holdings)
        {
            foreach (var port in itsPorts) ports.TryAdd(port, app);
            foreach (var name in itsNames) names.TryAdd(name, app);
        }

        return new Host(ports, names);
    }
}
