using System.Collections.Immutable;
using Piku.Ssh.Archives;
using Piku.Ssh.Certificates;
using Piku.Ssh.Git;
using Piku.Ssh.Keys;
using Piku.Ssh.Plans;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>Every verb: the one source for the parser, <c>help</c> and the docs.</summary>
public static class VerbTable
{
    public static ImmutableArray<Verb> All { get; } =
    [
        new("apps", "[--json]", "list the apps; a * marks those that run", AppVerbs.Apps),
        new("certs", "[APP] [--json]", "show certificates: who issued them, until when, when the next one is asked for, and what stands in the way", CertsVerb.Certs),
        new("certs:add", "APP < PEM", "use a certificate of yours, from the input: certificate, chain and key", CertsVerbs.Add),
        new("certs:remove", "APP", "use it no more, and see to one again", CertsVerbs.Remove),
        new("certs:renew", "APP", "ask the CA for a certificate now, as far as its limits allow", CertsVerbs.Renew),
        new("config", "APP [--json]", "show what was set for an app", ConfigVerbs.Config),
        new("config:get", "APP KEY [--json]", "show one setting", ConfigVerbs.Get),
        new("config:live", "APP [--json]", "show the whole environment of the live release", ConfigVerbs.Live),
        new("config:set", "APP KEY=VALUE …", "change settings and roll them out", ConfigVerbs.Set, Changes: true),
        new("config:unset", "APP KEY …", "take settings away and roll that out", ConfigVerbs.Unset, Changes: true),
        new("cron", "APP [KIND] [-n N] [--json]", "show an app's cron lines: when each runs next and how it ran last; or the newest runs of one", CronVerb.Cron),
        new("deploy", "APP", "build the current release anew and roll it out", AppVerbs.Deploy, Changes: true),
        new("deploy:cancel", "APP", "give up what is on its way; the live release goes on", AppVerbs.Cancel, Changes: true),
        new("destroy", "APP", "end an app and delete what it has, but for its data folder", AppVerbs.Destroy, Changes: true),
        new("diff", "APP A [B] [--json] [--reveal]", "show what differs between two releases (v3), events (#57) or times, or one and what is live: commits, settings, processes, files", DiffVerb.Diff),
        new("export", "[FILE] [--with-repos] [--without-secrets]", "write the whole journal to a file, or with the repositories and data folders as a tar", ExportVerb.Export),
        new("gc", "[APP] [--dry-run] [--json]", "free what no kept release of an app needs, or of all apps", GcVerb.Gc),
        new("history", "[APP] [-n N] [--since TIME] [--until TIME] [--actor KEY] [--json] [--reveal]", "show what happened, newest first; values of settings with --reveal", HistoryVerb.History),
        new("import", "FILE|-", "make an empty box what another was when it was exported", ImportVerb.Import),
        new("journal", "verify|recover", "check the whole journal, or keep what can be read of a damaged one", JournalVerb.Journal),
        new("logs", "APP [PROCESS] [-f] [-n N] [--release vN] [--json]", "show the last lines of an app's logs, and follow them with -f; or all that was said when a release was built and started", LogsVerb.Logs),
        new("maintenance:off", "APP", "send visitors to the app again", MaintenanceVerbs.Off, Changes: true),
        new("maintenance:on", "APP [--page FILE|-]", "show visitors a page instead of the app: piku's own, one of its repository, or the input", MaintenanceVerbs.On, Changes: true),
        new("plan", "APP [VERB …] [--json] [--reveal]", "tell what a verb would do, or what is about to be done: events, steps, files and what visitors would notice; and do nothing", PlanVerb.Plan),
        new("ps", "APP [--json]", "show an app's processes: how many were asked for, and what each of them does", PsVerb.Ps),
        new("ps:scale", "APP KIND=N …", "change how many processes of a kind there are", AppVerbs.Scale, Changes: true),
        new("releases", "APP [-n N] [--json]", "show an app's releases, newest first: what made each, what became of it, and what it takes of the disk", ReleasesVerb.Releases),
        new("restart", "APP", "start fresh processes, then end the former ones", AppVerbs.Restart, Changes: true),
        new("rollback", "APP [vN|#EVENT] [--to TIME] [--yes]", "bring code and settings back as they were: those of the former release, of another one, or of what was live at an event or a time", RollbackVerb.Rollback, Changes: true),
        new("run", "APP [--release vN] COMMAND …", "run a command in the live release or another one, with its environment", RunVerb.Run, IsLine: true),
        new("setup", "[--http-listen ADDRESS:PORT] [--tls-listen ADDRESS:PORT] [--port-range FIRST-LAST] [--authorized-keys FILE]", "make the root folder and its configuration", SetupVerb.Setup),
        new("setup:ssh", "FILE|- [--name NAME] [--no-reveal]", "let the owner of an ssh key push and use verbs", KeyVerbs.SetupSsh),
        new("start", "APP", "start a stopped app", AppVerbs.Start, Changes: true),
        new("stop", "APP", "stop an app, and keep all it has", AppVerbs.Stop, Changes: true),
        new("undo", "[APP] #EVENT", "take back what one event changed in an app's settings or scale", UndoVerb.Undo, Changes: true),
        new("why", "APP [--json]", "say what is wrong with an app, what led to it, and what helps", WhyVerb.Why),
        new("help", "[VERB]", "show the verbs, or one of them", HelpVerb.Help),
        new("git-receive-pack", "APP", "take a push", GitVerbs.ReceivePack, IsInternal: true),
        new("git-upload-pack", "APP", "give a fetch", GitVerbs.UploadPack, IsInternal: true),
        new("git-hook", "APP", "decide on a push", GitHook.PreReceive, IsInternal: true),
    ];

    public static Verb? Named(string name) => All.FirstOrDefault(verb => verb.Name == name);
}
