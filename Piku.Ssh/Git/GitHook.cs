using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Releases;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;
using Piku.Ssh.Plans;
using Piku.Ssh.Questions;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>
/// git's <c>pre-receive</c>: it decides on a push while the pusher waits. Ends with 0 once the new release is live, and git moves the
/// branch; with 1 when anything failed, and git moves nothing.
/// </summary>
internal static class GitHook
{
    public const string Verb = "git-hook";

    /// <summary>Branches and tags that a line each is said about.</summary>
    private const int MostTold = 20;

    private static readonly ImmutableArray<string> UsualBranches = ["main", "master"];

    public static void PreReceive(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        command.SetAction(async (parsed, cancel) =>
        {
            var app = session.Journal.Read(Session.Name(parsed.GetRequiredValue(name)));
            var updates = RefUpdate.Read(Console.In);
            if (PushLimits.WhyTooMany(updates.Count) is { } why) throw new RefusedException(why);
            var deployed = Deployed(app, updates);
            var options = PushOptions.Read(Environment.GetEnvironmentVariable);
            if (options.IsPlan) return Plan(session, app, deployed);
            var asked = options.IsQuiet ? session with { Screen = session.Screen.Quiet } : session;
            TellOthers(asked, app, [.. updates.Where(update => update != deployed)]);
            return deployed is null ? 0 : await Deploy(asked, app, deployed, cancel).ConfigureAwait(false);
        });
    }

    private static RefUpdate? Deployed(App app, IReadOnlyList<RefUpdate> updates) => Branches(app)
        .Select(branch => updates.FirstOrDefault(update => update.Name == $"refs/heads/{branch}" && !update.Deletes))
        .FirstOrDefault(update => update is not null);

    private static ImmutableArray<string> Branches(App app) =>
        app.Config.TryGetValue("PIKU_DEPLOY_BRANCH", out var branch) && branch != "" ? [branch] : UsualBranches;

    private static string BranchesOf(App app) => string.Join(" or ", Branches(app).Select(b => $"'{b}'"));

    private static void TellOthers(Session session, App app, ImmutableArray<RefUpdate> others)
    {
        foreach (var other in others.Take(MostTold))
            session.Screen.Step($"'{other.ShortName}' is {(other.Deletes ? "deleted" : "stored")} and not deployed; what is pushed to {BranchesOf(app)} is");
        if (others.Length > MostTold) session.Screen.Step($"{others.Length - MostTold} more branches and tags are not deployed either");
    }

    private static async Task<int> Deploy(Session session, App app, RefUpdate update, CancellationToken cancel)
    {
        session.Screen.Step($"Deploying app '{app.Name}'");
        using var pushed = new PushedCommit(session.Root.Repository(app.Name), update.New);
        var slug = SlugOf(session, app, pushed);
        await SlugFolder.Fill(session, app.Name, pushed, slug, app.Config, cancel).ConfigureAwait(false);
        var done = session.Record(app.Name, _ => new AppCommand.Push(slug), $"git push {app.Name} {update.ShortName}");
        if (done.Recorded.Count == 0)
        {
            session.Screen.Step($"'{app.Name}' runs this commit already");
            return 0;
        }

        return Follow(session, done);
    }

    /// <summary>Tells what the push would do, and has git forget it.</summary>
    private static int Plan(Session session, App app, RefUpdate? update)
    {
        session.Screen.Step($"Planning a push to app '{app.Name}'");
        if (update is null) session.Screen.Step($"None of this would be deployed; what is pushed to {BranchesOf(app)} is");
        else Plan(session, app, update.New, update.ShortName);
        session.Screen.Step("Nothing was deployed, and nothing was stored; push again without -o plan to do it");
        return 1;
    }

