using Piku.Domain.Journal;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Ssh.Git;
using Piku.Ssh.Output;
using Piku.Ssh.Prompts;
using Piku.Ssh.Verbs;

// piku [--root FOLDER] VERB …                                    by hand
// piku [--root FOLDER] ssh --key NAME --fingerprint PRINT        by sshd, which puts the words into SSH_ORIGINAL_COMMAND
var screen = Screen.OfConsole();
LiteDbJournal.OutliveFinalizers();
try
{
    var (folder, words) = args is ["--root", var given, .. var rest] ? (given, rest) : (RootFile.Default, args);
    var user = Environment.UserName;
    Identity.BecomeOwnerOf(folder);
    var root = RootFile.Load(folder);
    var clock = TimeProvider.System;
    var journal = new LiteDbJournal(root.State, clock);
    var session = new Session(
        root,
        new LinuxHost(root.Path, clock),
        journal,
        screen,
        user,
        Fingerprint: "",
        Line: null,
        clock);
    return words switch
    {
        ["ssh", "--key", var key, "--fingerprint", { Length: > 0 } fingerprint, ..] => OverSsh.Run(session with { Actor = key, Fingerprint = fingerprint }, [.. args]),
        ["ssh", ..] => throw new RefusedException("this line of authorized_keys is not as piku writes it; see: keys."),
        [GitHook.Verb, ..] => Dispatch.Run(words, Actor.Of(session)),
        _ => Dispatch.Run(words, session),
    };
}
catch (Exception trouble) when (trouble is RootException or RefusedException or JournalException or IOException or UnauthorizedAccessException)
{
    screen.Error(trouble.Message);
    return 1;
}
