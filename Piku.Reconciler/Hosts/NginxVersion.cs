using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Hosts;

/// <summary>Which nginx is there, as far as it matters to what is written for it.</summary>
public static partial class NginxVersion
{
    public const string Program = "/usr/sbin/nginx";

    private static readonly Version Http2Directive = new(1, 25, 1);

    /// <summary>The root as the nginx of this box wants it; unchanged where there is none.</summary>
    public static async Task<RootLayout> Seen(RootLayout root, IHost host, CancellationToken cancel)
    {
        if (!host.FileExists(Program)) return root;
        var said = new List<string>();
        await host.Run(new CommandLine(Program, ["-v"], "/", ImmutableSortedDictionary<string, string>.Empty), said.Add, cancel).ConfigureAwait(false);
        return root with { HasHttp2Directive = HasHttp2Directive(string.Join('\n', said)) };
    }

    /// <param name="said">By <c>nginx -v</c>, such as "nginx version: nginx/1.22.1".</param>
    public static bool HasHttp2Directive(string said) => Number().Match(said) is { Success: true } match && Version.Parse(match.Groups["number"].Value) >= Http2Directive;

    [GeneratedRegex(@"nginx/(?<number>[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5})", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
