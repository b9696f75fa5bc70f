using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Several people on one box, by sshd itself. On a box of its own, since its file of keys changes here.</summary>
public sealed class Keys(PrivateBox box) : IClassFixture<PrivateBox>
{
    private string AuthorizedKeys => $"{box.Root}/ssh/authorized_keys";

    private KeyedClient Added(string name, string options = "")
    {
        var client = new KeyedClient(box, name);
        var ran = box.Ssh($"keys:add {name} {options}", client.Public);
        Assert.True(ran.Well, $"{ran}");
        return client;
    }

    [Fact]
    public void A_key_of_one_app_deploys_that_and_nothing_else()
    {
        using var mine = Checkout.Web(box, "k-mine");
        using var other = Checkout.Web(box, "k-other");
        other.Pushed();
        var ci = Added("k-ci", "--app k-mine");
        Assert.True(ci.Push(mine).Well);
        mine.Serves("one");
        var pushed = ci.Push(other);
        Assert.False(pushed.Well, $"{pushed}");
        Assert.Contains("the key 'k-ci' may only deploy 'k-mine', and not 'k-other'", pushed.Errors, StringComparison.Ordinal);
        Assert.Equal("*k-mine\n", ci.Ssh("apps").Output);
        Assert.True(ci.Ssh("config:set k-mine A=1").Well);
        foreach (var verb in new[] { "config k-other", "logs k-other", "run k-other id", "stop k-other", "git-upload-pack /k-other", "history k-other" })
            Assert.Contains("and not 'k-other'", ci.Ssh(verb).Errors, StringComparison.Ordinal);
        Assert.Contains("this is for admin keys", ci.Ssh("keys:add k-ci --role admin").Errors, StringComparison.Ordinal);
        Assert.Contains("this is for admin keys", ci.Ssh("destroy k-mine").Errors, StringComparison.Ordinal);
        Assert.Contains("(k-ci)", box.Verb("history k-mine -n 5").Output, StringComparison.Ordinal);
        Assert.Contains("key 'k-ci' added, which may deploy 'k-mine': SHA256:", box.Verb("history -n 100").Output, StringComparison.Ordinal);

        Assert.True(box.Ssh("keys:add k-ci --role read").Well);
        Assert.Contains("the key 'k-ci' may only read 'k-mine'; ask someone with an admin key: keys:add k-ci --role deploy --app k-mine.", ci.Ssh("restart k-mine").Errors, StringComparison.Ordinal);
        Assert.True(ci.Ssh("ps k-mine").Well);
        Assert.Contains("may not see values", ci.Ssh("config:get k-mine A").Errors, StringComparison.Ordinal);
        Assert.False(ci.Push(mine.Write("says", "two").Commit("Second")).Well);
    }

    [Fact]
    public void A_key_that_is_removed_is_locked_out_at_once_and_one_that_is_replaced_too()
    {
        var former = Added("k-changing");
        Assert.True(former.Ssh("apps").Well);
        var next = new KeyedClient(box, "k-next");
        Assert.True(box.Ssh("keys:rotate k-changing", next.Public).Well);
        Assert.Equal(255, former.Ssh("apps").ExitCode);
        Assert.True(next.Ssh("apps").Well);
        Assert.True(box.Ssh("keys:remove k-changing").Well);
        Assert.Equal(255, next.Ssh("apps").ExitCode);
        box.Refuses("keys:remove k-changing", "there is no key 'k-changing'");
        box.Refuses("keys:remove laptop", "'laptop' is the last key of an admin");
    }

