using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Archives;
using Piku.Ssh.Git;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Migration;

/// <summary>Reads the apps of an original, and changes nothing there.</summary>
internal sealed class OldAppReader(Session session, OldRoot old, CancellationToken cancel)
{
    private readonly OldGit _git = new(session, old, cancel);

    public async Task<ImmutableArray<FoundApp>> All()
    {
        if (await FirstShut(old.Folders, "-maxdepth", "0").ConfigureAwait(false) is { } path) throw new RefusedException(Sentence(path));
        var all = ImmutableArray.CreateBuilder<FoundApp>();
        foreach (var name in FoldersIn(old.WorkTrees).Union(FoldersIn(old.Repositories)).Order(StringComparer.Ordinal)) all.Add(await One(name).ConfigureAwait(false));
        return all.ToImmutable();
    }

    private async Task<FoundApp> One(string folder)
    {
        if (AppName.TryParse(folder, out var refusal) is not { } name) return Nothing(folder, null, $"{refusal!.Sentence} Rename it there, its folders in apps, repos, envs and data alike, and migrate again.");
        if (session.Journal.Read(name).Exists) return Nothing(folder, name, "it is here.");
        var app = await Read(folder).ConfigureAwait(false);
        if (app.Trouble is { } trouble) return Nothing(folder, name, trouble);
        return Understood(name, app, Translation.Of(old, app, session.Root, name));
    }

    private static FoundApp Nothing(string folder, AppName? name, string trouble) =>
        new(OldApp.Unknown(folder, trouble), name, trouble, null, null, [], IsPortFree: false, HasData: false, null, null);

    private FoundApp Understood(AppName name, OldApp app, Translation translation)
    {
        var (slug, why, warnings) = SlugOf(name, app, translation);
        if (slug is null) return Nothing(app.Name, name, why!);
        var settings = Domain.Settings.EffectiveSettings.Of(slug.Env, translation.Config);
        var port = settings.AreWhole ? settings.FixedPort ?? translation.RandomPort : null;
        var (pair, useless) = CertificateOf(app.Name, settings.ServerNames);
        return new FoundApp(
            app, name, null, translation, slug, warnings,
            port is null || session.Host.IsPortFree(port.Value),
            !Adopting.IsOurs(session, old, name) && session.Host.List(session.Root.Data(name)).Count > 0,
            pair, useless);
    }

    /// <summary>By the same way as a push, which is not made.</summary>
    private (Domain.Releases.Slug? Slug, string? Why, ImmutableArray<string> Warnings) SlugOf(AppName name, OldApp app, Translation translation)
    {
        using var said = new StringWriter();
        try
        {
            using var commit = new PushedCommit(old.Repository(app.Name), app.Commit);
            var slug = GitHook.SlugOf(session with { Screen = new Screen(said, said, Terminal.None) }, App.Absent(name) with { Config = translation.Config }, commit);
            return (slug, null, [.. said.ToString().Split('\n').Where(line => line.StartsWith(Screen.WarningStart, StringComparison.Ordinal)).Select(line => line[Screen.WarningStart.Length..])]);
        }
        catch (RefusedException trouble)
        {
            return (null, $"a push of its commit {app.Commit[..7]} would be refused: {trouble.Message}", []);
        }
    }

    private async Task<OldApp> Read(string name)
    {
        if (await FirstShut(name).ConfigureAwait(false) is { } path) return OldApp.Unknown(name, Sentence(path));
        if (!session.Host.FolderExists($"{old.WorkTree(name)}/.git")) return OldApp.Unknown(name, $"it was never deployed: {old.WorkTree(name)} is no work tree.");
        if (await _git.Head(name).ConfigureAwait(false) is not { } commit) return OldApp.Unknown(name, "nothing was ever deployed of it: its work tree has no commit.");
        if (!await _git.Has(name, commit).ConfigureAwait(false)) return OldApp.Unknown(name, $"its repository {old.Repository(name)} has not the commit {commit[..7]} that is deployed; push that there once more.");
        try
        {
            using var pushed = new PushedCommit(old.Repository(name), commit);
            return await Read(name, commit, pushed).ConfigureAwait(false);
        }
        catch (RefusedException trouble)
        {
            return OldApp.Unknown(name, trouble.Message);
        }
    }

