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
        var json = new Option<bool>("--json");
        var reveal = new Option<bool>("--reveal");
        command.Arguments.Add(to);
        command.Options.Add(json);
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
        foreach (var line in comparison.Files.SelectMany(file => file.Diff.TrimEnd('\n').Split('\n')).Prepend("")) screen.Line(line);
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

    private static string Json(App app, Found a, Found b, CommitRange? commits, Comparison comparison)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("app", app.Name.Value);
            Write(json, "from", a);
            Write(json, "to", b);
            Write(json, "commitsAdded", commits?.New ?? []);
            Write(json, "commitsRemoved", commits?.Gone ?? []);
            Write(json, "repositoryFiles", commits?.Files ?? []);
            ComparisonText.Write(json, comparison);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, Found found)
    {
        json.WriteStartObject(name);
        json.WriteNumber("release", found.Former.Release.Number);
        json.WriteString("commit", found.Former.Slug.Commit);
        json.WriteString("subject", found.Former.Slug.Subject);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
