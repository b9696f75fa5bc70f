using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Keys;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Copies;

/// <summary>What <c>scp</c>, <c>sftp</c> and <c>rsync</c> ask for at the far end: Debian's own programs, confined to the data folders of the apps that the key is for.</summary>
internal static class CopyVerbs
{
    public const string Sftp = "sftp-server";

    /// <summary>The words with the one name that the subsystem has here, whatever the configuration of sshd calls it.</summary>
    public static string[] Unfolded(string[] words) =>
        words is [var name, .. var rest] && (name == "internal-sftp" || name.EndsWith($"/{Sftp}", StringComparison.Ordinal)) ? [Sftp, .. rest] : words;

    /// <summary>Words behind the name are the configuration of sshd's, and not the client's.</summary>
    public static void SftpServer(Command command, Session session) => Copying(command, session, _ => Copy.OfSftp(session.Key?.Role != Right.Read));

    public static void Scp(Command command, Session session) => Copying(command, session, words => Copy.OfScp(words) ?? throw new RefusedException("this is no copy that scp asks for; use: scp FILE piku@box:APP/FILE."));

    public static void Rsync(Command command, Session session) => Copying(command, session, words => Copy.OfRsync(words) ?? throw new RefusedException("this is no copy that rsync asks for; use: rsync -a FOLDER/ piku@box:APP/FOLDER/."));

    private static void Copying(Command command, Session session, Func<ImmutableArray<string>, Copy> read)
    {
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(words);
        command.SetAction(async (parsed, cancel) =>
        {
            var copy = read([.. parsed.GetValue(words) ?? []]);
            session.Demand(copy.Needs, copy.App);
            if (copy.App is { } app && !Sandbox.HasRoomFor(app)) throw new RefusedException($"files cannot be copied to or from an app that is called '{app}', as a folder of the system is; use: run {app} …");
            return await Run(session, copy, cancel).ConfigureAwait(false);
        });
    }

    private static async Task<int> Run(Session session, Copy copy, CancellationToken cancel)
    {
        var (host, root, program) = (session.Host, session.Root, copy.Program[0]);
        var bubblewrap = host.FindTool("bwrap") ?? throw new RefusedException("files are copied inside bubblewrap, which this box does not have; install it: apt install bubblewrap.");
        if (!host.FileExists(program)) throw new RefusedException($"this box does not have {program}; install rsync, openssh-client and openssh-sftp-server, as piku's package does.");
        if (host.ReadText(root.CopyUsers) != Sandbox.Users) host.WriteFile(root.CopyUsers, Sandbox.Users);
        var apps = host.List($"{root.Root}/data").Select(name => AppName.TryParse(name, out _)).OfType<AppName>().Where(app => session.Sees(app) && Sandbox.HasRoomFor(app)).ToList();
        var why = "";
        var probe = Sandbox.Of(root, bubblewrap, [], isWritable: false, ["/usr/bin/true"]);
        if (await host.Run(probe, line => why = line, cancel).ConfigureAwait(false) != 0)
            throw new RefusedException($"files are copied inside bubblewrap, which cannot run here ({why.TrimEnd('.')}); see docs/keys.md.");
        return host.Attach(Sandbox.Of(root, bubblewrap, apps, copy.IsWriting, copy.Program));
    }
}
