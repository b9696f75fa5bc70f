using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>What should be on the box for an app, computed from its events and nothing else.</summary>
/// <param name="Site">The site of what is live; null where the app asks for none.</param>
/// <param name="Page">What its site shows under maintenance; null where it shows none, or piku's own words.</param>
/// <param name="Unweighed">The generation for which it is not known whether memory has room for it beside the live one; null when that does not matter.</param>
/// <param name="Certificate">Of the site that is served, or is about to be; null where there is none.</param>
/// <param name="Environments">Kept environments' fingerprints; others may go. So too <paramref name="Slugs"/>.</param>
public sealed record DesiredApp(
    App App,
    DesiredRollout? Live,
    DesiredRollout? Candidate,
    DesiredFile? Site,
    DesiredFile? Page,
    int? Unweighed,
    ImmutableSortedSet<string> Slugs,
    ImmutableSortedSet<string> Environments,
    DesiredCertificate? Certificate)
{
    /// <summary>Tells this from what else could be asked for: as long as it is the same, whatever is found on the box to be other than it was left came from elsewhere. Values of settings do not go into it.</summary>
    public string Mark => Digest.Fingerprint(
    [
        App.State.ToString(),
        .. new[] { Live, Candidate }.OfType<DesiredRollout>().SelectMany(rollout => rollout.Vassals.SelectMany(vassal => new[] { vassal.Name, vassal.Ini.Content, vassal.OnDemand?.Content })),
        .. new[] { Live, Candidate }.OfType<DesiredRollout>().SelectMany(rollout => rollout.Doors.SelectMany(door => new[] { door.Key, door.Value }).Append(rollout.Folder)),
        App.Candidate?.Generation.ToString(CultureInfo.InvariantCulture),
        Site?.Content,
        Page?.Content,
        Certificate?.Path,
    ]);
}

/// <summary>The processes of one generation.</summary>
/// <param name="Folder">Where they run.</param>
/// <param name="WithoutPort">Those that have to be given a port before they can be written down.</param>
/// <param name="Site">The site that sends visitors to them.</param>
/// <param name="SiteFiles">What the site names and has to be there before it.</param>
/// <param name="Folders">What nginx needs to be there besides, and fills itself.</param>
/// <param name="UnreadInclude">The file of the slug that has to be read before the site can be written; null when there is none.</param>
/// <param name="Doors">Links that the site names, and where they lead: changing one sends visitors elsewhere at once, and nginx notices nothing.</param>
/// <param name="WhyRecreate">Why nothing else of the app may run when they start; null when it may.</param>
public sealed record DesiredRollout(
    Rollout Rollout,
    string Folder,
    ImmutableArray<Vassal> Vassals,
    ImmutableArray<string> WithoutPort,
    DesiredFile? Site,
    ImmutableArray<DesiredFile> SiteFiles,
    ImmutableArray<string> Folders,
    string? UnreadInclude,
    ImmutableSortedDictionary<string, string> Doors,
    string? WhyRecreate);

/// <summary>A file as it should be.</summary>
/// <param name="Rights">As in <see cref="FileRights"/>.</param>
public sealed record DesiredFile(string Path, string Content, int Rights = FileRights.Public);

/// <summary>A configuration file of uWSGI's Emperor, and what is to be known about the process that it describes.</summary>
/// <param name="Name">Of the vassal; unique for app, process and generation.</param>
/// <param name="OnDemand">Tells the Emperor the socket on which it listens in the place of the process until somebody comes; null where the process runs from the beginning.</param>
/// <param name="Environment">What uWSGI's <c>envdir</c> reads: variable → value.</param>
/// <param name="Probe">How to see that it is up.</param>
/// <param name="Check">What it has to answer besides; null when nothing is asked.</param>
public sealed record Vassal(
    string Name,
    string Process,
    DesiredFile Ini,
    DesiredFile? OnDemand,
    ImmutableSortedDictionary<string, string> Environment,
    Probe Probe,
    HttpCheck? Check);

/// <summary>How it is seen that a process is up.</summary>
public abstract record Probe
{
    private Probe()
    {
    }

    /// <summary>Where it takes requests in uWSGI's protocol; null where it does not.</summary>
    public string? Socket => this switch
    {
        Accepting accepting => accepting.OwnSocket,
        AcceptingOnDemand accepting => accepting.OwnSocket,
        _ => null,
    };

    /// <summary>Where it takes requests: "unix:/x.sock" in uWSGI's protocol, or "127.0.0.1:20001" in HTTP. Null where it takes none.</summary>
    public string? Server => this switch
    {
        _ when Socket is { } socket => $"unix:{socket}",
        Listening(var address, var port, _) => string.Create(CultureInfo.InvariantCulture, $"{(address == "0.0.0.0" ? "127.0.0.1" : address)}:{port}"),
        _ => null,
    };

    /// <summary>uWSGI says that a worker accepts requests on the socket.</summary>
    public sealed record Accepting(string OwnSocket, int TimeoutSeconds) : Probe;

    /// <summary>The same, for a process that is started by a connection and ends when none has come for a while.</summary>
    public sealed record AcceptingOnDemand(string OwnSocket, int TimeoutSeconds) : Probe;

    /// <summary>A connection to the address succeeds.</summary>
    public sealed record Listening(string Address, int Port, int TimeoutSeconds) : Probe;

    /// <summary>It was started once and has not ended for so long.</summary>
    public sealed record StaysUp(int GraceSeconds) : Probe;
}
