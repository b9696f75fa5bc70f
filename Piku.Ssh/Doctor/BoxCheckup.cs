using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning.Drifting;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Doctor;

/// <summary>What is the box's and no app's: its servers, its room, its rights, and the files that nobody knows.</summary>
internal sealed class BoxCheckup(Session session)
{
    private const UnixFileMode ByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly string[] Programs = ["nginx", "uwsgi-core", "git"];

    private RootLayout Root => session.Root;

    /// <param name="apps">All of them.</param>
    public async Task<IEnumerable<FileFinding>> Files(IEnumerable<AppCheckup> apps, CancellationToken cancel)
    {
        var seen = await NginxVersion.Seen(Root, session.Host, cancel).ConfigureAwait(false);
        var (files, now) = (new OwnFiles(session.Host), session.Clock.GetUtcNow());
        var deviations = FilePlan.OfFolders(Root, files, now).Drift.Deviations.Concat(FilePlan.Of(Root, MainFiles.Of(seen), files, now).Drift.Deviations).Concat(Read(() => session.Keys.Deviations(session.Journal.Read(AppName.Box)).ToList(), [])).ToLookup(deviation => deviation.Path);
        var own = Root.Folders.Concat(MainFiles.Paths(Root)).Append(Root.AuthorizedKeys).Select(path => new FileFinding(Root.Below(path), deviations[path].FirstOrDefault()?.Change.ToString().ToLowerInvariant() ?? FileFinding.Ok));
        return own.Concat(Foreign(apps).Select(path => new FileFinding(Root.Below(path), FileFinding.Foreign))).OrderBy(file => file.Path, StringComparer.Ordinal);
    }

    public async Task<ImmutableArray<Finding>> Findings(CancellationToken cancel) =>
    [
        .. Servers(),
        .. await Versions(cancel).ConfigureAwait(false),
        .. Room.Of(Root, new DriveInfo(Root.Root).AvailableFreeSpace, session.Host.AvailableMemory(), session.Host.TotalMemory()),
        .. Rights(),
    ];

    private IEnumerable<string> Foreign(IEnumerable<AppCheckup> apps)
    {
        var own = apps.SelectMany(app => app.OwnPaths).ToHashSet(StringComparer.Ordinal);
        return new[] { Root.Vassals, Root.VassalEnvironments, Root.Sites, Root.Doors }
            .SelectMany(folder => session.Host.List(folder).Where(name => name[0] != '.').Select(name => $"{folder}/{name}"))
            .Where(path => !own.Contains(path));
    }

    private IEnumerable<Finding> Servers()
    {
        yield return Finding.Of("pikud", session.PikudRuns, "It runs", "It does not run, so nothing that is asked for takes effect, and nothing is repaired", "start it: systemctl start pikud");
        yield return Finding.Of("Emperor", session.Host.Emperor(Root.EmperorStats) is not null, "uWSGI's Emperor runs and answers", "uWSGI's Emperor does not answer, so no process can be started", "start it: systemctl start piku-emperor");
        yield return Finding.Of("nginx", session.Host.NginxWorkers(Root.NginxPid).Count > 0, "It runs", "It does not run, so no site is served", "start it: systemctl start nginx; if it does not start, nginx -t says why");
        var listening = session.Host.ListeningPorts();
        foreach (var listen in new[] { Root.HttpListen, Root.TlsListen })
            if (int.TryParse(listen[(listen.LastIndexOf(':') + 1)..], out var port))
                yield return Finding.Of("port", listening.Contains(port), $"Somebody listens on {listen}, for sites", $"Nobody listens on {listen}, where sites are to be served", "start nginx, and see that no firewall or other server has the port");
    }

    private async Task<IEnumerable<Finding>> Versions(CancellationToken cancel)
    {
        var found = await Task.WhenAll(Programs.Select(async program => (program, Version: await VersionVerb.VersionOf(session, program, cancel).ConfigureAwait(false)))).ConfigureAwait(false);
        return found.Select(part => part.Version is { } version ? new Finding("version", $"{part.program} {version}") : new Finding("version", $"{part.program} is missing", $"install it: apt-get install {part.program}"));
    }

    /// <summary>What is not ours to read keeps nothing else from being looked at.</summary>
    private static T Read<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }

    private IEnumerable<Finding> Rights()
    {
        yield return Finding.Of(
            "rights",
            session.Host.Form(Root.State) is { Kind: FileKind.Folder, Rights: FileRights.SecretFolder },
            "Nobody else reads the journal and its keys",
            $"{Root.State}, with the journal and its keys, is open to others, or no folder",
            $"chmod 700 {Root.State}");
        var open = new[] { Root.AuthorizedKeys, Path.GetDirectoryName(Root.AuthorizedKeys)!, Root.Home }.Where(path => session.Host.Form(path) is { Rights: { } rights } && ((UnixFileMode)rights & ByOthers) != 0).ToList();
        yield return Finding.Of("rights", open.Count == 0, "sshd takes the file of keys", $"Others may write to {string.Join(" and ", open)}, so sshd lets nobody in by its keys", $"chmod go-w {string.Join(' ', open)}");
        if (Read(() => session.Keys.Text, null) is not { } lines)
        {
            yield return new Finding("keys", $"{Root.AuthorizedKeys} cannot be read, so it is left as it is", $"give it back, as root: chown {Environment.UserName} {Root.AuthorizedKeys}");
            lines = "";
        }

        var foreign = AuthorizedKeys.Foreign(lines, session.Ring);
        if (foreign.Length > 0) yield return new Finding("keys", $"{Root.AuthorizedKeys} has {foreign.Length} {(foreign.Length == 1 ? "line that is" : "lines that are")} not piku's; whoever they let in is bound by no rights: see keys");
        if (Root.SharesNginx && Closed().ToList() is { Count: > 0 } closed)
            yield return new Finding("rights", $"nginx cannot come through {string.Join(" and ", closed)}", $"chmod o+x {string.Join(' ', closed)}");
    }

    /// <summary>Folders on the way to the root that others may not enter.</summary>
    private IEnumerable<string> Closed()
    {
        for (var folder = Root.Root; folder is { Length: > 1 }; folder = Path.GetDirectoryName(folder))
            if (session.Host.Form(folder) is { Kind: FileKind.Folder, Rights: { } rights } && ((UnixFileMode)rights & UnixFileMode.OtherExecute) == 0) yield return folder;
    }
}
