using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Piku.Domain.Keys;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Doctor;

/// <summary>Looks at everything that piku relies on, and says for each trouble what to do. Changes nothing, and needs no <c>pikud</c>.</summary>
internal static class DoctorVerb
{
    /// <summary>What was found of the box, whose name is null, or of an app.</summary>
    private sealed record Part(string? App, ImmutableArray<FileFinding> Files, ImmutableArray<Finding> Findings)
    {
        public int Troubles => Findings.Count(finding => finding.IsTrouble) + (App is null ? Files.Count(file => file.IsTrouble) : 0);
    }

    /// <remarks>Ends with 0 when all is well, and with 1 when something is not.</remarks>
    public static void Doctor(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        name.Arity = ArgumentArity.ZeroOrOne;
        var json = JsonLine.Asked(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (!Directory.Exists(session.Root.State)) throw new RefusedException($"{session.Root.Root} is not a root of piku yet; run: piku setup.");
            var parts = await Parts(session, parsed.GetValue(name), cancel).ConfigureAwait(false);
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => Write(line, parts)));
            else Tell(session, parts);
            return parts.Any(part => part.Troubles > 0) ? 1 : 0;
        });
    }

    private static async Task<List<Part>> Parts(Session session, string? asked, CancellationToken cancel)
    {
        var parts = new List<Part>();
        var apps = asked is null ? session.Journal.ReadAll().Where(app => app.Exists).ToList() : [session.App(asked)];
        var checkups = new List<AppCheckup>();
        foreach (var app in apps)
        {
            try
            {
                checkups.Add(new AppCheckup(session, app));
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                if (session.Sees(app.Name)) parts.Add(new Part(app.Name.Value, [], [new Finding("files", trouble.Message.TrimEnd('.', '?'), trouble is IOException ? "see to the disk that it is on" : DiskTrouble.GiveBack)]));
            }
        }

        if (asked is null && session.Key is null or { Role: Right.Admin })
        {
            var box = new BoxCheckup(session);
            parts.Insert(0, new Part(null, [.. await box.Files(checkups, cancel).ConfigureAwait(false)], await box.Findings(cancel).ConfigureAwait(false)));
        }

        foreach (var app in checkups.Where(app => session.Sees(app.App.Name)))
            parts.Add(new Part(app.App.Name.Value, [.. app.Files], await app.Findings(cancel).ConfigureAwait(false)));
        return parts;
    }

    private static void Tell(Session session, List<Part> parts)
    {
        foreach (var part in parts)
        {
            session.Screen.Step(part.App is null ? "The box" : $"App '{part.App}'");
            foreach (var line in Table.Lines([.. part.Files.Select(file => ImmutableArray.Create(file.State, file.Path))], session.Screen.Columns)) session.Screen.Line(line);
            foreach (var finding in part.Findings) session.Screen.Line($"{(finding.IsTrouble ? "!! " : "   ")}{finding.Check}: {finding.What}{(finding.ToDo is { } toDo ? $": {toDo}" : "")}.");
        }

        var troubles = parts.Sum(part => part.Troubles);
        session.Screen.Line(troubles == 0 ? "All is well." : $"{troubles} {(troubles == 1 ? "trouble" : "troubles")}; each says what to do.");
    }

    private static void Write(Utf8JsonWriter json, List<Part> parts)
    {
        json.WriteBoolean("well", parts.All(part => part.Troubles == 0));
        json.List("parts", parts, part =>
        {
            json.Text("app", part.App);
            json.List("files", part.Files, file =>
            {
                json.Text("path", file.Path);
                json.Text("state", file.State);
            });
            json.List("checks", part.Findings, finding =>
            {
                json.Text("check", finding.Check);
                json.WriteBoolean("well", !finding.IsTrouble);
                json.Text("what", finding.What);
                json.Text("toDo", finding.ToDo);
            });
        });
    }
}
