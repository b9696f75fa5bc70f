using System.Collections.Immutable;
using Piku.Domain.Keys;
using Piku.Ssh.Archives;
using Piku.Ssh.Certificates;
using Piku.Ssh.Completion;
using Piku.Ssh.Copies;
using Piku.Ssh.Doctor;
using Piku.Ssh.Git;
using Piku.Ssh.Keys;
using Piku.Ssh.Logs;
using Piku.Ssh.Migration;
using Piku.Ssh.Plans;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>Every verb: the one source for the parser, <c>help</c> and the docs.</summary>
public static class VerbTable
{
    public static ImmutableArray<Verb> All { get; } =
    [
        new("apps", Topic.Apps, Right.Read, "[--json]", "list the apps; a * marks those that run", AppVerbs.Apps),
        new("destroy", Topic.Apps, Right.Admin, "APP", "end an app and delete what it has, but for its data folder", AppVerbs.Destroy, Changes: true),
        new("logs", Topic.Apps, Right.Read, "APP [PROCESS] [-f] [-n N] [--since TIME] [--grep TEXT] [--release vN] [--json]", "show the last lines of what an app's processes have said, and follow them with -f; or all that was said when a release was built and started", LogsVerb.Logs),
        new("plan", Topic.Apps, Right.Read, "APP [VERB …] [--json] [--reveal]", "tell what a verb would do, or what is about to be done: events, steps, files and what visitors would notice; and do nothing", PlanVerb.Plan),
        new("run", Topic.Apps, Right.Deploy, "APP [--release vN] COMMAND …", "run a command in the live release or another one, with its environment", RunVerb.Run, IsLine: true),
        new("why", Topic.Apps, Right.Read, "APP [--json]", "say what is wrong with an app, what led to it, and what helps", WhyVerb.Why),
        new("config", Topic.Settings, Right.Read, "APP [--json]", "show what was set for an app", ConfigVerbs.Config),
        new("config:get", Topic.Settings, Right.Read, "APP KEY [--json]", "show one setting", ConfigVerbs.Get),
        new("config:live", Topic.Settings, Right.Read, "APP [--json]", "show the whole environment of the live release", ConfigVerbs.Live),
        new("config:set", Topic.Settings, Right.Deploy, "APP KEY=VALUE …", "change settings and roll them out", ConfigVerbs.Set, Changes: true),
        new("config:unset", Topic.Settings, Right.Deploy, "APP KEY …", "take settings away and roll that out", ConfigVerbs.Unset, Changes: true),
        new("cron", Topic.Processes, Right.Read, "APP [KIND] [-n N] [--json]", "show an app's cron lines: when each runs next and how it ran last; or the newest runs of one", CronVerb.Cron),
        new("ps", Topic.Processes, Right.Read, "APP [--json]", "show an app's processes: how many were asked for, and what each of them does", PsVerb.Ps),
        new("ps:scale", Topic.Processes, Right.Deploy, "APP KIND=N …", "change how many processes of a kind there are", AppVerbs.Scale, Changes: true),
        new("restart", Topic.Processes, Right.Deploy, "APP", "start fresh processes, then end the former ones", AppVerbs.Restart, Changes: true),
        new("start", Topic.Processes, Right.Deploy, "APP", "start a stopped app", AppVerbs.Start, Changes: true),
        new("stop", Topic.Processes, Right.Deploy, "APP", "stop an app, and keep all it has", AppVerbs.Stop, Changes: true),
        new("deploy", Topic.Releases, Right.Deploy, "APP", "build the current release anew and roll it out", AppVerbs.Deploy, Changes: true),
        new("deploy:cancel", Topic.Releases, Right.Deploy, "APP", "give up what is on its way; the live release goes on", AppVerbs.Cancel, Changes: true),
        new("diff", Topic.Releases, Right.Read, "APP A [B] [--json] [--reveal]", "show what differs between two releases (v3), events (#57) or times, or one and what is live: commits, settings, processes, files", DiffVerb.Diff),
        new("history", Topic.Releases, Right.Read, "[APP] [-n N] [--since TIME] [--until TIME] [--actor KEY] [--json] [--reveal]", "show what happened, newest first; values of settings with --reveal", HistoryVerb.History),
        new("releases", Topic.Releases, Right.Read, "APP [-n N] [--json]", "show an app's releases, newest first: what made each, what became of it, and what it takes of the disk", ReleasesVerb.Releases),
        new("rollback", Topic.Releases, Right.Deploy, "APP [vN|#EVENT] [--to TIME] [--yes]", "bring code and settings back as they were: those of the former release, of another one, or of what was live at an event or a time", RollbackVerb.Rollback, Changes: true),
        new("undo", Topic.Releases, Right.Deploy, "[APP] #EVENT", "take back what one event changed in an app's settings or scale", UndoVerb.Undo, Changes: true),
        new("certs", Topic.Sites, Right.Read, "[APP] [--json]", "show certificates: who issued them, until when, when the next one is asked for, and what stands in the way", CertsVerb.Certs),
        new("certs:add", Topic.Sites, Right.Deploy, "APP < PEM", "use a certificate of yours, from the input: certificate, chain and key", CertsVerbs.Add),
        new("certs:remove", Topic.Sites, Right.Deploy, "APP", "use it no more, and see to one again", CertsVerbs.Remove),
        new("certs:renew", Topic.Sites, Right.Deploy, "APP", "ask the CA for a certificate now, as far as its limits allow", CertsVerbs.Renew),
        new("maintenance:off", Topic.Sites, Right.Deploy, "APP", "send visitors to the app again", MaintenanceVerbs.Off, Changes: true),
        new("maintenance:on", Topic.Sites, Right.Deploy, "APP [--page FILE|-]", "show visitors a page instead of the app: piku's own, one of its repository, or the input", MaintenanceVerbs.On, Changes: true),
        new("url", Topic.Sites, Right.Read, "APP [--json]", "show where visitors reach an app's site", UrlVerb.Url),
        new("keys", Topic.Keys, Right.Read, "[--json]", "show the ssh keys of the box, what each may do, and lines of others in sshd's file; or your own, if it is not an admin's", KeysVerb.Keys),
        new("keys:add", Topic.Keys, Right.Admin, "NAME [FILE|-] [--role admin|deploy|read] [--app APP …] [--all-apps] [--no-reveal|--reveal]", "let the owner of an ssh key come, to deploy unless told otherwise; or change what a key may do", KeyVerbs.Add),
        new("keys:remove", Topic.Keys, Right.Admin, "NAME", "let the owner of an ssh key come no more", KeyVerbs.Remove),
        new("keys:rotate", Topic.Keys, Right.Admin, "NAME [FILE|-]", "put another ssh key in the place of a key, with the same name and rights", KeyVerbs.Rotate),
        new("setup:ssh", Topic.Keys, Right.Admin, "FILE|- [--name NAME] [--no-reveal]", "let the owner of an ssh key do everything, as the first one of a box", KeyVerbs.SetupSsh),
        new("export", Topic.Box, Right.Admin, "[FILE] [--with-repos] [--without-secrets]", "write the whole journal to a file, or with the repositories and data folders as a tar", ExportVerb.Export),
        new("doctor", Topic.Box, Right.Read, "[APP] [--json]", "look at every file of piku's, its servers, ports, rights and room, at host names and certificates; and say for each trouble what to do", DoctorVerb.Doctor),
        new("gc", Topic.Box, Right.Admin, "[APP] [--dry-run] [--json]", "free what no kept release of an app needs, or of all apps", GcVerb.Gc),
        new("import", Topic.Box, Right.Admin, "FILE|-", "make an empty box what another was when it was exported", ImportVerb.Import),
        new("journal", Topic.Box, Right.Admin, "verify|recover [--json]", "check the whole journal, or keep what can be read of a damaged one", JournalVerb.Journal),
        new("migrate", Topic.Box, Right.Admin, "FOLDER [--apply] [--keys]", "take over the apps of an original piku: tell how, or with --apply do it; its own files are left as they are", MigrateVerb.Migrate),
        new("setup", Topic.Box, Right.Admin, "[--http-listen ADDRESS:PORT] [--tls-listen ADDRESS:PORT] [--port-range FIRST-LAST] [--authorized-keys FILE] [--nginx own|box]", "make the root folder and its configuration", SetupVerb.Setup),
        new("help", Topic.Box, Right.Read, "[VERB|TOPIC] [--json]", "show the verbs, those of a topic, or one of them with examples", HelpVerb.Help),
        new("version", Topic.Box, Right.Read, "[--json]", "show the versions of piku and of what it works with, and what is missing", VersionVerb.Show),
        new("complete", Topic.Box, Right.Read, "WORD …", "tell what the last word of a line may become", CompleteVerb.Complete, IsInternal: true, IsLine: true),
        new("git-receive-pack", Topic.Box, Right.Deploy, "APP", "take a push", GitVerbs.ReceivePack, IsInternal: true),
        new("git-upload-pack", Topic.Box, Right.Read, "APP", "give a fetch", GitVerbs.UploadPack, IsInternal: true),
        new("slug:fetch", Topic.Box, Right.Admin, "APP SLUG", "have the files of a release from the repository again", SlugFolder.FetchVerb, IsInternal: true),
        new(GitHook.Verb, Topic.Box, Right.Deploy, "APP", "decide on a push", GitHook.PreReceive, IsInternal: true),
        new(CopyVerbs.Sftp, Topic.Box, Right.Read, "", "give and take files of data folders", CopyVerbs.SftpServer, IsInternal: true, IsLine: true),
        new("scp", Topic.Box, Right.Read, "-f|-t PATH", "give or take files of data folders", CopyVerbs.Scp, IsInternal: true, IsLine: true),
        new("rsync", Topic.Box, Right.Read, "--server WORD …", "give or take files of data folders", CopyVerbs.Rsync, IsInternal: true, IsLine: true),
    ];

    public static Verb? Named(string name) => All.FirstOrDefault(verb => verb.Name == name);
}
