using System.Collections.Immutable;
using Xunit;

namespace Piku.Specs.Support;

/// <summary>A root folder as the original piku has it, with repositories and work trees that git has made. Nothing runs in it.</summary>
public sealed class OriginalRoot
{
    private static readonly Dictionary<string, string?> Clean = new()
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "spec",
        ["GIT_AUTHOR_EMAIL"] = "spec@localhost",
        ["GIT_COMMITTER_NAME"] = "spec",
        ["GIT_COMMITTER_EMAIL"] = "spec@localhost",
    };

    /// <param name="home">Of the user who has it; a new folder.</param>
    public OriginalRoot(string home)
    {
        Home = home;
        foreach (var folder in new[] { "apps", "data", "envs", "repos", "logs", "nginx", "cache", "acme", "uwsgi", "uwsgi-available", "uwsgi-enabled", "plugins" }) Directory.CreateDirectory($"{Path}/{folder}");
    }

    public string Home { get; }

    public string Path => $"{Home}/.piku";

    /// <summary>An app that was pushed, and deployed from there: a bare repository, and a clone of it as the work tree.</summary>
    /// <param name="branch">Where it was pushed to; the original asks for master or main nowhere.</param>
    public OriginalRoot App(string name, string branch, params (string Path, string Text)[] files)
    {
        var source = Directory.CreateTempSubdirectory("piku-original-").FullName;
        Git("/", "init", "-q", "--bare", $"{Path}/repos/{name}");
        Git(source, "init", "-q", "-b", branch);
        foreach (var (path, text) in files) Write($"{source}/{path}", text);
        Git(source, "add", "-A");
        Git(source, "commit", "-qm", "First");
        Git(source, "push", "-q", $"{Path}/repos/{name}", branch);
        Git("/", "clone", "-q", "--no-hardlinks", "-b", branch, $"{Path}/repos/{name}", $"{Path}/apps/{name}");
        Directory.CreateDirectory($"{Path}/data/{name}");
        Directory.CreateDirectory($"{Path}/logs/{name}");
        Write($"{Path}/repos/{name}/hooks/post-receive", "#!/usr/bin/env bash\nexit 1\n");
        Directory.Delete(source, recursive: true);
        return this;
    }

    /// <summary>What its verbs, and its deploys, have written.</summary>
    public OriginalRoot Configured(string name, string env, string live = "", string scaling = "") =>
        Write($"{Path}/envs/{name}/ENV", env).Write($"{Path}/envs/{name}/LIVE_ENV", live).Write($"{Path}/envs/{name}/SCALING", scaling);

    /// <summary>Processes that its Emperor runs, such as "blog_web.1".</summary>
    public OriginalRoot Running(params string[] vassals) => vassals.Aggregate(this, (root, vassal) => root.Write($"{Path}/uwsgi-enabled/{vassal}.ini", "[uwsgi]\n"));

    /// <summary>A certificate as the original makes one where it gets none.</summary>
    public OriginalRoot SelfSigned(string name, string host) => Well(
        ["openssl", "req", "-newkey", "rsa:2048", "-days", "365", "-nodes", "-x509", "-subj", $"/O=Piku/OU=Self-Signed/CN={host}", "-keyout", $"{Path}/nginx/{name}.key", "-out", $"{Path}/nginx/{name}.crt"]);

    /// <summary>One as acme.sh installs it, with its chain.</summary>
    public OriginalRoot Issued(string name, string host)
    {
        var authority = Directory.CreateTempSubdirectory("piku-authority-").FullName;
        Well(["openssl", "req", "-newkey", "rsa:2048", "-days", "365", "-nodes", "-x509", "-subj", "/CN=Some CA", "-keyout", $"{authority}/key", "-out", $"{authority}/crt"]);
        Well(["openssl", "req", "-newkey", "rsa:2048", "-days", "90", "-nodes", "-x509", "-subj", $"/CN={host}", "-addext", $"subjectAltName=DNS:{host}", "-CA", $"{authority}/crt", "-CAkey", $"{authority}/key", "-keyout", $"{Path}/nginx/{name}.key", "-out", $"{Path}/nginx/{name}.crt"]);
        File.AppendAllText($"{Path}/nginx/{name}.crt", File.ReadAllText($"{authority}/crt"));
        Directory.Delete(authority, recursive: true);
        return Well(["chmod", "644", $"{Path}/nginx/{name}.key"]);
    }

    public OriginalRoot Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Kind, rights, time and content of all that is in it.</summary>
    public ImmutableArray<string> Digest()
    {
        var ran = Shell.Run(["sh", "-c", "cd \"$1\" && find . \\( -type f -printf '%m %T@ %p ' -exec sha256sum {} \\; -o -printf '%y %m %T@ %p %l\\n' \\) | sort", "sh", Home]);
        Assert.True(ran.Well, $"{ran}");
        return [.. ran.Output.Split('\n')];
    }

    private OriginalRoot Well(string[] words)
    {
        var ran = Shell.Run(words);
        Assert.True(ran.Well, $"{ran}");
        return this;
    }

    private static void Git(string folder, params string[] words)
    {
        var ran = Shell.Run(["git", .. words], folder, Clean);
        Assert.True(ran.Well, $"{ran}");
    }
}
