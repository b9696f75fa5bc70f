using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;

namespace Piku.Reconciler.Applying;

/// <summary>A file that an app's author has for nginx.</summary>
public static partial class IncludeFile
{
    /// <returns>What it says; or why it cannot be had, without a full stop.</returns>
    public static (string? Text, string? Trouble) Read(IHostView host, string slug, string path)
    {
        string[] parts = [.. path.Split('/').Where(part => part is not ("" or "."))];
        var file = $"{slug}/{string.Join('/', parts)}";
        return Enumerable.Range(1, parts.Length).Any(count => host.LinkTarget($"{slug}/{string.Join('/', parts[..count])}") is not null) ? (null, $"'{path}', which NGINX_INCLUDE_FILE names, is or passes a symbolic link, and could be any file of the box; name the file itself")
            : !host.FileExists(file) ? (null, $"there is no file '{path}', which NGINX_INCLUDE_FILE names")
            : host.Length(file) > App.MostInclude ? (null, $"'{path}', which NGINX_INCLUDE_FILE names, has {host.Length(file)} bytes, and {App.MostInclude} is the most")
            : host.SourceText(slug, string.Join('/', parts)) is not { } text || text.Contains('\0', StringComparison.Ordinal) ? (null, $"'{path}', which NGINX_INCLUDE_FILE names, is no text")
            : Listen().IsMatch(Comment().Replace(text, "")) ? (null, $"'{path}', which NGINX_INCLUDE_FILE names, says `listen`, and could so take the visitors of other apps; leave that to piku")
            : (text, null);
    }

    [GeneratedRegex("#[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    /// <summary>The directive, wherever one may stand.</summary>
    [GeneratedRegex(@"(?:\A|[;{}])\s*[""']?listen[""']?\s", RegexOptions.CultureInvariant)]
    private static partial Regex Listen();
}
