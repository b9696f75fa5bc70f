using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <summary>What nginx says of sites before they are put in place; <c>nginx -t</c> as an ordinary user, and beside the one that runs.</summary>
public sealed partial class NginxTest(RootLayout root, IHost host)
{
    /// <summary>Of a site without all others.</summary>
    /// <returns>Empty when it has nothing to say: a warning is one of an error to come.</returns>
    public async Task<ImmutableArray<string>> Alone(AppName app, DesiredFile site, CancellationToken cancel)
    {
        var text = TextOf(app);
        host.WriteFile(text, site.Content);
        return await Said(app.Value, scratch => NginxMain.Around(root, text, scratch), [text], cancel).ConfigureAwait(false);
    }

    /// <summary>Of sites among all others, beyond what it says of those others anyway.</summary>
    /// <exception cref="StepFailedException">nginx does not take the others even without these: that is no fault of theirs, and they can be tried again.</exception>
    public async Task<ImmutableArray<string>> Together(IReadOnlyCollection<(AppName App, DesiredFile Site)> sites, CancellationToken cancel)
    {
        var replaced = sites.Select(s => s.Site.Path).ToHashSet(StringComparer.Ordinal);
        var others = host.List(root.Sites).Where(name => name is [not '.', ..] && name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => $"{root.Sites}/{name}").Where(path => !replaced.Contains(path)).Order(StringComparer.Ordinal).ToList();
        foreach (var (app, site) in sites) host.WriteFile(TextOf(app), site.Content);
        ImmutableArray<string> texts = [.. sites.Select(s => TextOf(s.App))];
        var said = await Said(".all", scratch => NginxMain.Together(root, others.Concat(texts), scratch), texts, cancel).ConfigureAwait(false);
        if (said.IsEmpty) return said;
        var former = await Said(".all", scratch => NginxMain.Together(root, others, scratch), [], cancel).ConfigureAwait(false);
        if (former.Any(line => line.Contains("[emerg]", StringComparison.Ordinal))) throw new StepFailedException($"the sites of other apps keep nginx from reloading: {string.Join("; ", former)}.");
        return [.. said.Except(former)];
    }

    private string TextOf(AppName app) => $"{root.SiteTests}/{app}.site";

    private async Task<ImmutableArray<string>> Said(string name, Func<string, string> conf, ImmutableArray<string> texts, CancellationToken cancel)
    {
        var scratch = $"{root.SiteTests}/{name}";
        var said = new List<string>();
        host.WriteFile($"{scratch}.conf", conf(scratch));
        var line = new CommandLine("/usr/sbin/nginx", ["-t", "-q", "-e", "stderr", "-c", $"{scratch}.conf"], root.Root, ImmutableSortedDictionary<string, string>.Empty.Add("PATH", root.Path));
        var code = await host.RunShort(line, said.Add, cancel).ConfigureAwait(false);
        foreach (var path in texts.Concat([$"{scratch}.conf", $"{scratch}.pid"])) host.DeleteFile(path);
        var hasComeToPorts = said.RemoveAll(text => PortOfRoot().IsMatch(text)) > 0;
        ImmutableArray<string> told = [.. said.Where(text => !text.EndsWith("test failed", StringComparison.Ordinal)).Select(text => Beginning().Replace(text, "")).Distinct()];
        return code != 0 && told.IsEmpty && !hasComeToPorts ? [$"it ended with exit code {code}"] : told;
    }

    /// <summary>Ports below 1024 are root's. nginx comes to them last, when it has read all the rest and found it good.</summary>
    [GeneratedRegex(@"bind\(\) to \S+ failed \(13: ", RegexOptions.CultureInvariant)]
    private static partial Regex PortOfRoot();

    /// <summary>Who says it, or when and as which process.</summary>
    [GeneratedRegex(@"\A(?:nginx: |[0-9/]+ [0-9:]+ (?=\[))|(?<=\A[^\]]{0,40}\] )[0-9]+#[0-9]+: (?:\*[0-9]+ )?", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();
}
