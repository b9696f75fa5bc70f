using System.CommandLine;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Ssh.Git;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Questions;

/// <summary>What differs between two moments of an app: commits, settings, processes, and the files that they are rendered to.</summary>
internal static class DiffVerb
{
    public static void Diff(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var from = AppVerbs.Argument(command, "A");
        var to = new Argument<string?>("B") { Arity = ArgumentArity.ZeroOrOne };
        var json = JsonLine.Asked(command);
        var reveal = new Option<bool>("--reveal");
        command.Arguments.Add(to);
        command.Options.Add(reveal);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(reveal)) session.DemandReveal();
            var app = session.App(parsed.GetRequiredValue(name));
            var lookup = new Lookup(session, app);
            var (a, b) = (lookup.At(parsed.GetRequiredValue(from)), parsed.GetValue(to) is { } second ? lookup.At(second) : lookup.Now);
            var commits = CommitRange.Between(session.Root.Repository(app.Name), a.Former.Slug.Commit, b.Former.Slug.Commit);
            var comparison = Comparison.Of(session.Root, app, a, b, parsed.GetValue(reveal));
            if (parsed.GetValue(json)) session.Screen.Line(Json(app, a, b, commits, comparison));
            else Tell(session.Screen, a, b, commits, comparison);
            return 0;
        });
    }

    private static void Tell(Screen screen, Found a, Found b, CommitRange? commits, Comparison comparison)
    {
        screen.Line($"From {Named(a)} to {Named(b)}");
        Tell(screen, a.Former.Slug.Commit == b.Former.Slug.Commit, commits);
        foreach (var line in ComparisonText.Lines(comparison)) screen.Line(line);
        foreach (var line in comparison.Files.SelectMany(file => file.Diff).Prepend("")) screen.Line(line);
        if (comparison.IsEmpty) screen.Line("Settings, processes and files are the same.");
    }

    private static void Tell(Screen screen, bool isSame, CommitRange? commits)
    {
        if (isSame) screen.Line("Commits: the same one");
        else if (commits is null) screen.Line("Commits: what lies between is not known, because the repository of the app lacks one of them");
        else
        {
            foreach (var (title, subjects) in new[] { ("Commits that come:", commits.New), ("Commits that go:", commits.Gone), ("Files of the repository:", commits.Files) })
            {
                if (subjects.IsEmpty) continue;
                screen.Line(title);
                foreach (var subject in subjects) screen.Line($"  {subject}");
            }
        }
    }

    private static string Named(Found found) => $"{found.Name}: {found.Former.Slug.Commit[..Math.Min(7, found.Former.Slug.Commit.Length)]} {found.Former.Slug.Subject}".TrimEnd();

    private static string Json(App app, Found a, Found b, CommitRange? commits, Comparison comparison) => JsonLine.Of(json =>
    {
        json.Text("app", app.Name.Value);
        json.Object("from", _ => Write(json, a));
        json.Object("to", _ => Write(json, b));
        json.Texts("commitsAdded", commits?.New ?? []);
        json.Texts("commitsRemoved", commits?.Gone ?? []);
        json.Texts("repositoryFiles", commits?.Files ?? []);
        ComparisonText.Write(json, comparison);
    });

    private static void Write(Utf8JsonWriter json, Found found)
    {
        json.Number("release", found.Former.Release.Number);
        json.Text("commit", found.Former.Slug.Commit);
        json.Text("subject", found.Former.Slug.Subject);
    }
}
