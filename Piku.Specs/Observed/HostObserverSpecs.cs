using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning.Drifting;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Observed;

public sealed class HostObserverSpecs
{
    private static readonly AppName Blog = AppName.Parse("blog");

    /// <summary>To ask the kernel costs more than all other looks together.</summary>
    [Theory]
    [InlineData("wsgi", "GREETING", false)]
    [InlineData("web", "PORT", true)]
    public void Ports_are_looked_at_only_where_a_process_was_given_one(string kind, string variable, bool areSeen)
    {
        var box = PaperBox.Empty with { OtherPorts = [20001] };
        var seen = new HostObserver(PaperWorld.Root, box.WithFile($"{PaperWorld.Root.VassalEnvironments}/blog_{kind}.1_g1/{variable}", "20001", Samples.Noon)).Look(Blog);
        Assert.Equal(areSeen, seen.ListeningPorts.Contains(20001));
    }

    /// <summary>What is found in an app's own folders is deleted once nothing needs it.</summary>
    [Theory]
    [InlineData("slugs/blog")]
    [InlineData("envs/blog")]
    [InlineData("nginx/files/blog")]
    [InlineData("nginx/certs/blog")]
    public void Nothing_behind_a_link_in_the_place_of_an_apps_folder_is_found(string folder)
    {
        var root = PaperWorld.Root with { Root = Directory.CreateTempSubdirectory("piku-links-").FullName };
        try
        {
            foreach (var one in root.Folders.Append($"{root.Root}/mine/0123456789abcdef")) Directory.CreateDirectory(one);
            foreach (var name in new[] { "0123456789abcdef.pem", "users.0123456789abcdef", "letters" }) File.WriteAllText($"{root.Root}/mine/{name}", "mine");
            File.CreateSymbolicLink($"{root.Root}/{folder}", $"{root.Root}/mine");
            var seen = new HostObserver(root, new LinuxHost("", TimeProvider.System)).Look(Blog);
            Assert.Equal((0, 0, 0, 0), (seen.Slugs.Count, seen.Environments.Count, seen.SiteFiles.Count, seen.Certificates.Count));
            Assert.Equal([$"{root.Root}/{folder}"], seen.InTheWay.Keys);
        }
        finally
        {
            Directory.Delete(root.Root, recursive: true);
        }
    }

    [Fact]
    public void A_link_to_a_disk_that_is_not_there_yet_is_waited_for_and_nothing_takes_its_place()
    {
        var root = PaperWorld.Root with { Root = Directory.CreateTempSubdirectory("piku-disk-").FullName };
        try
        {
            File.CreateSymbolicLink($"{root.Root}/data", "/mnt/nowhere/data");
            var trouble = Assert.Throws<IOException>(() => FilePlan.OfFolders(root, new OwnFiles(new LinuxHost("", TimeProvider.System)), Samples.Noon));
            Assert.Equal($"{root.Root}/data leads to /mnt/nowhere/data, which is not there; is its disk mounted?", trouble.Message);
        }
        finally
        {
            Directory.Delete(root.Root, recursive: true);
        }
    }

    [Fact]
    public void A_process_that_was_started_while_the_disk_was_full_was_started()
    {
        var box = PaperBox.Empty.WithFile($"{PaperWorld.Root.VassalEnvironments}/blog_web.1_g1/PORT", "20001", Samples.Noon);
        Assert.Equal(0, new HostObserver(PaperWorld.Root, box).Look(Blog).Vassal("blog_web.1_g1").Starts);
        var started = new HostObserver(PaperWorld.Root, box.WithFile($"{PaperWorld.Root.Run}/blog_web.1_g1.starts", "", Samples.Noon)).Look(Blog).Vassal("blog_web.1_g1");
        Assert.Equal((1, Samples.Noon), (started.Starts, started.LastStart));
    }
}
