using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What is not ours stays, wherever somebody has put it, and what somebody has made of ours can be had back.</summary>
public sealed class ForeignFilesSpecs
{
    private static readonly PaperWorld Settled = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(
        SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application")) with { Runtime = "python", Env = Map(("NGINX_SERVER_NAME", "www.example.org"), ("NGINX_BASIC_AUTH", "ann:s3cret")) })).Settled(drained: true);

    private static RootLayout Root => PaperWorld.Root;

    /// <summary>What somebody has put there · what it says; null of a folder.</summary>
    [Theory]
    [InlineData("uwsgi-enabled/blog_mine.ini", "[uwsgi]\n")]
    [InlineData("uwsgi-enabled/blog_web.1_g7.ini", "[uwsgi]\n")]
    [InlineData("uwsgi/env/blog_mine/HOME", "/root")]
    [InlineData("uwsgi/env/blog_wsgi.1_g1.bak/PATH", "/bin")]
    [InlineData("nginx/certs/blog/key.pem.bak", "a key")]
    [InlineData("nginx/certs/blog/mine.pem", "a key")]
    [InlineData("nginx/files/blog/notes.txt", "notes")]
    [InlineData("run/blog_mine.starts", "..")]
    public void What_bears_an_apps_name_and_is_none_of_its_files_stays(string file, string text)
    {
        var world = Settled with { Box = Settled.Box.WithFile($"{Root.Root}/{file}", text, Noon) };
        Assert.Empty(world.Plan("blog").Steps);
        var destroyed = world.After("blog", new AppCommand.Destroy()).Settled(drained: true);
        Assert.Equal(!file.StartsWith("nginx/", StringComparison.Ordinal), destroyed.Box.FileExists($"{Root.Root}/{file}")); // Whoever puts it into the app's own folder means it for the app.
    }

    [Fact]
    public void A_vassal_of_ours_whose_environment_alone_is_left_goes()
    {
        var folder = new VassalFiles(Root, "blog_wsgi.1_g0").Environment;
        var world = Settled with { Box = Settled.Box.WithFile($"{folder}/PATH", "/bin", Noon) };
        Assert.False(world.Settled(drained: true).Box.FolderExists(folder));
    }

    /// <summary>Its key may be nowhere else.</summary>
    [Fact]
    public void A_certificate_that_somebody_brought_and_changed_by_hand_is_put_aside_and_not_deleted()
    {
        var (given, path) = Given();
        var edited = given with { Box = given.Box.WithFile(path, given.Box.ReadText(path) + "an intermediate\n", Noon) };
        Assert.Equal([path], Drift.Of(Root, edited.Desired("blog"), edited.Observed("blog"), edited.Plan("blog")).Files);
        var steps = new List<Step>();
        edited.Settled(drained: true, (_, plan, _) => steps.AddRange(plan.Steps));
        Assert.Contains(steps, step => step is Step.PutAside(var from, _) && from == path);
        Assert.DoesNotContain(steps, step => step is Step.DropCertificate(var dropped) && dropped == path);
    }

    /// <summary>Where root starts nginx, it serves on.</summary>
    [Fact]
    public void A_certificate_that_root_has_taken_for_itself_is_left_to_it()
    {
        var (given, path) = Given();
        Assert.Empty((given with { Box = given.Box with { Rights = Map((path, FileRights.Secret | FileRights.Another)) } }).Plan("blog").Steps);
    }

    private static (PaperWorld World, string Path) Given()
    {
        var path = Root.Certificate(Blog, "0123456789abcdef");
        var pair = new CertificatePair("0123456789abcdef", ["www.example.org"], "somebody", Noon, Noon.AddDays(900));
        var world = Settled with { Box = Settled.Box.WithFile(path, PemFile.Of(Blog, "a certificate\n"), Noon) };
        return (world.After("blog", new AppCommand.AddCertificate(pair)).Settled(drained: true), path);
    }
}
