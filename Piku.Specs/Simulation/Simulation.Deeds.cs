using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Simulation;

/// <content>What happens in a history.</content>
internal sealed partial class Simulation
{
    private static readonly Provenance Anna = new("anna", "", "a verb");

    private static readonly string[] Scaled = ["web", "wsgi", "worker"];

    private readonly Dictionary<string, string> _former = new(StringComparer.Ordinal);

    private int _failures;
    private bool _isDeaf;
    private bool _isTwice;
    private bool _hasNews;

    /// <summary>In moments, until the next deed.</summary>
    private int Delay => _deeds.TryPeek(out var next) && next.After > 0 ? next.After : int.MaxValue;

    private void Do()
    {
        var deed = _deeds.Dequeue();
        _until = Delay;
        _isDoing = true;
        Told(deed.ToString());
        Do(deed, AppName.Parse(deed.Name), deed.Pick);
        _isDoing = false;
        Promises.Look();
    }

    private void Do(Deed deed, AppName app, int pick)
    {
        if (Command(deed.Kind, app, pick) is { } command) Ask(app, command);
        else if (Edits(deed.Kind, app, pick)) return;
        else World(deed.Kind, app, pick);
    }

    /// <summary>What a person asks for; null where it is no command, or there is nothing to ask it of.</summary>
    private AppCommand? Command(string kind, AppName name, int pick) => (kind, _journal.Read(name)) switch
    {
        ("push", _) => new AppCommand.Push(SimulatedSlugs.Of(name, pick)),
        ("set", _) => new AppCommand.SetConfig(Map(("FOO", $"{pick % 3}"))),
        ("unset", _) => new AppCommand.UnsetConfig([pick % 2 == 0 ? "FOO" : "NGINX_SERVER_NAME"]),
        ("name", _) => new AppCommand.SetConfig(Map(("NGINX_SERVER_NAME", $"{name}{pick % 3}.example.org"))),
        ("clash", _) => new AppCommand.SetConfig(Map(("NGINX_SERVER_NAME", "www.example.org"))),
        ("ask", _) => new AppCommand.SetConfig(Map(("HEALTHCHECK_PATH", "/health"), ("HEALTHCHECK_INTERVAL", "1"))),
        ("recreate", _) => new AppCommand.SetConfig(Map(("PIKU_DEPLOY_STRATEGY", pick % 2 == 0 ? "recreate" : "bluegreen"))),
        ("fix port", _) => pick % 3 == 0 ? new AppCommand.UnsetConfig(["PORT"]) : new AppCommand.SetConfig(Map(("PORT", $"{5000 + (pick % 2)}"))),
        ("scale", _) => new AppCommand.Scale(Map((Scaled[pick % 3], pick % 4))),
        ("restart", var app) => new AppCommand.Restart(app.LastGeneration + 1),
        ("deploy", var app) => new AppCommand.Deploy(app.LastRelease + 1),
        ("stop", _) => new AppCommand.Stop(),
        ("start", _) => new AppCommand.Start(),
        ("maintain", _) => pick % 2 == 0 ? new AppCommand.BeginMaintenance("") : new AppCommand.EndMaintenance(),
        ("roll back", var app) => app.Releases.Where(release => release.WentLive is not null).ToList() is { Count: > 0 } former ? new AppCommand.Rollback(app.LastRelease + 1, former[pick % former.Count], app.Slug(former[pick % former.Count])) : null,
        ("destroy", _) => pick % 3 == 0 ? new AppCommand.Destroy() : null,
        ("order", _) => new AppCommand.SetConfig(Map(("ACME_DIRECTORY", "https://ca.example.org"), ("ACME_EMAIL", "a@example.org"))),
        ("renew", _) => new AppCommand.RenewCertificate(),
        _ => null,
    };

    /// <summary>A verb: what it needs to be there is there before it is recorded. Where nothing can be written, it has failed.</summary>
    private void Ask(AppName app, AppCommand command)
    {
        if (_box.Files.IsFull) return;
        if (command is AppCommand.Push(var slug)) SimulatedSlugs.Write(_box.Files, _box.Root, app, slug.Fingerprint);
        if (Transaction.Run(_journal, app, _ => command, Anna) is Outcome.Done(_, { Count: > 0 } recorded)) Recorded(app, recorded);
    }

    /// <summary>What somebody does to the files of an app by hand.</summary>
    private bool Edits(string kind, AppName app, int pick)
    {
        if (kind is not ("lose" or "edit" or "cut" or "old copy" or "block" or "divert" or "chmod" or "lose slug")) return false;
        if (_box.Files.IsFull && kind is not ("lose" or "lose slug" or "chmod")) return true;
        var managed = (kind == "chmod" ? Managed(app).Concat(Folders(app)) : kind == "lose slug" ? _box.Files.List(_box.Root.Slugs(app)).Where(name => name[0] != '.').Select(name => _box.Root.Slug(app, name)) : Managed(app)).ToList();
        if (managed.Count == 0) return true;
        var path = managed[pick % managed.Count];
        Promises.Excuse(app.Value, Excuses.Edited(_box.Root, _journal.Read(app), path));
        Told($"    {path}");
        var text = _box.Files.Text(path) ?? "";
        switch (kind)
        {
            case "lose" or "lose slug":
                _box.Files.Remove(path);
                break;
            case "block":
                _box.Files.Remove(path);
                _box.Files.MakeFolder(path);
                break;
            case "divert":
                _box.Files.Remove(path);
                _box.Files.Link(path, "/etc/hostname");
                break;
            case "chmod":
                _box.Files.SetRights(path, pick % 2 == 0 ? 0 : 0x16D);
                break;
            case "edit" when _box.Files.Form(path).Kind == FileKind.Folder:
                break;
            case "edit" when _box.Files.Target(path) is not null:
                _box.Files.Link(path, "/nowhere");
                break;
            case "edit":
                _box.Files.Put(path, text + "# edited\n");
                break;
            case "cut" when _box.Files.Form(path).Kind == FileKind.File:
                _box.Files.Put(path, text[..(text.Length / 2)]);
                break;
            case "old copy" when _former.TryGetValue(path, out var former) && _box.Files.Form(path).Kind != FileKind.Folder:
                _box.Files.Put(path, former);
                break;
        }

        _former[path] = text;
        return true;
    }

