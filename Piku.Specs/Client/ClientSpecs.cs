using System.Collections.Immutable;
using CsCheck;
using Piku.Specs.Support;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Client;

/// <summary>The script for developers' machines, by every shell that it has to work with, and with an ssh that only notes what it was called with.</summary>
public sealed class ClientSpecs : IDisposable
{
    private static readonly string Script = $"{Source.Root}/packaging/client/piku";

    private readonly string _folder = Directory.CreateTempSubdirectory("piku-client-").FullName;

    public ClientSpecs()
    {
        File.WriteAllText(Ssh, $"#!/bin/sh\nprintf '%s\\0' \"$@\" > {_folder}/called\n[ -z \"$ANSWER\" ] || echo \"$ANSWER\"\nexit ${{CODE:-0}}\n");
        File.SetUnixFileMode(Ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Git("init", "-q");
    }

    public static TheoryData<string> Shells() => ["dash", "bash --posix", "bash", "busybox sh", "zsh --emulate sh"];

    private string Ssh => $"{_folder}/ssh";

    [Fact]
    public void Shellcheck_and_the_shells_of_the_completions_have_nothing_to_say_about_them()
    {
        var completions = $"{Source.Root}/packaging/completions";
        foreach (string[] line in new string[][] { ["shellcheck", "-s", "sh", Script], ["bash", "-n", $"{completions}/piku.bash"], ["zsh", "-n", $"{completions}/_piku"], ["fish", "-n", $"{completions}/piku.fish"] })
            Assert.Equal("", Shell.Run(line).Said);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void Words_arrive_exactly_as_they_were_typed(string shell)
    {
        string[][] telling = [["a  b", "it's", "'", "''", "\\", "\"", "", "$HOME", "`id`", "; rm -rf /", "a\nb\n", "*", "~", "-n", "é日本", "\t", "%s", "!!", "&&", "#x", "[a]", "{a,b}"], ["\n"], ["'\n'"]];
        foreach (var words in telling) Arrive(shell, words);
        Gen.String["ab '\"\\$`;\n\t*é&|<>(){}[]!#~-=%"].Array[1, 4].Sample(words => Arrive(shell, words), iter: 40, threads: 1);
    }

    private void Arrive(string shell, string[] words)
    {
        Called(shell, new() { ["PIKU_SERVER"] = "piku@box" }, ["run", "--", .. words]);
        var line = ShellWords.TrySplit(Words[^1])!.Words.Select(word => word.Text);
        Assert.Equal(["client", "-", "run", "--", .. words], line);
    }

    [Theory]
    [InlineData("piku@box:blog", "-T -- piku@box", "blog")]
    [InlineData("box:blog", "-T -- box", "blog")]
    [InlineData("piku@box:/blog", "-T -- piku@box", "blog")]
    [InlineData("piku@box:blog.git", "-T -- piku@box", "blog")]
    [InlineData("ssh://piku@box/blog", "-T -- piku@box", "blog")]
    [InlineData("ssh://piku@box:2222/blog", "-p 2222 -T -- piku@box", "blog")]
    [InlineData("ssh://piku@box.example.org:2222/blog/", "-p 2222 -T -- piku@box.example.org", "blog")]
    [InlineData("ssh://piku@[2001:db8::1]:2222/blog", "-p 2222 -T -- piku@2001:db8::1", "blog")]
    [InlineData("ssh://piku@[2001:db8::1]/blog", "-T -- piku@2001:db8::1", "blog")]
    public void The_box_is_the_one_that_the_remote_names(string url, string options, string app)
    {
        Git("remote", "add", "piku", url);
        foreach (var shell in Shells().Select(row => row.Data))
        {
            Called(shell, [], ["ps"]);
            Assert.Equal($"{options} client {app} 'ps'", string.Join(' ', Words));
        }
    }

    [Theory]
    [InlineData("-oProxyCommand=id:blog")]
    [InlineData("ssh://-oProxyCommand=id/blog")]
    [InlineData("piku@-oProxyCommand=id:blog")]
    [InlineData("ssh://piku@box:-1/blog")]
    [InlineData("piku@box:blog;id")]
    [InlineData("piku@box:../other")]
    [InlineData("piku@b$(id)x:blog")]
    [InlineData("https://example.org/blog")]
    [InlineData("/srv/blog")]
    public void What_is_no_box_is_refused_and_nobody_is_called(string url)
    {
        Git("config", "remote.piku.url", url);
        foreach (var shell in Shells().Select(row => row.Data))
        {
            var ran = Run(shell, [], ["ps"]);
            Assert.True(ran is { ExitCode: 1, Output: "" }, $"{ran}");
            Assert.StartsWith("Error: ", ran.Errors, StringComparison.Ordinal);
            Assert.False(File.Exists($"{_folder}/called"));
        }
    }

    [Fact]
    public void Variables_go_before_the_remote_and_without_any_of_them_a_sentence_says_what_to_do()
    {
        Assert.Equal("Error: no piku box is known here; go into a repository with a git remote 'piku', add one (piku create NAME piku@box), or set PIKU_SERVER.\n", Run("dash", [], ["ps"]).Errors);
        Git("remote", "add", "piku", "piku@box:blog");
        Git("remote", "add", "staging", "piku@other:blog-staging");
        Assert.Equal("other client blog 'ps'", Line(new() { ["PIKU_SERVER"] = "other" }));
        Assert.Equal("piku@box client shop 'ps'", Line(new() { ["PIKU_APP"] = "shop" }));
        Assert.Equal("piku@box client - 'ps'", Line(new() { ["PIKU_APP"] = "" }));
        Assert.Equal("piku@other client blog-staging 'ps'", Line(new() { ["PIKU_REMOTE"] = "staging" }));
        Assert.Equal(1, Run("dash", new() { ["PIKU_APP"] = "a b" }, ["ps"]).ExitCode);

        string Line(Dictionary<string, string?> variables)
        {
            Called("dash", variables, ["ps"]);
            return string.Join(' ', Words[^2..]);
        }
    }

    [Fact]
    public void The_ssh_of_git_is_the_ssh_of_piku()
    {
        Git("remote", "add", "piku", "piku@box:blog");
        Git("config", "core.sshCommand", $"{Ssh} -i 'my key'");
        Called("dash", new() { ["GIT_SSH_COMMAND"] = null }, ["ps"]);
        Assert.Equal(["-i", "my key", "-T", "--", "piku@box", "client blog 'ps'"], Words);
    }

    [Fact]
    public void It_ends_as_the_verb_did()
    {
        Git("remote", "add", "piku", "piku@box:blog");
        foreach (var shell in Shells().Select(row => row.Data)) Assert.Equal(7, Run(shell, new() { ["CODE"] = "7" }, ["ps"]).ExitCode);
    }

    [Fact]
    public void Create_adds_the_remote_and_init_writes_what_is_not_there()
    {
        foreach (var shell in Shells().Select(row => row.Data))
        {
            Assert.Contains("name the server", Run(shell, [], ["create", "blog"]).Errors, StringComparison.Ordinal);
            Assert.Contains("cannot be the name", Run(shell, [], ["create", "Blog!", "piku@box"]).Errors, StringComparison.Ordinal);
            Assert.True(Run(shell, [], ["create", "blog", "ssh://piku@box:2222"]).Well);
            Assert.Equal("ssh://piku@box:2222/blog\n", Git("remote", "get-url", "piku").Output);
            Assert.Contains("there is a remote 'piku' already", Run(shell, [], ["create", "shop", "piku@box"]).Errors, StringComparison.Ordinal);
            Git("remote", "remove", "piku");
            Assert.True(Run(shell, [], ["create", "blog", "piku@box"]).Well);
            Assert.Equal("piku@box:blog\n", Git("remote", "get-url", "piku").Output);
            Git("remote", "remove", "piku");

            File.WriteAllText($"{_folder}/package.json", "{}");
            Assert.True(Run(shell, [], ["init"]).Well);
            Assert.Equal("web: npm start\n", File.ReadAllText($"{_folder}/Procfile"));
            File.WriteAllText($"{_folder}/Procfile", "mine");
            Assert.True(Run(shell, [], ["init"]).Well);
            Assert.Equal("mine", File.ReadAllText($"{_folder}/Procfile"));
            File.Delete($"{_folder}/Procfile");
            File.Delete($"{_folder}/ENV");
        }
    }

    [Fact]
    public void Open_opens_an_address_and_nothing_else()
    {
        Git("remote", "add", "piku", "piku@box:blog");
        File.WriteAllText($"{_folder}/browser", $"#!/bin/sh\nprintf '%s' \"$*\" > {_folder}/opened\n");
        File.SetUnixFileMode($"{_folder}/browser", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Dictionary<string, string?> With(string answer) => new() { ["BROWSER"] = $"{_folder}/browser", ["ANSWER"] = answer };
        Assert.True(Run("dash", With("https://blog.example.org/\nhttps://www.example.org/"), ["open"]).Well);
        Assert.Equal("https://blog.example.org/", File.ReadAllText($"{_folder}/opened"));
        File.Delete($"{_folder}/opened");
        Assert.Equal(1, Run("dash", With("file:///etc/passwd"), ["open"]).ExitCode);
        Assert.False(File.Exists($"{_folder}/opened"));
    }

    [Fact]
    public void Help_tells_its_own_verbs_and_asks_the_box_for_the_others()
    {
        Assert.Contains("piku create [NAME] [SERVER]", Run("dash", [], ["help"]).Output, StringComparison.Ordinal);
        Git("remote", "add", "piku", "piku@box:blog");
        Assert.Contains("On piku@box:\nVERBS", Run("dash", new() { ["ANSWER"] = "VERBS" }, ["help"]).Output, StringComparison.Ordinal);
        Called("dash", [], ["help", "ps:scale"]);
        Assert.Equal("client blog 'help' 'ps:scale'", Words[^1]);
        Called("dash", [], ["complete", "ps:scale", ""]);
        Assert.Equal("client blog 'complete' 'ps:scale' ''", Words[^1]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ImmutableArray<string> Words => [.. File.ReadAllText($"{_folder}/called").Split('\0')[..^1]];

    private void Called(string shell, Dictionary<string, string?> variables, string[] words)
    {
        var ran = Run(shell, variables, words);
        Assert.True(ran.Well, $"{ran}");
    }

    private Ran Run(string shell, Dictionary<string, string?> variables, string[] words)
    {
        File.Delete($"{_folder}/called");
        Dictionary<string, string?> all = new() { ["GIT_SSH_COMMAND"] = Ssh, ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_CONFIG_NOSYSTEM"] = "1", ["PIKU_SERVER"] = null, ["PIKU_APP"] = null, ["PIKU_REMOTE"] = null, ["LC_ALL"] = "C.UTF-8" };
        foreach (var (name, value) in variables) all[name] = value;
        return Shell.Run([.. shell.Split(' '), Script, .. words], _folder, all);
    }

    private Ran Git(params string[] words)
    {
        var ran = Shell.Run(["git", .. words], _folder, new Dictionary<string, string?> { ["GIT_CONFIG_GLOBAL"] = "/dev/null" });
        Assert.True(ran.Well, $"{ran}");
        return ran;
    }
}
