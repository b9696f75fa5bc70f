using System.Collections.Immutable;
using Piku.Domain.Certificates;
using Piku.Reconciler.Desired;

namespace Piku.Reconciler.Planning;

/// <summary>What the reconciler will do; each name completes "the reconciler will …". Doing a step twice is doing it once.</summary>
public abstract record Step
{
    private Step()
    {
    }

    public sealed record MakeFolder(string Path) : Step;

    /// <summary>Builds a release of the app, and reports how that ended.</summary>
    public sealed record Build(int Release, int Generation) : Step;

    /// <summary>Chooses ports for processes, and reports them.</summary>
    public sealed record AllotPorts(int Generation, ImmutableArray<string> Processes) : Step;

    /// <summary>Reports that the generation starts only after the one before it has ended.</summary>
    public sealed record ReportNoRoom(int Generation, string Reason) : Step;

    /// <summary>Tells whoever waits for the rollout.</summary>
    public sealed record Tell(int Generation, string Text) : Step;

    /// <summary>Writes what the Emperor needs to start a process: its environment, then its configuration.</summary>
    public sealed record Spawn(Vassal Vassal, int Generation) : Step;

    /// <summary>Asks a process what its release wants it to be asked, and writes down how that went.</summary>
    /// <param name="Attempt">1, 2, 3 …</param>
    public sealed record Check(Vassal Vassal, int Generation, int Attempt) : Step;

    /// <summary>Connects to a process that is started on demand, as a first visitor would.</summary>
    public sealed record Knock(Vassal Vassal) : Step;

    /// <summary>Takes the configuration away, so that the Emperor ends the process.</summary>
    public sealed record Dismiss(string Name) : Step;

    public sealed record WakeEmperor : Step;

    /// <summary>Has nginx test the site alone, then puts it in place.</summary>
    public sealed record WriteSite(DesiredFile Site, int Generation) : Step;

    /// <summary>Reads a file of a slug that a setting names for nginx, and reports what it says.</summary>
    public sealed record ReadInclude(int Generation, string Slug, string Path) : Step;

    /// <summary>Asks Cloudflare from where it comes, and reports it; or notes why it could not be asked.</summary>
    public sealed record AskCloudflare : Step;

    public sealed record WriteFile(DesiredFile File) : Step;

    public sealed record DeleteFile(string Path) : Step;

    /// <summary>Takes away what has the place of a file, a folder or a link of ours and is none, so that this can be had back.</summary>
    public sealed record PutAside(string Path, string Aside) : Step;

    public sealed record SetRights(string Path, int Rights) : Step;

    /// <summary>Fetches the files of a slug from the app's repository again.</summary>
    public sealed record FetchSlug(string Slug) : Step;

    /// <summary>Has nginx read its sites again, and waits until it serves this mark.</summary>
    /// <param name="Mark">Null where the app has no site any more.</param>
    public sealed record ReloadNginx(string? Mark) : Step;

    public sealed record Link(string Path, string Target) : Step;

    public sealed record ReportLive(int Generation, int Release) : Step;

    /// <param name="Vassal">Whose log tells more.</param>
    public sealed record ReportFailed(int Generation, Vassal Vassal, string Reason) : Step;

    /// <summary>Reports that a release which is live ends again and again, so that the one before it comes back.</summary>
    public sealed record ReportDying(int Generation, Vassal Vassal, string Reason) : Step;

    /// <summary>Makes a pair that nobody vouches for, valid from a moment on.</summary>
    public sealed record SelfSign(string Path, ImmutableArray<string> Names, DateTimeOffset From) : Step;

    /// <summary>Has a CA asked while other things go on, or goes on with an attempt that is recorded already; and reports how that ended.</summary>
    public sealed record OrderCertificate(CertificateOrder Order, int Attempt) : Step;

    public sealed record ReportCertificateLost(string Fingerprint) : Step;

    /// <summary>Deletes the file of a pair that the app does not use, unless the app has changed since the look.</summary>
    public sealed record DropCertificate(string Path) : Step;

    public sealed record DeleteFolder(string Path) : Step;

    /// <summary>Deletes a folder, and what is told beside it, that a push may be about to use: not while somebody pushes to the app, nor when the app has changed since the look.</summary>
    public sealed record Sweep(string Path) : Step;
}