    /// <summary>In which what pikud writes for an app is.</summary>
    private IEnumerable<string> Folders(AppName app)
    {
        var root = _box.Root;
        return _box.Files.Named(root.VassalEnvironments, $"{app}_").Select(name => $"{root.VassalEnvironments}/{name}")
            .Concat(_box.Files.List(root.Slugs(app)).Where(name => name[0] != '.').Select(name => root.Slug(app, name)))
            .Concat(new[] { root.Slugs(app), root.Environments(app), root.Certificates(app), root.SiteFiles(app), root.Logs(app) }.Where(_box.Files.IsFolder));
    }

    /// <summary>What there is of an app that pikud writes, but for logs.</summary>
    private IEnumerable<string> Managed(AppName app)
    {
        var root = _box.Root;
        return _box.Files.Named(root.Vassals, $"{app}_").Select(name => $"{root.Vassals}/{name}")
            .Concat(_box.Files.Named(root.VassalEnvironments, $"{app}_").SelectMany(name => _box.Files.Below($"{root.VassalEnvironments}/{name}").Select(file => file.Path)))
            .Concat(_box.Files.Named(root.Run, $"{app}_").Select(name => $"{root.Run}/{name}"))
            .Concat(_box.Files.Named(root.Doors, $"{app}.").Select(name => $"{root.Doors}/{name}"))
            .Concat(_box.Files.Below(root.Certificates(app)).Select(file => file.Path))
            .Concat(new[] { root.Site(app), root.Link(app), root.Verdict(app) }.Where(_box.Files.Exists));
    }

    private void World(string kind, AppName app, int pick)
    {
        switch (kind)
        {
            case "crash":
                Crash();
                break;
            case "fail":
                _failures = 1 + (pick % 3);
                break;
            case "full":
                _box.Files.IsFull = true;
                _box.In(TimeSpan.FromMilliseconds(pick * pick), () => _box.Files.IsFull = false);
                break;
            case "slow":
                _box.Pass(TimeSpan.FromSeconds(pick / 3.0));
                break;
            case "wait":
                _box.Pass(TimeSpan.FromSeconds(pick));
                break;
            case "deaf":
                _isDeaf = true;
                _box.In(TimeSpan.FromSeconds(pick), () => _isDeaf = false);
                break;
            case "twice":
                _isTwice = true;
                break;
            case "silent":
                _box.Emperor.Answers = false;
                _box.In(TimeSpan.FromMilliseconds(pick * 50), () => _box.Emperor.Answers = true);
                break;
            case "short":
                _box.FreeMemory = pick % 2 == 0 ? 10_000_000 : 1_000_000_000;
                break;
            case "steal port":
                Steal(20000 + (pick % 6));
                break;
            case "CA down":
                _box.IsCaDown = pick % 3 > 0;
                break;
            case "die" or "hang":
                Strike(kind, app, pick);
                break;
            case "stray":
                Stray(app, pick);
                break;
        }
    }

    /// <summary>Of another server, which came first. One that takes a port between its choice and its use is not told from the app: there is no way to see that but to look through all processes.</summary>
    private void Steal(int port)
    {
        if (!_journal.Host.Ports.ContainsKey(port) && _box.Emperor.Processes.All(process => process.Port != port)) _box.OtherPorts = [port];
    }

    private void Crash()
    {
        if (_life.HasEnded) return;
        _life.HasEnded = true;
        _box.UnlockAll(_life);
        _failures = 0;
        (_life, _pikud) = Born();
    }

    private void Strike(string kind, AppName app, int pick)
    {
        var processes = _box.Emperor.Processes.Where(process => process.App == app.Value).ToList();
        if (processes.Count == 0) return;
        var process = processes[pick % processes.Count];
        if (kind == "die") _box.Emperor.Fall(process);
        else _box.Emperor.Hang(process, TimeSpan.FromMilliseconds(pick * 40));
        _box.IsChanged = true;
    }

    /// <summary>Files that are nobody's, where pikud has its own.</summary>
    private void Stray(AppName app, int pick)
    {
        var root = _box.Root;
        string[] places = [$"{root.Sites}/mine{pick}.html", $"{root.Vassals}/mine{pick}.txt", $"{root.Doors}/mine", $"{root.Run}/mine.starts", $"{root.VassalEnvironments}/mine/A", $"{root.Data(app)}/mine", $"{root.Root}/nginx/certs/mine.pem", $"{root.Root}/apps/mine"];
        var path = places[pick % places.Length];
        if (_box.Files.Exists(path) || _box.Files.IsFull) return;
        _box.Files.MakeFolder(path[..path.LastIndexOf('/')]);
        _box.Files.Put(path, "mine");
        Promises.Foreign(path, "mine");
    }

    /// <summary>Nothing happens any more, and what was in the way is not.</summary>
    private void Calm()
    {
        _failures = 0;
        _isDeaf = _box.Files.IsFull = _box.IsCaDown = false;
        _box.Emperor.Answers = true;
        _box.FreeMemory = 1_000_000_000;
    }
}
