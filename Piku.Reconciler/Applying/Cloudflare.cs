using System.Collections.Immutable;
using Piku.Domain.Hosts;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>Asks Cloudflare from which addresses it comes.</summary>
public sealed class Cloudflare(RootLayout root, IHost host)
{
    /// <returns>All ranges; or why they cannot be had, without a full stop. Half of an answer is none.</returns>
    public async Task<(ImmutableArray<string> Ranges, string? Trouble)> Ask(CancellationToken cancel)
    {
        var ranges = ImmutableArray<string>.Empty;
        foreach (var isV6 in new[] { false, true })
        {
            var (part, trouble) = await Ask($"{root.CloudflareUrl}/ips-{(isV6 ? "v6" : "v4")}", isV6, cancel).ConfigureAwait(false);
            if (trouble is not null) return ([], trouble);
            ranges = ranges.AddRange(part);
        }

        return (ranges, null);
    }

    private async Task<(ImmutableArray<string> Ranges, string? Trouble)> Ask(string url, bool isV6, CancellationToken cancel)
    {
        if (host.FindTool("curl") is not { } curl) return ([], "curl is not installed; apt-get install curl");
        var said = new List<string>();
        var line = new CommandLine(curl, ["--fail", "--silent", "--show-error", "--location", "--proto-redir", "=https", "--max-time", "10", "--max-filesize", "100000", url], root.Root, ImmutableSortedDictionary<string, string>.Empty.Add("PATH", root.Path));
        var code = await host.Run(line, said.Add, cancel).ConfigureAwait(false);
        return code != 0 ? ([], $"{url} cannot be had: {said.LastOrDefault("curl said nothing")}")
            : CloudflareRanges.TryParse(string.Join('\n', said), isV6) is { } ranges ? (ranges, null)
            : ([], $"{url} answers with something else than ranges of addresses");
    }
}
