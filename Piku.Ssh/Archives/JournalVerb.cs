using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Archives;

/// <summary>Looks after the journal itself.</summary>
internal static class JournalVerb
{
    public static void Journal(Command command, Session session)
    {
        var what = AppVerbs.Argument(command, "verify|recover");
        var json = JsonLine.Asked(command);
        command.SetAction(async (parsed, cancel) => parsed.GetRequiredValue(what) switch
        {
            "verify" => Verify(session, parsed.GetValue(json)),
            "recover" => await IsWhole(session, cancel).ConfigureAwait(false) ? Spared(session) : Recover(session),
            var other => throw new RefusedException($"'{other}' is nothing that can be done with the journal; say: journal verify, or journal recover."),
        });
    }

    private static int Verify(Session session, bool asJson)
    {
        var found = Verification.Of(session.Journal);
        if (asJson) session.Screen.Line(JsonLine.Of(line => Write(line, found)));
        if (asJson) return found.Fault is null ? ExitCode.Done : ExitCode.Refused;
        if (found.Fault is { } fault)
        {
            session.Screen.Error($"{fault} Those before it are as they were recorded; run piku journal recover, or put back a backup.");
            return 1;
        }

        session.Screen.Step(string.Create(CultureInfo.InvariantCulture, $"{found.Events:N0} events of {found.Apps} apps are as they were recorded, and the stored states agree"));
        if (found.Unlinked > 0) session.Screen.Warning(string.Create(CultureInfo.InvariantCulture, $"the first {found.Unlinked:N0} of them are from before events carried hashes."));
        return 0;
    }

    private static void Write(Utf8JsonWriter json, Verification found)
    {
        json.WriteBoolean("whole", found.Fault is null);
        json.Number("events", found.Events);
        json.Number("withoutHash", found.Unlinked);
        json.Number("apps", found.Apps);
        json.Text("fault", found.Fault);
    }

    /// <summary>Asks a process of its own: one in which LiteDB has read damaged content must not write a journal.</summary>
    private static async Task<bool> IsWhole(Session session, CancellationToken cancel)
    {
        var verify = new CommandLine(Environment.ProcessPath!, ["--root", session.Root.Root, "journal", "verify"], session.Root.Root, Tools.Variables(session));
        return await session.Host.Run(verify, _ => { }, cancel).ConfigureAwait(false) == 0;
    }

    private static int Spared(Session session)
    {
        session.Screen.Step("The journal is whole, and nothing was changed");
        return 0;
    }

    private static int Recover(Session session)
    {
        var recovery = Recovery.Of(session.Root.State, session.Clock);
        session.Screen.Step($"The damaged files are in {recovery.Folder}; the new journal has what could be read");
        foreach (var line in recovery.Report) session.Screen.Line(line);
        return 0;
    }
}