    private async Task<OldApp> Read(string name, string commit, PushedCommit pushed)
    {
        var untracked = await _git.Untracked(name).ConfigureAwait(false);
        return new OldApp(
            name, null, commit,
            await _git.Branches(name).ConfigureAwait(false),
            pushed.Names, [.. pushed.Paths], pushed.Text("Procfile") ?? "", pushed.Text("ENV") ?? "",
            Text(name, "ENV"), Text(name, "LIVE_ENV"), Text(name, "SCALING"),
            [.. session.Host.List(old.Vassals)],
            untracked,
            untracked.Where(path => session.Host.LinkTarget($"{old.WorkTree(name)}/{path}") is not null).ToImmutableSortedDictionary(path => path, path => session.Host.LinkTarget($"{old.WorkTree(name)}/{path}")!, StringComparer.Ordinal),
            [.. untracked.Where(path => IsProgram($"{old.WorkTree(name)}/{path}"))],
            [.. untracked.Where(path => !DataLinks.HasRoom(old.Data(name), path.TrimEnd('/')))],
            session.Host.FolderExists(old.Data(name)));
    }

    private string Text(string app, string file) => (session.Host.ReadText(old.Settings(app, file)) ?? "").TrimStart('\uFEFF');

    private IEnumerable<string> FoldersIn(string path) => session.Host.List(path).Where(name => name[0] != '.' && session.Host.FolderExists($"{path}/{name}"));

    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0;

    /// <summary>The first of what an app has there that we may not read.</summary>
    private Task<string?> FirstShut(string app) => FirstShut([old.WorkTree(app), old.Repository(app), old.Data(app), old.SettingsFolder(app)]);

    /// <summary>What is not there is not shut; a link that leads to where we cannot look is.</summary>
    /// <param name="limits">For <c>find</c>, which looks through whole folders without them.</param>
    private async Task<string?> FirstShut(ImmutableArray<string> paths, params ImmutableArray<string> limits)
    {
        if (paths.FirstOrDefault(path => session.Host.LinkTarget(path) is not null && !Path.Exists(path)) is { } link) return link;
        var said = new List<string>();
        ImmutableArray<string> words = ["-H", .. paths, .. limits, "!", "-type", "l", "(", "!", "-readable", "-o", "-type", "d", "!", "-executable", ")", "-print", "-quit"];
        await session.Host.Run(new CommandLine("find", words, "/", Tools.Variables(session).SetItem("LC_ALL", "C")), said.Add, cancel).ConfigureAwait(false);
        return Shut.First(said);
    }

    private string Sentence(string shut) => $"{shut} cannot be read by '{session.Root.User}', as whom piku acts; let it: setfacl -R -m u:{session.Root.User}:rX {old.Path}.";

    /// <summary>The first pair that visitors' programs would take, or why the one that nginx serves is none; what the original has signed itself is not worth a word.</summary>
    private (KeyPair? Pair, string? Why) CertificateOf(string app, ImmutableArray<string> names)
    {
        var why = (string?)null;
        if (names.IsEmpty) return (null, null);
        foreach (var (chain, key) in old.Certificates(app, names))
        {
            if (TextOf(chain) is not { Length: > 0 } certificate) continue;
            var pair = KeyPair.TryRead($"{certificate}\n{TextOf(key)}", out var trouble);
            if (pair is not null && CertificateChain.IsSelfSigned(pair.Pem)) continue;
            var useless = pair is null ? trouble : pair.WhyUseless(names, session.Clock.GetUtcNow()) is { } wrong ? $"it {wrong}." : CertificateChain.WhyBroken(pair.Pem);
            if (useless is null) return (pair, null);
            why ??= $"its certificate {chain} is not taken: {useless}";
        }

        return (null, why);
    }

    /// <summary>Null where it is not there, or not for us.</summary>
    private string? TextOf(string path)
    {
        try
        {
            return session.Host.ReadText(path);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
