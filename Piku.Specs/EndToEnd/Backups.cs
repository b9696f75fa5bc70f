using System.Collections.Immutable;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>The disk dies, and the box comes back from its export. On a box of its own, since everything of it goes here.</summary>
public sealed class Backups(PrivateBox box) : IClassFixture<PrivateBox>
{
    /// <summary>What the reconciler writes, what a push brings, and what an app keeps.</summary>
    private static readonly string[] Kept = ["uwsgi-enabled", "uwsgi", "nginx/sites", "nginx/nginx.conf", "slugs", "apps", "data", "state/keys", "state/head", "piku.conf", "ssh/authorized_keys"];

    [Fact]
    public void Make_an_empty_box_what_the_other_was()
    {
        using var web = Checkout.Web(box, "b-web");
        using var site = Checkout.Of(box, "b-static", "static");
        web.Pushed();
        site.Pushed();
        box.Verb("config:set b-web PASSWORD='two words' COLOUR=blue");
        box.Verb("ps:scale b-web web=2");
        web.Write("says", "two").Commit("Second").Pushed();
        Eventually.True("the end of former processes", () => box.Vassals("b-web").Length == 2);
        Assert.True(box.Local("piku", "run", "b-web", "umask 077; echo kept > $DATA_ROOT/file; mkdir $DATA_ROOT/deep; ln -s ../file $DATA_ROOT/deep/link").Well);
        var tar = $"{box.Root}-tar/box.tar";
        MakeFolderForAll($"{box.Root}-tar");
        Exported(tar, "export", "--with-repos");
        var (events, files, history) = (Export(), Files(), box.Verb("history -n 1000 --json --reveal").Output);

        box.Wipe();
        Assert.DoesNotContain("Warning", Well(box.Local("piku", "import", tar)), StringComparison.Ordinal);
        Assert.Equal(events, Export());
        box.Start();
        Eventually.True("the apps to serve again", () => web.Get().Body == "two" && site.Get().Status == 200);
        Eventually.True("all files to be as they were", () => Files().SequenceEqual(files), more: () => string.Join('\n', Files().Except(files).Concat(["before:"]).Concat(files.Except(Files()))));
        Assert.Equal(history, box.Verb("history -n 1000 --json --reveal").Output);
        Assert.Equal("two words\n", box.Verb("config:get b-web PASSWORD").Output);

        web.Write("says", "three").Commit("Third").Pushed();
        web.Serves("three");
        Assert.Contains("as they were recorded", box.Verb("journal verify").Output, StringComparison.Ordinal);
        Assert.Contains("this box has", box.Local("piku", "import", tar).Errors, StringComparison.Ordinal);

        Leaves_settings_to_be_set_again_without_secrets_and_code_to_be_pushed_again_without_repositories(web);
    }

    private void Leaves_settings_to_be_set_again_without_secrets_and_code_to_be_pushed_again_without_repositories(Checkout web)
    {
        var lines = $"{box.Root}-tar/box.jsonl";
        Exported(lines, "export", "--without-secrets");
        Assert.DoesNotContain("keys", File.ReadLines(lines).First(), StringComparison.Ordinal);
        box.Wipe();
        box.Start();
        var guest = new KeyedClient(box, "b-guest");
        Assert.True(box.Ssh("keys:add b-guest --role read", guest.Public).Well);
        var said = Well(box.Local("piku", "import", lines));
        Assert.Equal("*b-static\n b-web\n", guest.Ssh("apps").Output.Replace("*b-web", " b-web", StringComparison.Ordinal));
        Assert.Contains("as they were recorded", box.Verb("journal verify").Output, StringComparison.Ordinal);
        Assert.Contains("Warning: the export has no repository of 'b-web'; push it again: git push piku main.", said, StringComparison.Ordinal);
        Assert.Contains("Warning: the export has no key of 'b-web'; set again: COLOUR, NGINX_SERVER_NAME, PASSWORD, PIKU_DRAIN_SECONDS.", said, StringComparison.Ordinal);
        box.Start();
        var set = box.Ssh($"config:set b-web COLOUR=red PASSWORD=new NGINX_SERVER_NAME={web.Host} PIKU_DRAIN_SECONDS=0");
        Assert.Contains("push again", set.Errors, StringComparison.Ordinal);
        web.Pushed();
        web.Serves("three");
        Assert.Contains("b'COLOUR': b'red'", web.Get("/env").Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"hello\": 1}\n")]
    [InlineData("PK nothing of the kind")]
    public void That_are_none_change_nothing(string content)
    {
        var empty = $"{box.Root}-none-{content.Length}";
        MakeFolderForAll(empty);
        File.WriteAllText($"{empty}/file", content);
        var ran = Shell.Run([$"{box.Root}/bin/piku", "--root", $"{empty}/r", "import", $"{empty}/file"]);
        Assert.True(ran.ExitCode == 1 && ran.Errors.Contains("Error: this is not an export of piku", StringComparison.Ordinal), $"{ran}");
        Assert.False(Directory.Exists($"{empty}/r/state"));
    }

    [Fact]
    public void Are_not_for_a_key_that_may_see_no_values()
    {
        var key = $"{box.Folder}/masked";
        Shell.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f", key]);
        Assert.Contains("sees no values", Well(Shell.Run(["sh", "-c", $"exec {box.SshLine} setup:ssh - --name ci --no-reveal < {key}.pub"])), StringComparison.Ordinal);
        foreach (var verb in new[] { "export", "export --with-repos", "history --reveal", "import -", "run b-web env" })
        {
            var ran = Shell.Run(["sh", "-c", $"exec {box.SshLine.Replace($"{box.Folder}/client/key", key, StringComparison.Ordinal)} {verb}"]);
            Assert.True(ran.ExitCode == 1 && ran.Output == "", $"{ran}");
            Assert.Equal("Error: the key 'ci' may not see values of settings; ask with a key that may.\n", ran.Errors);
        }
    }

    private void Exported(string file, params string[] words) => Well(box.Local(["piku", .. words, file]));

    private string Export() => Well(box.Local("piku", "export"));

    private static string Well(Ran ran)
    {
        Assert.True(ran.Well, $"{ran}");
        return ran.Output;
    }

    private static void MakeFolderForAll(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, (UnixFileMode)0x1FF);
    }

    /// <summary>Name, rights and content of each; what Python compiles beside an app's files is its own affair.</summary>
    private ImmutableArray<string> Files() =>
        [.. Well(Shell.Run(["sh", "-c", $"cd {box.Root} && find {string.Join(' ', Kept)} -path '*/__pycache__*' -prune -o \\( -type l -printf '%p -> %l\\n' -o -type f -printf '%m ' -exec sha256sum {{}} \\; \\) | sort -k 3"])).Split('\n')];
}
