using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Desired;

namespace Piku.Reconciler.Applying;

/// <content>Sites, and what has to be known before they can be written.</content>
public sealed partial class Applier
{
    private async Task Put(App app, DesiredFile site, int generation, CancellationToken cancel)
    {
        var names = string.Join(' ', site.Content.Split('\n').First(l => l.Contains("server_name ", StringComparison.Ordinal)).Trim(' ', ';').Split(' ').Skip(1));
        Log(app, generation).Step($"nginx will map app '{app.Name}' to hostname(s) '{names}'");
        await nginx.Put(app.Name, site, cancel).ConfigureAwait(false);
    }

    private void ReadInclude(App app, int generation, string slug, string path) => Report(app, IncludeFile.Read(host, root.Slug(app.Name, slug), path) switch
    {
        ({ } text, _) => new AppCommand.ReportInclude(slug, path, text),
        (_, var why) when app.Candidate?.Generation == generation => new AppCommand.ReportFailed(generation, why!),
        (_, var why) => throw new StepFailedException($"{why}."),
    });

    private async Task AskCloudflare(App app, CancellationToken cancel)
    {
        var (ranges, trouble) = await new Cloudflare(root, host).Ask(cancel).ConfigureAwait(false);
        if (trouble is null)
        {
            host.DeleteFile(root.CloudflareTrouble);
            Transaction.Run(journal, app.Name, (_, _) => new AppCommand.ReportCloudflare(clock.GetUtcNow(), ranges), Pikud);
        }
        else
        {
            host.WriteFile(root.CloudflareTrouble, $"{trouble.ReplaceLineEndings(" ")}\n");
        }
    }

    /// <summary>Puts the live site back in the place of one that nginx did not take, so that the next reload of whoever it is goes well.</summary>
    /// <remarks>
    /// One that was refused at its test was never put in place, and what is there stays: it cannot be made again where the settings of what is live are lost. Such a
    /// site, once it is overwritten, gives way to the one that says that the app is stopped: better one app that does than no reload for all.
    /// </remarks>
    private void Withdraw(App app, int generation, string reason)
    {
        var desired = Projection.Of(root, app);
        var isThere = desired.Candidate?.Site is { } refused && host.ReadText(refused.Path) == refused.Content;
        if (isThere && desired.Site is { } former) host.WriteFile(former.Path, former.Content);
        else if (isThere) host.DeleteFile(root.Site(app.Name));
        Report(app, new AppCommand.ReportFailed(generation, reason));
    }
}