    /// <summary>The session was let in before, and its push is decided on after: by then the key is none any more.</summary>
    [Fact]
    public async Task A_push_that_is_under_way_is_refused_when_its_key_is_removed()
    {
        using var app = Checkout.Web(box, "k-slow");
        var ci = Added("k-slow");
        // git's client waits in its own hook, once the far end has told it what there is.
        app.Write(".git/hooks/pre-push", "#!/bin/sh\ntouch started\nread line < go\n");
        Shell.Run(["sh", "-c", $"cd {app.Folder} && chmod +x .git/hooks/pre-push && mkfifo go"]);
        var push = Task.Run(() => ci.Push(app));
        Eventually.True("the push to have begun", () => File.Exists($"{app.Folder}/started"));
        Assert.True(box.Ssh("keys:remove k-slow").Well);
        Shell.Run(["sh", "-c", $"echo > {app.Folder}/go"]);
        var ran = await push;
        Assert.False(ran.Well, $"{ran}");
        Assert.Contains("the key 'k-slow' is none of this box any more", ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("k-slow", box.Verb("apps").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_changed_by_hand_is_repaired_and_a_line_of_somebody_else_stays_and_lets_in()
    {
        var guest = new KeyedClient(box, "k-guest");
        var mine = File.ReadAllText(AuthorizedKeys);
        File.WriteAllText(AuthorizedKeys, $"# by hand\n{guest.Public.TrimEnd()}\n{mine.Replace("restrict,pty,", "", StringComparison.Ordinal)}");
        Eventually.True("the file to be repaired", () => File.ReadAllText(AuthorizedKeys) == $"# by hand\n{guest.Public.TrimEnd()}\n{mine}", more: () => File.ReadAllText(AuthorizedKeys));
        Assert.Equal("hello\n", guest.Ssh("echo hello").Output);
        Assert.Contains("has a line that is not piku's, and whoever it lets in is bound by no rights: SHA256:", box.Verb("keys").Output, StringComparison.Ordinal);
        Assert.Contains("has 1 line that is not piku's", File.ReadAllText($"{box.Root}/logs/pikud.log"), StringComparison.Ordinal);
        File.WriteAllText(AuthorizedKeys, "");
        Eventually.True("our lines to be back", () => File.ReadAllText(AuthorizedKeys) == mine);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AuthorizedKeys));
    }

    /// <summary>As an editor does that keeps the file: nothing may be put in the place of what is being written.</summary>
    [Fact]
    public void A_line_that_is_written_a_moment_after_the_file_was_emptied_is_not_lost()
    {
        var guest = new KeyedClient(box, "k-editor");
        var mine = File.ReadAllText(AuthorizedKeys);
        using (var file = new StreamWriter(AuthorizedKeys, append: false))
        {
            file.BaseStream.SetLength(0);
            SpinWait.SpinUntil(() => new FileInfo(AuthorizedKeys).Length > 0, TimeSpan.FromMilliseconds(20));
            file.Write(guest.Public);
        }

        Eventually.True("both to be there", () => File.ReadAllText(AuthorizedKeys) == $"{guest.Public.TrimEnd()}\n{mine}", more: () => File.ReadAllText(AuthorizedKeys));
        File.WriteAllText(AuthorizedKeys, mine);
    }

    [Fact]
    public void Whoever_an_earlier_piku_let_in_comes_still()
    {
        var old = new KeyedClient(box, "k-old");
        box.Kill("pikud", "TERM");
        Directory.Move($"{box.Root}/state", $"{box.Root}/state-of-now");
        Directory.CreateDirectory($"{box.Root}/state");
        Shell.Run(["chown", "--reference", $"{box.Root}/state-of-now", $"{box.Root}/state"]);
        var fingerprint = Shell.Run(["ssh-keygen", "-lf", $"{old.File}.pub"]).Output.Split(' ')[1];
        var before = File.ReadAllText(AuthorizedKeys);
        File.AppendAllText(AuthorizedKeys, $"restrict,pty,command=\"exec {box.Root}/bin/piku --root {box.Root} ssh --key k-old --fingerprint {fingerprint} --no-reveal\" {old.Public}");
        try
        {
            Assert.True(old.Ssh("apps").Well);
            Assert.Contains("adopted from the file of sshd", old.Ssh("history -n 10").Output, StringComparison.Ordinal);
            Assert.Matches("k-old +admin +all +hidden", old.Ssh("keys").Output);
            Assert.Matches("laptop +admin +all +shown", box.Verb("keys").Output);
            Assert.True(box.Local("piku", "keys:remove", "k-old").Well);
            Assert.Equal(255, old.Ssh("apps").ExitCode);
        }
        finally
        {
            Directory.Delete($"{box.Root}/state", recursive: true);
            Directory.Move($"{box.Root}/state-of-now", $"{box.Root}/state");
            File.WriteAllText(AuthorizedKeys, before);
            box.Start();
        }
    }
}
