using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Which of the refs that are pushed is deployed.</summary>
[Collection(nameof(Shared))]
public sealed class Branches(PrivateBox box)
{
    [Fact]
    public void Other_branches_and_tags_are_stored_and_not_deployed()
    {
        using var app = Checkout.Web(box, "r-other");
        app.Pushed();
        app.Git("checkout", "-qb", "topic");
        app.Write("says", "topic").Commit("Topic");
        Assert.Contains("'topic' is stored and not deployed; what is pushed to 'main' or 'master' is", app.Pushed("topic").Errors, StringComparison.Ordinal);
        app.Git("tag", "v1");
        Assert.Contains("'refs/tags/v1' is stored and not deployed", app.Pushed("v1").Errors, StringComparison.Ordinal);
        Assert.Contains("refs/heads/topic", app.RemoteRefs(), StringComparison.Ordinal);
        app.Serves("one");

        Assert.Contains("'topic' is deleted and not deployed", app.Pushed(":topic").Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("refs/heads/topic", app.RemoteRefs(), StringComparison.Ordinal);
        app.Push(":main");
        app.Serves("one");
    }

    [Fact]
    public void Master_is_deployed_too()
    {
        using var app = Checkout.Web(box, "r-master");
        app.Git("branch", "-qm", "master");
        app.Pushed("master");
        app.Serves("one");
        app.Git("clone", "-q", app.Remote, $"{app.Folder}/copy");
        Assert.True(File.Exists($"{app.Folder}/copy/Procfile"));
    }

    [Fact]
    public void A_setting_names_another_branch()
    {
        using var app = Checkout.Web(box, "r-named");
        app.Pushed();
        box.Verb("config:set r-named PIKU_DEPLOY_BRANCH=production");
        app.Write("says", "two").Commit("Second");
        Assert.Contains("'main' is stored and not deployed; what is pushed to 'production' is", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("one");
        app.Pushed("main:production");
        app.Serves("two");
    }

    [Fact]
    public void A_branch_that_was_rewritten_is_deployed_by_force()
    {
        using var app = Checkout.Web(box, "r-force");
        app.Pushed();
        app.Write("says", "two").Commit("Second").Pushed();
        app.Git("reset", "-q", "--hard", "HEAD~1");
        app.Write("says", "three").Commit("Another second");
        Assert.False(app.Push().Well);
        app.Serves("two");
        app.Pushed("+main");
        app.Serves("three");
        app.Git("reset", "-q", "--hard", "HEAD~1");
        app.Pushed("+main");
        app.Serves("one");
    }

    [Fact]
    public void A_submodule_comes_with_the_app()
    {
        using var daemon = new GitDaemon(box);
        using var app = Checkout.Inline(box, "r-sub", "static: public\n").Write("top", "").Commit("First");
        app.Git("submodule", "--quiet", "add", daemon.Url, "public");
        app.Commit("With a submodule");
        Assert.Contains("Getting the submodules", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("from a submodule");
        Assert.False(Path.Exists($"{box.Root}/apps/r-sub/public/.git"));
        Assert.False(Path.Exists($"{box.Root}/apps/r-sub/.git"));
    }

    [Fact]
    public void Files_of_Git_LFS_come_with_the_app()
    {
        using var app = Checkout.Inline(box, "r-lfs", "static: public\n");
        var port = PrivateBox.FreePort();
        using var server = Shell.Start(["python3", "-c", LfsServer, port]);
        Eventually.True("the server of Git LFS", () => Shell.Run(["curl", "-s", $"http://127.0.0.1:{port}/"]).Output.StartsWith("a large file", StringComparison.Ordinal));
        var oid = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("a large file"u8));
        app.Write(".lfsconfig", $"[lfs]\n\turl = http://127.0.0.1:{port}\n").Write(".gitattributes", "*.big filter=lfs diff=lfs merge=lfs -text\n").Write("public/index.html", "small");
        app.Write("public/some.big", $"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12\n").Commit("First");
        Assert.Contains("Getting the files of Git LFS", app.Pushed().Errors, StringComparison.Ordinal);
        Assert.Equal((200, "a large file"), app.Get("/some.big"));
    }

    /// <summary>The two requests of a download: where is it, and give it.</summary>
    private const string LfsServer = """
        import json, sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        port = int(sys.argv[1])
        class Handler(BaseHTTPRequestHandler):
            def answer(self, body, kind):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                self.answer(b"a large file", "application/octet-stream")
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                there = {"download": {"href": f"http://127.0.0.1:{port}/object"}}
                self.answer(json.dumps({"transfer": "basic", "objects": [dict(o, authenticated=True, actions=there) for o in asked["objects"]]}).encode(), "application/vnd.git-lfs+json")
        ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
        """;

    /// <summary>A server of git's own protocol with one repository: git refuses submodules by path.</summary>
    private sealed class GitDaemon : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("piku-submodule-").FullName;
        private readonly Running _daemon;

        public GitDaemon(PrivateBox box)
        {
            box.Git(_folder, "init", "-q", "-b", "main", "repo");
            File.WriteAllText($"{_folder}/repo/index.html", "from a submodule");
            box.Git($"{_folder}/repo", "add", "-A");
            box.Git($"{_folder}/repo", "commit", "-qm", "First");
            var port = PrivateBox.FreePort();
            Url = $"git://127.0.0.1:{port}/repo";
            _daemon = box.StartGit(_folder, "daemon", "--reuseaddr", "--listen=127.0.0.1", $"--port={port}", "--export-all", $"--base-path={_folder}", _folder);
            Eventually.True("git daemon", () => box.Git("/", "ls-remote", Url).Well, more: () => _daemon.SaidSoFar);
        }

        public string Url { get; }

        public void Dispose()
        {
            _daemon.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
