using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Piku.Reconciler.Hosts;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>A whole piku in a folder of its own: sshd, nginx, uWSGI's Emperor and pikud on free ports, started and stopped as <c>./run</c> does.</summary>
public class PrivateBox : IDisposable
{
    /// <summary>Apart from the ports that a box has by default, and from those that the kernel gives to outgoing connections.</summary>
    private const int FirstPort = 11000;

    /// <summary>The apps of a shared box keep theirs until it ends.</summary>
    private const int Ports = 300;

    /// <summary>So many boxes of one run have ports of their own.</summary>
    private const int Ranges = 14;

    private static int s_boxes;

    private readonly Dictionary<string, string?> _variables;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(20) };

    public PrivateBox()
        : this("bin")
    {
    }

    /// <param name="binaries">Of <c>artifacts/</c>.</param>
    /// <param name="prepare">Is given the folder, which is empty.</param>
    protected PrivateBox(string binaries, Action<string>? prepare = null)
    {
        var bin = Path.Combine(Source.Root, "artifacts", binaries);
        Assert.True(File.Exists($"{bin}/piku") && File.Exists($"{bin}/pikud"), $"There are no native binaries in {bin}; run ./test, which publishes them.");
        var number = Interlocked.Increment(ref s_boxes);
        Folder = $"{Boxes()}/{number}";
        var appPorts = FirstPort + (Environment.ProcessId % 2 * Ranges * Ports) + (number % Ranges * Ports);
        _variables = new()
        {
            ["PIKU_BIN"] = bin,
            ["PIKU_STATE"] = Folder,
            ["PIKU_SSH_PORT"] = FreePort(),
            ["PIKU_HTTP_PORT"] = FreePort(),
            ["PIKU_HTTPS_PORT"] = FreePort(),
            ["PIKU_APP_PORTS"] = $"{appPorts}-{appPorts + Ports - 1}",
        };
        try
        {
            prepare?.Invoke(Folder);
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where all of it is, the client's keys included.</summary>
    public string Folder { get; }

    public string Root => _run["PIKU_ROOT"];

    /// <summary>Where nginx listens on 127.0.0.1.</summary>
    public int HttpPort => new Uri(_run["PIKU_URL"]).Port;

    /// <summary>Where it listens for HTTPS.</summary>
    public int HttpsPort => new Uri(_run["PIKU_TLS_URL"]).Port;

    public string RemotePrefix => _run["PIKU_REMOTE_PREFIX"];

    private Dictionary<string, string> _run = [];

    /// <summary>Starts what does not run.</summary>
    public void Start()
    {
        Box("start-only");
        _run = File.ReadLines($"{Folder}/run.env").Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim('\''));
    }

    /// <summary>A verb over ssh; the line goes there as it is.</summary>
    public Ran Ssh(string line, string input = "") => Shell.Run([.. SshWords, line], input: input, variables: Clean);

    /// <summary>A verb that should do well.</summary>
    public Ran Verb(string line)
    {
        var ran = Ssh(line);
        Assert.True(ran.Well, $"{ran}");
        return ran;
    }

    /// <summary>A verb that should be refused: exit code 1, and one sentence on the error stream.</summary>
    public void Refuses(string line, string because, string input = "")
    {
        var ran = Ssh(line, input);
        Assert.True(ran.ExitCode == 1 && ran.Output == "", $"{ran}");
        Assert.Equal(1, ran.Errors.Count(c => c == '\n'));
        Assert.StartsWith("Error: ", ran.Errors, StringComparison.Ordinal);
        Assert.Contains(because, ran.Errors, StringComparison.Ordinal);
    }

    public Running StartSsh(string line) => Shell.Start([.. SshWords, line], variables: Clean);

    /// <summary>The program of the box's root, as the user of the box.</summary>
    public Ran Local(params string[] words) => Shell.Run(LocalWords(words), folder: "/", variables: new Dictionary<string, string?> { ["HOME"] = null });

    public Running StartLocal(params string[] words) => Shell.Start(LocalWords(words), folder: "/", variables: new Dictionary<string, string?> { ["HOME"] = null });

    private string[] LocalWords(string[] words) => AsUser([$"{Root}/bin/{words[0]}", "--root", Root, .. words[1..]]);

    public Ran Git(string folder, params string[] words) => Shell.Run(["git", .. words], folder, Clean);

    public Running StartGit(string folder, params string[] words) => Shell.Start(["git", .. words], folder, Clean);

    /// <summary>What the site of this name answers.</summary>
    public (int Status, string Body) Get(string host, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _run["PIKU_URL"] + path);
        request.Headers.Host = host;
        using var answer = _http.Send(request, HttpCompletionOption.ResponseContentRead);
        using var body = new StreamReader(answer.Content.ReadAsStream());
        return ((int)answer.StatusCode, body.ReadToEnd());
    }

    /// <summary>Whether pikud has come so far as to hold its lock.</summary>
    public bool TakesRequests => File.Exists($"{Root}/run/pikud.lock") && new LinuxHost("", TimeProvider.System).IsLocked($"{Root}/run/pikud.lock");

    public int Pid(string server) => int.Parse(File.ReadAllText($"{Root}/run/{server}.pid"), CultureInfo.InvariantCulture);

    /// <summary>Ends a server by a signal, and waits until it has ended.</summary>
    public void Kill(string server, string signal)
    {
        var pid = Pid(server);
        Shell.Run(["kill", $"-{signal}", $"{pid}"]);
        Eventually.True($"the end of {server}", () => !Directory.Exists($"/proc/{pid}"));
    }

    /// <summary>The names of vassals of one app.</summary>
    public string[] Vassals(string app) =>
        [.. Directory.EnumerateFiles($"{Root}/uwsgi-enabled", $"{app}_*.ini").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>What is there of an app, but for what goes with the processes, below the root. No link is followed: those that others have pushed lead anywhere.</summary>
    public string[] Left(string app) =>
        [.. Shell.Run(["find", Root, "-path", $"{Root}/run", "-prune", "-o", "-name", $"*{app}*", "-print"]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(path => path.Split('/', '.', '_').Contains(app)).Select(path => path[(Root.Length + 1)..]).Order(StringComparer.Ordinal)];

    /// <summary>Ends everything, and leaves nothing; also after a start that failed halfway.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _http.Dispose();
        Box("stop");
        Leave();
        Directory.Delete(Folder, recursive: true);
        if (_run.TryGetValue("PIKU_ROOT", out var root) && root != Folder) Directory.Delete(root, recursive: true);
    }

    /// <summary>Gives back what was prepared; nothing runs any more.</summary>
    protected virtual void Leave()
    {
    }

    /// <summary>Stops it, and takes away all but what a machine has before piku comes to it: the programs, and the keys of ssh.</summary>
    public void Wipe()
    {
        Box("stop");
        foreach (var folder in new[] { "acme", "apps", "cache", "data", "envs", "logs", "nginx", "repos", "run", "slugs", "state", "uwsgi", "uwsgi-enabled" })
            if (Directory.Exists($"{Root}/{folder}")) Directory.Delete($"{Root}/{folder}", recursive: true);
        File.Delete($"{Root}/piku.conf");
        File.Delete($"{Root}/ssh/authorized_keys");
    }

    /// <summary>What comes before a verb in a shell.</summary>
    public string SshLine => _run["PIKU_SSH"];

    private string[] SshWords => _run["PIKU_SSH"].Split(' ');

    /// <summary>What git and ssh see: nothing of whoever runs the specs.</summary>
    private Dictionary<string, string?> Clean => new()
    {
        ["GIT_SSH_COMMAND"] = _run["PIKU_GIT_SSH_COMMAND"],
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_AUTHOR_NAME"] = "spec",
        ["GIT_AUTHOR_EMAIL"] = "spec@localhost",
        ["GIT_COMMITTER_NAME"] = "spec",
        ["GIT_COMMITTER_EMAIL"] = "spec@localhost",
        ["LC_ALL"] = "C.UTF-8",
    };

    /// <summary>The words of a program that the user of the box is to run.</summary>
    public static string[] AsUser(string[] words) =>
        Environment.UserName == "root" ? ["setpriv", "--reuid", "piku", "--regid", "piku", "--init-groups", .. words] : words;

    private void Box(string what)
    {
        var ran = Shell.Run([$"{Source.Root}/run", what], variables: _variables, within: TimeSpan.FromSeconds(180));
        Assert.True(ran.Well, $"{ran}");
    }

    /// <summary>A folder with a short path that every user can enter; <c>./test</c> gives one, and stops what a killed run has left in it.</summary>
    private static string Boxes()
    {
        if (Environment.GetEnvironmentVariable("PIKU_BOXES") is { Length: > 0 } given) return given;
        var made = Shell.Run(["mktemp", "-d", "/tmp/piku-e2e-XXXXXX"]).Output.Trim();
        File.SetUnixFileMode(made, File.GetUnixFileMode(made) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return made;
    }

    public static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The classes that share one box; each uses apps of its own.</summary>
[CollectionDefinition(nameof(Shared))]
public sealed class Shared : ICollectionFixture<PrivateBox>;
