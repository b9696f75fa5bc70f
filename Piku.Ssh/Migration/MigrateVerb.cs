using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Migration;

/// <summary>Takes the apps of an original piku over. A dry run, unless it is told to do it; and what was done is not done again.</summary>
internal static class MigrateVerb
{
    private static readonly ImmutableArray<string> Columns = ["APP", "STATE", ""];

    public static void Migrate(Command command, Session session)
    {
        var folder = AppVerbs.Argument(command, "FOLDER");
        var (apply, keys) = (new Option<bool>("--apply"), new Option<bool>("--keys"));
        command.Options.Add(apply);
        command.Options.Add(keys);
        command.SetAction(async (parsed, cancel) =>
        {
            var old = At(session, parsed.GetRequiredValue(folder));
            var adoptions = await Planned(session, old, cancel).ConfigureAwait(false);
            if (adoptions.IsEmpty) throw new RefusedException($"there are no apps in '{old.Path}', so there is nothing to take over.");
            foreach (var line in adoptions.SelectMany(adoption => MigrationText.Of(adoption, old, session.Root))) session.Screen.Line(line);
            var isWhole = !adoptions.Any(adoption => adoption is Adoption.Held);
            if (!parsed.GetValue(apply)) return DryRun(session, old, parsed.GetValue(keys), isWhole);
            SetupVerb.Prepare(session);
            var ends = await Take(session, old, adoptions, cancel).ConfigureAwait(false);
            TakeKeys(session, old, parsed.GetValue(keys));
            var code = Await(session, ends);
            foreach (var line in MigrationText.Checklist(old, session.Root)) session.Screen.Line(line);
            return code;
        });
    }

    private static OldRoot At(Session session, string folder)
    {
        var old = new OldRoot(Path.GetFullPath(folder).TrimEnd('/'));
        var (here, there) = ($"{session.Root.Root}/", $"{old.Path}/");
        return (here.StartsWith(there, StringComparison.Ordinal) || there.StartsWith(here, StringComparison.Ordinal), Directory.Exists(old.Path)) switch
        {
            (true, _) => throw new RefusedException($"'{old.Path}' and this piku's own root {session.Root.Root} are one, or within each other; give this one a root of its own: PIKU_ROOT=/path piku setup."),
            (_, false) => throw new RefusedException($"there is no folder '{old.Path}' that '{session.Root.User}' could see, as whom piku acts; give the root of the old piku, mostly /home/piku/.piku."),
            _ when !Directory.Exists(old.WorkTrees) || !Directory.Exists(old.Repositories) || Directory.Exists($"{old.Path}/slugs") => throw new RefusedException($"'{old.Path}' is no root of the original piku, which has folders 'apps' and 'repos' that '{session.Root.User}' can see, as whom piku acts; give that one, mostly /home/piku/.piku."),
            _ => old,
        };
    }

    private static async Task<ImmutableArray<Adoption>> Planned(Session session, OldRoot old, CancellationToken cancel)
    {
        var found = await new OldAppReader(session, old, cancel).All().ConfigureAwait(false);
        return Adoptions.Of(found, session.Root, [.. session.Journal.ReadAll().Where(app => app.Exists)]);
    }

    private static int DryRun(Session session, OldRoot old, bool withKeys, bool isWhole)
    {
        foreach (var line in MigrationText.Keys(old, NewKeys(session, old), IsShared(session, old), withKeys)) session.Screen.Line(line);
        session.Screen.Step($"Nothing was changed; to do it: migrate {old.Path} --apply");
        session.Screen.Step("What the old apps write after that stays with them: if that matters, end the old piku first, and leave its files as they are");
        return isWhole ? 0 : 1;
    }

    /// <summary>What became of an app.</summary>
    /// <param name="Done">Null where nothing was tried.</param>
    private sealed record End(Adoption Adoption, Outcome.Done? Done);

    /// <summary>One after the other; one that cannot be had is no reason to do without the rest.</summary>
    private static async Task<ImmutableArray<End>> Take(Session session, OldRoot old, ImmutableArray<Adoption> adoptions, CancellationToken cancel)
    {
        var adopting = new Adopting(session, old, cancel);
        var ends = ImmutableArray.CreateBuilder<End>();
        foreach (var adoption in adoptions)
        {
            try
            {
                if (adoption is Adoption.Here(var here)) adopting.Forget(here);
                if (adoption is Adoption.Taken) session.Screen.Step($"Taking '{adoption.Name}' over");
                ends.Add(new End(adoption, adoption is Adoption.Taken taken ? await adopting.Take(taken).ConfigureAwait(false) : null));
            }
            catch (Exception trouble) when (trouble is RefusedException or IOException or UnauthorizedAccessException)
            {
                session.Screen.Error(trouble.Message);
                ends.Add(new End(new Adoption.Held(adoption.Name, trouble.Message), null));
            }
        }

        return ends.ToImmutable();
    }

    /// <summary>Follows what was set going, and tells how each app has come out.</summary>
    private static int Await(Session session, ImmutableArray<End> ends)
    {
        foreach (var end in ends)
        {
            if (session.PikudRuns && end.Done is { App: { Candidate: { } candidate } app, Recorded: [var first, ..] })
                new Following(session, app.Name).Rollout(candidate, app.CurrentSlug!.Fingerprint, first.Seq - 1);
        }

        ImmutableArray<ImmutableArray<string>> rows = [.. ends.Select(end => RowOf(session, end.Adoption))];
        foreach (var line in Table.Lines([Columns, .. rows], session.Screen.Columns)) session.Screen.Line(line);
        return rows.All(row => row[1] is not (LeftOut or Failed)) ? 0 : 1;
    }

    private const string LeftOut = "left out";

    private const string Failed = "failed";

    private static ImmutableArray<string> RowOf(Session session, Adoption adoption) => adoption is Adoption.Held(_, var why)
        ? [adoption.Name, LeftOut, why]
        : [adoption.Name, .. StateOf(session, session.Journal.Read(AppName.Parse(adoption.Name)))];

    private static ImmutableArray<string> StateOf(Session session, App app) => app switch
    {
        { Candidate: not null } => ["on its way", session.PikudRuns ? "" : "pikud is not running; once it is, it builds and starts the app"],
        { State: AppState.Stopped } => ["stopped", $"to start it: start {app.Name}"],
        { Live: { } live } => ["live", $"v{live.Release}"],
        _ => [Failed, $"{app.NewestRelease?.Failure}; mend it, and: deploy {app.Name}"],
    };

    private static IReadOnlyList<OldKey> NewKeys(Session session, OldRoot old)
    {
        try
        {
            return OldKeys.New(session, OldKeys.In(session.Host.ReadText(old.AuthorizedKeys) ?? ""));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            session.Screen.Warning($"{old.AuthorizedKeys} cannot be read, so no keys are taken over; give each by setup:ssh.");
            return [];
        }
    }

    private static void TakeKeys(Session session, OldRoot old, bool withShared)
    {
        var (fresh, isShared) = (NewKeys(session, old), IsShared(session, old));
        if (!isShared || withShared) OldKeys.Take(session, fresh);
        foreach (var line in MigrationText.Keys(old, fresh, isShared, withShared)) session.Screen.Line(line);
    }

    private static bool IsShared(Session session, OldRoot old) => session.Root.AuthorizedKeys == old.AuthorizedKeys;
}
