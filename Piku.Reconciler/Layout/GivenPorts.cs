using System.Globalization;
using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Layout;

/// <summary>Ports that processes of the box were started with, whether they listen yet or not: one of a release that was given up may still be on its way to its port.</summary>
public static class GivenPorts
{
    public static IReadOnlySet<int> On(RootLayout root, IHostView host) => host.List(root.VassalEnvironments)
        .Select(name => int.TryParse(host.ReadText($"{new VassalFiles(root, name).Environment}/PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0)
        .ToHashSet();
}
