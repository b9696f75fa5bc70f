using System.Collections.Immutable;

namespace Piku.Specs.Simulation;

/// <summary>What nginx makes of a site's text.</summary>
/// <param name="App">Whose mark it answers with; null where it has none.</param>
/// <param name="Names">Host names of visitors.</param>
/// <param name="Servers">Where requests are passed on to, each tried until one takes it.</param>
/// <param name="Files">The folder that is served as it is; null where none is.</param>
/// <param name="Needs">Files without which nginx does not take it.</param>
/// <param name="IsWhole">Every block that begins in it ends in it.</param>
internal sealed record SimulatedSite(string Text, string? App, string? Mark, ImmutableArray<string> Names, ImmutableArray<string> Servers, string? Files, ImmutableArray<string> Needs, bool IsWhole)
{
    private const string Answer = "    return 200 ";

    public static SimulatedSite Of(string text)
    {
        var (names, servers, needs) = (new List<string>(), new List<string>(), new List<string>());
        string? app = null, mark = null, files = null;
        var (depth, isOfMarks, location) = (0, false, "");
        foreach (var line in text.Split('\n'))
        {
            var words = line.Trim().TrimEnd(';').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("server {", StringComparison.Ordinal)) isOfMarks = false;
            if (words is ["location", .., "{"]) location = words[^2];
            if (words is [.., "{"]) depth++;
            else if (words is ["}"]) depth--;
            else if (words is ["listen", ['u', 'n', 'i', 'x', ':', ..], ..]) isOfMarks = true;
            else if (words is ["server_name", .. var given]) (isOfMarks ? [] : names).AddRange(isOfMarks ? [] : given);
            else if (words is ["server", var server, "max_fails=0"]) servers.Add(server);
            else if (words is ["root", var folder] && depth == 1) files = folder;
            else if (words is ["include" or "ssl_certificate" or "ssl_certificate_key", var needed] && !needed.StartsWith("/etc/", StringComparison.Ordinal)) needs.Add(needed);
            if (words is ["server_name", var owner] && isOfMarks) app = owner;
            if (isOfMarks && line.StartsWith(Answer, StringComparison.Ordinal)) mark = line[Answer.Length..^1];
        }

        return new SimulatedSite(text, app, mark, [.. names.Distinct()], [.. servers], location == "" && files is null ? null : files, [.. needs.Distinct()], depth == 0 && text.EndsWith('\n'));
    }
}