    private static void Plan(Session session, App app, string commit, string branch)
    {
        using var pushed = new PushedCommit(session.Root.Repository(app.Name), commit);
        var slug = SlugOf(session, app, pushed);
        var planned = PlanSheet.On(session, asJson: false, reveal: false);
        planned.Record(app.Name, _ => new AppCommand.Push(slug), $"git push {app.Name} {branch}");
        planned.Sheet!.Tell(planned, app.Name, box => SlugFolder.OnPaper(session, app.Name, pushed, slug, box));
    }

    /// <summary>Everything that can be seen to be wrong by reading is refused here, before anything was written.</summary>
    public static Slug SlugOf(Session session, App app, PushedCommit pushed)
    {
        var sources = new Sources(pushed.Names, pushed.Text);
        var text = pushed.Text("Procfile") ?? UsualProcfile(session, sources);
        var procfile = Procfile.TryParse(text, out var refusal) ?? throw new RefusedException(refusal!.Sentence);
        foreach (var (kind, folder) in procfile.Processes.Where(one => one.Key is "static" or "php" && pushed.PassesLink(one.Value)))
            throw new RefusedException($"'{folder}', which '{kind}' in the Procfile names, is or passes a symbolic link, and could show visitors any file of the box; name the folder itself.");
        var env = EnvFile.Parse(pushed.Text("ENV") ?? "");
        foreach (var warning in procfile.Warnings.Concat(env.Warnings)) session.Screen.Warning(warning);

        var settings = EffectiveSettings.Of(env.Values, app.Config);
        if (settings.Site.StaticPaths.Values.Append(settings.Site.IncludeFile).OfType<string>().FirstOrDefault(pushed.PassesLink) is { } link)
            throw new RefusedException($"'{link}', which NGINX_STATIC_PATHS or NGINX_INCLUDE_FILE names, is or passes a symbolic link, and could be any file of the box; name the file or folder itself.");
        var runtime = RuntimeChoice.Of(sources, procfile, settings.Runtimes, out refusal) ?? throw new RefusedException(refusal!.Sentence);
        session.Screen.Step($"{runtime.Title} app detected, by {runtime.Because}.");
        foreach (var line in CronTimes.Of(procfile, settings, session.Clock)) session.Screen.Step(line);
        if (CronTimes.Warning(procfile, settings, session.Clock) is { } clocks) session.Screen.Warning(clocks);
        if (settings.ServerNames.IsEmpty && procfile.Processes.Keys.Any(kind => Procfile.Listens(kind) || kind == "static"))
            session.Screen.Warning($"'{app.Name}' has no site without a name; give it one: config:set {app.Name} NGINX_SERVER_NAME=example.org.");
        return new Slug(FingerprintOf(pushed.Id, runtime, settings), pushed.Id, pushed.Subject, runtime.Name, procfile.Processes, env.Values);
    }

    private static string UsualProcfile(Session session, Sources sources)
    {
        var usual = Runtime.All.Select(runtime => runtime.UsualProcfile(sources)).FirstOrDefault(text => text is not null)
            ?? throw new RefusedException("this commit has no Procfile at its top; add one that says what to run, such as: web: ./server.");
        session.Screen.Step($"No Procfile, so this is taken for one: {usual}");
        return usual;
    }

    private static string FingerprintOf(string commit, RuntimeChoice runtime, EffectiveSettings settings) =>
        Digest.Fingerprint(settings.OfBuild.Prepend(runtime.Name).Prepend(commit).Concat(settings.Links.Select(link => $"link {link}")));

    private static int Follow(Session session, Outcome.Done done)
    {
        var (app, rollout) = (done.App.Name, done.App.Candidate!);
        try
        {
            if (new Following(session, app).Rollout(rollout, done.App.Release(rollout.Release).Slug, done.Recorded[0].Seq - 1) == 0) return 0;
        }
        catch (IOException)
        {
            // Whoever pushed has gone; there is nobody to tell.
        }

        // An observation of the box, which is so even if the key was removed meanwhile.
        (session with { Fingerprint = "" }).Record(app, _ => new AppCommand.ReportFailed(rollout.Generation, "nobody waited for the push any more"), $"git push {app}");
        return 1;
    }
}
