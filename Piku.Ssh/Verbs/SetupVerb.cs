using System.CommandLine;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Ssh.Verbs;

/// <summary>Makes a root folder, or brings one up to date; doing it twice is doing it once.</summary>
internal static class SetupVerb
{
    public static void Setup(Command command, Session session)
    {
        var listen = new Option<string?>("--http-listen");
        var tls = new Option<string?>("--tls-listen");
        var ports = new Option<string?>("--port-range");
        var keys = new Option<string?>("--authorized-keys");
        var nginx = new Option<string?>("--nginx");
        foreach (var option in new[] { listen, tls, ports, keys, nginx }) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            session.Host.MakeFolder(session.Root.Root);
            WriteSettings(session, [("PIKU_HTTP_LISTEN", parsed.GetValue(listen)), ("PIKU_TLS_LISTEN", parsed.GetValue(tls)), ("PIKU_PORT_RANGE", parsed.GetValue(ports)), ("PIKU_AUTHORIZED_KEYS", parsed.GetValue(keys)), ("PIKU_NGINX", parsed.GetValue(nginx))]);
            var root = RootFile.Load(session.Root.Root);
            Prepare(session with { Root = root });
            session.Screen.Step($"{root.Root} is set up; sites listen on {root.HttpListen}, and on {root.TlsListen} for HTTPS");
            return 0;
        });
    }

    /// <summary>The folders, and what uWSGI and nginx are started with, as the root's settings have it.</summary>
    public static void Prepare(Session session)
    {
        foreach (var folder in session.Root.Folders) session.Host.MakeFolder(folder);
        File.SetUnixFileMode(session.Root.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in MainFiles.Of(NginxVersion.Seen(session.Root, session.Host, CancellationToken.None).GetAwaiter().GetResult())) Write(session, file.Path, file.Content);
    }

    private static void WriteSettings(Session session, IEnumerable<(string Key, string? Value)> given)
    {
        var lines = (session.Host.ReadText(session.Root.Settings) ?? "# About this box; see docs/settings.md. Run `piku setup` and restart pikud after a change.\n").Split('\n').ToList();
        foreach (var (key, value) in given.Where(g => g.Value is not null))
        {
            lines.RemoveAll(line => line.StartsWith($"{key}=", StringComparison.Ordinal));
            lines.Insert(Math.Max(0, lines.FindLastIndex(line => line != "") + 1), $"{key}={value}");
        }

        Write(session, session.Root.Settings, string.Join('\n', lines));
    }

    private static void Write(Session session, string path, string text)
    {
        if (session.Host.ReadText(path) != text) session.Host.WriteFile(path, text);
    }
}
