using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>An app as its author has it: a folder under git, with a remote to push to.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly PrivateBox _box;

    private Checkout(PrivateBox box, string app)
    {
        (_box, App) = (box, app);
        Folder = Directory.CreateTempSubdirectory("piku-app-").FullName;
        Git("init", "-q", "-b", "main");
    }

    public string App { get; }

    public string Folder { get; }

    public string Remote => _box.RemotePrefix + App;

    public string Host => $"{App}.localhost";

    /// <summary>One of <c>examples/</c>, under the name of the app.</summary>
    public static Checkout Of(PrivateBox box, string app, string example)
    {
        var checkout = new Checkout(box, app);
        var source = Path.Combine(Source.Root, "examples", example);
        Shell.Run(["cp", "-r", $"{source}/.", checkout.Folder]);
        return checkout.Write("ENV", $"NGINX_SERVER_NAME={checkout.Host}\n").Commit("First");
    }

    /// <summary>A web server that answers with a text and what else a spec writes; it starts at once and drains at once.</summary>
    public static Checkout Web(PrivateBox box, string app, string says = "one") => Inline(box, app, "web: python3 -u server.py\n")
        .Write("server.py", """
            import os
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def log_message(self, *args): pass
                def do_GET(self):
                    if self.path == "/env": body = repr({k: v for k, v in os.environb.items()})
                    elif self.path == "/pid": body = str(os.getpid())
                    elif self.path.startswith("/say/"): print(self.path[5:], flush=True); body = "said"
                    else: body = open("says").read()
                    body = body.encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
            class Server(ThreadingHTTPServer):
                request_queue_size = 128
            Server((os.environ["BIND_ADDRESS"], int(os.environ["PORT"])), Handler).serve_forever()

            """)
        .Write("says", says)
        .Commit("First");

    public static Checkout Inline(PrivateBox box, string app, string procfile)
    {
        var checkout = new Checkout(box, app);
        return checkout.Write("ENV", $"NGINX_SERVER_NAME={checkout.Host}\nPIKU_DRAIN_SECONDS=1\n").Write("Procfile", procfile);
    }

    public Checkout Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{Folder}/{path}")!);
        File.WriteAllText($"{Folder}/{path}", text);
        return this;
    }

    /// <summary>Other words in a file that has the former ones.</summary>
    public Checkout Replace(string path, string words, string others)
    {
        var text = File.ReadAllText($"{Folder}/{path}");
        Assert.Contains(words, text, StringComparison.Ordinal);
        return Write(path, text.Replace(words, others, StringComparison.Ordinal));
    }

    public Checkout Delete(string path)
    {
        File.Delete($"{Folder}/{path}");
        return this;
    }

    public Checkout Commit(string subject)
    {
        Git("add", "-A");
        Git("commit", "-qm", subject, "--allow-empty");
        return this;
    }

    public Ran Push(params string[] refs) => _box.Git(Folder, ["push", Remote, .. refs is [] ? ["main"] : refs]);

    public Running StartPush(params string[] refs) => _box.StartGit(Folder, ["push", Remote, .. refs is [] ? ["main"] : refs]);

    /// <summary>A push that should do well.</summary>
    public Ran Pushed(params string[] refs)
    {
        var ran = Push(refs);
        Assert.True(ran.Well, $"{ran}");
        return ran;
    }

    /// <summary>A push that should be refused, with these words from the far end, and move nothing.</summary>
    public Ran Refused(string because, params string[] refs)
    {
        var before = RemoteRefs();
        var ran = Push(refs);
        Assert.False(ran.Well, $"{ran}");
        Assert.Contains(ran.Errors.Split('\n'), line => line.StartsWith("remote:", StringComparison.Ordinal) && line.Contains(because, StringComparison.Ordinal));
        Assert.Equal(before, RemoteRefs());
        return ran;
    }

    /// <summary>Each branch and tag of the far end with its commit; empty when there is no such app.</summary>
    public string RemoteRefs() => _box.Git(Folder, "ls-remote", "--heads", "--tags", Remote).Output;

    public (int Status, string Body) Get(string path = "/") => _box.Get(Host, path);

    /// <summary>What the app serves, at once: a verb has ended when nginx has switched.</summary>
    public void Serves(string text) => Assert.Equal((200, text), Get());

    public Ran Git(params string[] words)
    {
        var ran = _box.Git(Folder, words);
        Assert.True(ran.Well, $"{ran}");
        return ran;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
