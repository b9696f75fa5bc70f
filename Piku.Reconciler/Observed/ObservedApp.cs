using System.Collections.Immutable;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Observed;

/// <summary>What is on the box for an app, as one look found it.</summary>
/// <param name="Vassals">By name, without ".ini"; whatever bears the app's mark, or is a remainder of such.</param>
/// <param name="Site">The site's text; null when there is none.</param>
/// <param name="SiteMark">The mark of the site that nginx serves; null when it serves none, or does not answer.</param>
/// <param name="Link">Where <c>apps/APP</c> leads.</param>
/// <param name="Doors">The links that sites may name, and where they lead; "" for what has taken the place of one.</param>
/// <param name="BuiltEnvironments">Those whose build ended well.</param>
/// <param name="ListeningPorts">Of the whole box; not looked at, and empty, where no process of the app was given a port.</param>
/// <param name="Folders">The paths of the app's other folders that exist: data, logs, cache, repository.</param>
/// <param name="Page">What is there for visitors under maintenance.</param>
/// <param name="Ending">What the Emperor still runs of the app although its configuration is gone.</param>
/// <param name="Memory">Null when nobody asked.</param>
/// <param name="SiteFiles">What sites of the app name or named: path → text.</param>
/// <param name="Cloudflare">How it went when Cloudflare could not be asked the last time; null when it could.</param>
public sealed record ObservedApp(
    ImmutableSortedDictionary<string, ObservedVassal> Vassals,
    string? Site,
    string? SiteMark,
    string? Link,
    ImmutableSortedDictionary<string, string> Doors,
    ImmutableSortedSet<string> Slugs,
    ImmutableSortedSet<string> Environments,
    ImmutableSortedSet<string> BuiltEnvironments,
    ImmutableSortedSet<int> ListeningPorts,
    ImmutableSortedSet<string> Folders,
    bool EmperorAnswers,
    string? Page,
    ImmutableArray<string> Ending,
    ObservedMemory? Memory,
    ImmutableSortedDictionary<string, string> SiteFiles,
    ObservedTrouble? Cloudflare)
{
    /// <summary>What has the place of something of ours and is none, by its path: a folder where a file should be, a link where a folder should. What was read from there counts as not found.</summary>
    public ImmutableSortedDictionary<string, FileKind> InTheWay { get; init; } = ImmutableSortedDictionary.Create<string, FileKind>(StringComparer.Ordinal);

    /// <summary>What is ours and may not be read by us: whatever is said of it, or of what is in it, is not known.</summary>
    public ImmutableSortedSet<string> Closed { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Of files and folders of ours, by path; those of a path that is not in it are not known.</summary>
    public ImmutableSortedDictionary<string, int> Rights { get; init; } = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The generations of which there is a rollout's log.</summary>
    public ImmutableSortedSet<int> RolloutLogs { get; init; } = [];

    /// <summary>The files of pairs by their path, whatever has become of them.</summary>
    public ImmutableSortedDictionary<string, ObservedPem> Certificates { get; init; } = ImmutableSortedDictionary.Create<string, ObservedPem>(StringComparer.Ordinal);

    /// <summary>What was found of a vassal; of one that is not there, nothing.</summary>
    public ObservedVassal Vassal(string name) => Vassals.GetValueOrDefault(name, ObservedVassal.None);
}

/// <summary>What is there of one process.</summary>
/// <param name="OnDemand">The socket on which the Emperor is told to listen in the place of the process; null when the file is not there.</param>
/// <param name="LastAccept">When a process that is started on demand came as far as to accept requests last; null when it never has.</param>
/// <param name="Ends">How often in a row it has ended soon after its start, if that was counted; and how many seconds it waits before the next one.</param>
/// <param name="Ini">The configuration's text; null when the file is gone.</param>
/// <param name="Environment">Variable → value; null when the folder is gone.</param>
/// <param name="Starts">How often the process was started.</param>
/// <param name="LastStart">When it was started last; null when it has not yet been.</param>
/// <param name="Written">When its configuration was written.</param>
/// <param name="Emperor">What the Emperor says; null when it does not know it.</param>
/// <param name="Check">How it has answered what it was asked; null when it has not been asked yet.</param>
/// <param name="Checked">When it was asked last.</param>
public sealed record ObservedVassal(
    string? Ini,
    ImmutableSortedDictionary<string, string>? Environment,
    long Starts,
    DateTimeOffset? LastStart,
    DateTimeOffset? Written,
    EmperorView? Emperor,
    CheckResult? Check,
    DateTimeOffset? Checked,
    string? OnDemand = null,
    DateTimeOffset? LastAccept = null,
    EarlyEnds? Ends = null)
{
    /// <summary>Its last start came as far as to accept requests.</summary>
    public bool CameUp => LastStart is { } start && LastAccept >= start;

    /// <summary>The Emperor listens in its place and has not started it.</summary>
    public bool IsAsleep => OnDemand is not null && Emperor is { Pid: null };

    public static ObservedVassal None { get; } = new(null, null, 0, null, null, null, null, null);
}

/// <summary>The file of a certificate with its key.</summary>
/// <param name="IsWhole">It is the app's, and as it was written.</param>
public sealed record ObservedPem(bool IsWhole, DateTimeOffset Written);

/// <summary>Memory in bytes.</summary>
/// <param name="Available">What more can be used before anything has to be swapped out.</param>
/// <param name="Used">By all processes of the app.</param>
public sealed record ObservedMemory(long Available, long Used);

/// <summary>What went wrong, and when.</summary>
public sealed record ObservedTrouble(string Reason, DateTimeOffset At);
