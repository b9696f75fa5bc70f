using System.Collections.Immutable;
using Piku.Domain.Certificates;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Certificates;

/// <summary>Debian's <c>lego</c> as we call it, and the files that it leaves.</summary>
internal static class LegoCommand
{
    public const string Program = "lego";

    /// <summary>In its output when the CA does not know the account.</summary>
    public const string NoAccount = ":accountDoesNotExist";

    /// <summary>Beginnings of names that would make it, or the programs around it, something else; no provider needs one.</summary>
    private static readonly ImmutableArray<string> Reserved = ["PATH", "HOME", "LEGO_", "LD_"];

    /// <summary>Its output goes into a file: into a pipe it could not write any more once we have died, and would die of that.</summary>
    private const string IntoFile = "exec \"$@\" >\"$0\" 2>&1";

    /// <param name="log">A file that is there.</param>
    /// <remarks>
    /// It holds the lock for as long as it runs, whatever becomes of us. The key of an account to be bound stands in the command line, since lego takes it
    /// nowhere else; so it is given only until there is the account. Without "--eab" lego would not even begin, account or not.
    /// </remarks>
    public static CommandLine Of(RootLayout root, CertificateOrder order, string lego, bool hasAccount, string log) => new(
        "/bin/sh",
        [
            "-c", IntoFile, log, "/usr/bin/flock", root.AcmeLock, lego,
            "--path", root.Lego(order.Directory), "--server", order.Directory, "--email", order.Email, "--accept-tos", "--key-type", order.KeyType,
            .. order.Names.SelectMany(name => new[] { "--domains", name }),
            .. order.DnsProvider == "" ? ["--http", "--http.webroot", root.AcmeWebroot] : new[] { "--dns", order.DnsProvider },
            .. order.DnsResolvers.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(server => new[] { "--dns.resolvers", server }),
            .. order.DnsProvider == "" || order.DnsCheck ? Array.Empty<string>() : ["--dns.disable-cp"],
            .. order.EabKid == "" ? Array.Empty<string>() : hasAccount ? ["--eab"] : ["--eab", "--kid", order.EabKid, "--hmac", order.EabHmac],
            "run",
        ],
        root.Root,
        order.Credentials.RemoveRange(order.Credentials.Keys.Where(name => name == "" || Reserved.Any(start => name.StartsWith(start, StringComparison.Ordinal))))
            .Add("PATH", root.Path)
            .Add("HOME", root.Home)
            .AddRange(root.AcmeCaFile is { } file ? [KeyValuePair.Create("LEGO_CA_CERTIFICATES", file)] : []));

    /// <summary>In the folder of an account once the CA has made it; a key is there before.</summary>
    public const string Account = "account.json";

    /// <summary>Where lego keeps the account of the order's address; a folder for each name that the CA goes by.</summary>
    public static IEnumerable<string> AccountFolders(RootLayout root, IHostView host, CertificateOrder order) =>
        host.List($"{root.Lego(order.Directory)}/accounts").Select(ca => $"{root.Lego(order.Directory)}/accounts/{ca}/{order.Email}");

    /// <summary>Chain and key, where lego or the original's acme.sh may have left some for these names.</summary>
    public static IEnumerable<(string Chain, string Key)> Files(RootLayout root, CertificateOrder order)
    {
        var (name, lego) = (order.Names[0], $"{root.Lego(order.Directory)}/certificates/{order.Names[0].Replace('*', '_')}");
        yield return ($"{lego}.crt", $"{lego}.key");
        foreach (var folder in new[] { $"{root.Home}/.acme.sh/{name}_ecc", $"{root.Home}/.acme.sh/{name}" })
            yield return ($"{folder}/fullchain.cer", $"{folder}/{name}.key");
    }
}
