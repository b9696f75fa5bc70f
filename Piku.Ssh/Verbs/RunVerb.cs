using System.Collections;
using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>One command in the live release or another one, with its environment, on the caller's own terminal.</summary>
internal static class RunVerb
{
    private const int NotExecutable = 126;

    private const int NotFound = 127;

    public static void Run(Command command, Session session)
    {
        var words = AppVerbs.Arguments(command, "APP COMMAND");
        command.SetAction(parsed =>
        {
            session.DemandReveal();
            var asked = OneOff.TryParse([.. parsed.GetRequiredValue(words)]) ?? throw new RefusedException($"name an app and a command. Usage: run {VerbTable.Named("run")!.Usage}");
            var app = session.App(asked.App);
            var former = asked.Release is { } named ? new Lookup(session, app).At(new Point.Release(ReleaseNumber.Parse(named))).Former : Live(app);
            if (WhyNot(session, app, former) is { } refusal) throw new RefusedException(refusal);
            var variables = Variables(session.Root, app, former);
            var code = session.Host.Lend(new CommandLine("/bin/sh", ["-c", asked.Line(session.Line)], ReleaseHome.Of(session.Root, app.Name, former.Release).Code, variables));
            if (Hint(code, variables["PATH"]) is { } hint) session.Screen.Error(hint);
            return code;
        });
    }

    private static Former Live(App app) => app.Live is { } live
        ? Former.Of(app, live.Release)!
        : throw new RefusedException($"app '{app.Name}' has no live release to run a command in; push one: git push piku main.");

    /// <summary>Why nothing can run in the release; null when something can.</summary>
    private static string? WhyNot(Session session, App app, Former former)
    {
        var (release, slug) = former;
        var (root, host) = (session.Root, session.Host);
        if (EffectiveSettings.Of(slug.Env, release.Config).Unreadable is [var lost, ..])
            return $"the value that {lost} has in v{release.Number} of '{app.Name}' cannot be read any more, so nothing is run with it; set it again, and use the release that this makes: config:set {app.Name} {lost}=VALUE.";
        if (release is { Environment: null, Tree: null } && new DesiredBuild(app with { Slugs = [slug, .. app.Slugs] }, release).Recipe(root, host) is { IsEmpty: false })
            return $"v{release.Number} of '{app.Name}' was never built, so nothing can run in it; see: releases {app.Name}.";
        var isThere = host.FolderExists(ReleaseHome.Of(root, app.Name, release).Code)
            && new[] { release.Environment, release.Tree }.OfType<string>().All(built => host.FileExists(RootLayout.Manifest(root.Environment(app.Name, built))));
        return isThere ? null
            : release.Number == app.Live?.Release ? $"the files of v{release.Number} of '{app.Name}' are gone; have them made again: deploy {app.Name}."
            : release.WentLive is not null ? $"the files of v{release.Number} of '{app.Name}' are not kept any more; bring it back first: rollback {app.Name} v{release.Number}."
            : $"the files of v{release.Number} of '{app.Name}' are not kept any more, and it was never live, so it cannot be brought back; push its commit again.";
    }

    /// <summary>
    /// Those of the release's processes, without the port that is theirs; and what the caller's ssh tells of its terminal and
    /// language, unless the app has settings for it.
    /// </summary>
    private static ImmutableSortedDictionary<string, string> Variables(RootLayout root, App app, Former former) =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(variable => variable.Key is "TERM" or "LANG" || variable.Key.StartsWith("LC_", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(StringComparer.Ordinal)
            .SetItems(ProcessEnvironment.Of(root, app with { Slugs = [former.Slug, .. app.Slugs] }, former.Release, "run"))
            .Remove("PORT");

    private static string? Hint(int code, string path) => code switch
    {
        NotExecutable => "the command ended with 126, by which shells say that a file is there and cannot be executed; is it marked as executable in git (git update-index --chmod=+x FILE)?",
        NotFound => $"the command ended with 127, by which shells say that a program was not found; they are looked for in {path}, and files of the release as ./FILE.",
        _ => null,
    };
}
