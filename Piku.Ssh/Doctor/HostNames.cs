using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Piku.Domain.Certificates;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Doctor;

/// <summary>Where the names of an app's site lead, as this box sees it.</summary>
internal static class HostNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Ends of names that never leave the box they are asked on.</summary>
    private static readonly string[] Local = [".localhost", ".test", ".local"];

    public static async Task<IEnumerable<Finding>> Of(Session session, DesiredApp desired, CancellationToken cancel)
    {
        if (desired.Certificate is not { Names: var names } || desired.App.Current is not { } release) return [];
        var isBehindProxy = EffectiveSettings.Of(desired.App, release).Site.IsBehindCloudflare;
        var own = Own();
        return await Task.WhenAll(names.Where(IsInDns).Select(name => Of(name, own, isBehindProxy, cancel))).ConfigureAwait(false);
    }

    private static bool IsInDns(string name) =>
        name.Contains('.', StringComparison.Ordinal) && !CertificateNames.IsWildcard(name) && !IPAddress.TryParse(name, out _) && !Local.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    private static async Task<Finding> Of(string name, HashSet<IPAddress> own, bool isBehindProxy, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name, patience.Token).ConfigureAwait(false);
            var told = string.Join(", ", addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
            return new Finding("DNS", addresses.Any(own.Contains) ? $"{name} leads to this box ({told})"
                : isBehindProxy ? $"{name} leads to {told}, as behind Cloudflare it should"
                : $"{name} leads to {told}, which is no address of this box; that is well behind a router or a proxy that hands on to it, and nowhere else");
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new Finding("DNS", $"{name} leads nowhere, as far as this box can see", $"let your DNS name the address of this box for {name}");
        }
    }

    private static HashSet<IPAddress> Own() => [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)];
}
