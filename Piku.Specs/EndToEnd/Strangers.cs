using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Input that nobody should send: exit code 1, one sentence, and nothing has changed.</summary>
[Collection(nameof(Shared))]
public sealed class Strangers(PrivateBox box)
{
    private static readonly string[] Folders = ["", "repos", "slugs", "data", "logs", "apps"];

    public static TheoryData<string> BadNames() => ["../x", "a b", "-x", new string('a', 300), "Ünï", "Capital", "a/b", "x-", "a;b", "$(x)", "", "."];

    [Theory]
    [MemberData(nameof(BadNames))]
    public void A_name_that_is_none_is_refused_over_ssh(string name)
    {
        var before = Tree();
        foreach (var verb in new[] { "restart", "ps", "logs", "git-receive-pack", "git-upload-pack" })
            box.Refuses($"{verb} -- '{name}'", name.StartsWith('/') ? "not found" : "cannot be an app's name");
        Assert.Equal(before, Tree());
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void A_name_that_is_none_is_refused_in_the_address_of_a_push(string name)
    {
        using var app = Checkout.Web(box, "x-unused");
        var before = Tree();
        var ran = box.Git(app.Folder, "push", box.RemotePrefix + name, "main");
        Assert.False(ran.Well, $"{ran}");
        Assert.Matches("cannot be an app's name|strange pathname '-x' blocked", ran.Errors);
        Assert.Equal(before, Tree());
    }

    [Theory]
    [InlineData("nonsense", "'nonsense' is not a verb of piku")]
    [InlineData("rstart blog", "did you mean 'restart'?")]
    [InlineData("restart", "Usage: restart APP")]
    [InlineData("restart a b", "Usage: restart APP")]
    [InlineData("config:set blog", "Usage: config:set APP KEY=VALUE …")]
    [InlineData("apps --frobnicate", "Usage: apps")]
    [InlineData("history -n x", "Usage: history")]
    [InlineData("history -n 0", "-n should be a number from 1")]
    [InlineData("restart no-such-app", "app 'no-such-app' not found")]
    [InlineData("run no-such-app id", "app 'no-such-app' not found")]
    [InlineData("restart 'blog", "a quote is never closed")]
    [InlineData("'", "a quote is never closed")]
    [InlineData("bash -i", "'bash' is not a verb of piku")]
    [InlineData("/bin/sh", "'/bin/sh' is not a verb of piku")]
    [InlineData("'--root' /tmp apps", "'--root' is not a verb of piku")]
    [InlineData("git-receive-pack", "Usage: git-receive-pack APP")]
    [InlineData("git-upload-pack no-such-app", "app 'no-such-app' not found")]
    [InlineData("git-shell", "'git-shell' is not a verb of piku")]
    public void A_command_that_is_none_is_refused_in_one_sentence(string line, string why)
    {
        var before = Tree();
        box.Refuses(line, why);
        Assert.Equal(before, Tree());
    }

    [Theory]
    [InlineData("apps; touch {0}")]
    [InlineData("apps && touch {0}")]
    [InlineData("apps | tee {0}")]
    [InlineData("apps > {0}")]
    [InlineData("apps $(touch {0})")]
    [InlineData("apps `touch {0}`")]
    [InlineData("apps\ntouch {0}")]
    [InlineData("ps $(touch {0})")]
    [InlineData("git-receive-pack '$(touch {0})'")]
    [InlineData("git-receive-pack x';touch {0};'")]
    [InlineData("history -n $(touch {0})")]
    public void What_means_something_to_a_shell_reaches_none(string line)
    {
        var trap = $"{box.Root}/data/trap";
        var ran = box.Ssh(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, trap));
        Assert.Equal(1, ran.ExitCode);
        Assert.Equal(1, ran.Errors.Count(c => c == '\n'));
        Assert.False(File.Exists(trap), $"{ran}");
    }

    [Fact]
    public void No_command_shows_the_verbs() => Assert.StartsWith("piku runs what you push.", box.Verb("").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n")]
    [InlineData("command=\"sh\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9pQvW4Yk0n1dZ9Q0b8R9mZr1gq2mJ8lq3Wc0o5b2xZ x")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9pQvW4Yk0n1dZ9Q0b8R9mZr1gq2mJ8lq3Wc0o5b2xZ x\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9pQvW4Yk0n1dZ9Q0b8R9mZr1gq2mJ8lq3Wc0o5b2xZ y")]
    public void What_is_no_public_key_is_refused_and_the_keys_stay_as_they_are(string text)
    {
        var keys = File.ReadAllText($"{box.Root}/ssh/authorized_keys");
        box.Refuses("setup:ssh - --name stranger", "this is not one public key of OpenSSH", text);
        Assert.Equal(keys, File.ReadAllText($"{box.Root}/ssh/authorized_keys"));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_app_is_not_served()
    {
        using var app = Checkout.Inline(box, "x-link", "static: public\n").Write("public/index.html", "one").Commit("First");
        app.Pushed();
        Shell.Run(["ln", "-s", "/etc/passwd", $"{app.Folder}/public/secret"]);
        app.Commit("A link that leads out").Pushed();
        Assert.NotEqual(200, app.Get("/secret").Status);
        Assert.Equal((200, "one"), app.Get());
    }

    /// <summary>What is recorded, and the names of what is there for apps.</summary>
    private string Tree() => box.Verb("history -n 1 --json").Output + string.Join('\n', Folders
        .SelectMany(folder => Directory.EnumerateFileSystemEntries($"{box.Root}/{folder}")).Order(StringComparer.Ordinal));
}
