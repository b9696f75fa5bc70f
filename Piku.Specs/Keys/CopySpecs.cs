using Piku.Domain.Apps;
using Piku.Domain.Keys;
using Piku.Specs.Support;
using Piku.Ssh.Copies;
using Xunit;

namespace Piku.Specs.Keys;

/// <summary>What scp, sftp and rsync may be asked for, and in which world they run.</summary>
public sealed class CopySpecs
{
    [Theory]
    [InlineData("-t blog/dump.sql", true, "blog", "-t -- blog/dump.sql")]
    [InlineData("-r -p -d -t -- blog/up", true, "blog", "-r -p -d -t -- blog/up")]
    [InlineData("-f /blog/a", false, "blog", "-f -- /blog/a")]
    [InlineData("-f -- -x", false, null, "-f -- -x")]
    public void What_scp_asks_for_is_passed_on(string line, bool isWriting, string? app, string words)
    {
        var copy = Copy.OfScp([.. line.Split(' ')])!;
        Assert.Equal((isWriting, app, isWriting ? Right.Deploy : Right.Read), (copy.IsWriting, copy.App?.Value, copy.Needs));
        Assert.Equal($"/usr/bin/scp {words}", string.Join(' ', copy.Program));
    }

    [Theory]
    [InlineData("blog/a blog/b")]
    [InlineData("-t")]
    [InlineData("-t -f blog/a")]
    [InlineData("-S sh -t blog/a")]
    [InlineData("-oProxyCommand=sh -t blog/a")]
    [InlineData("-t blog/a blog/b")]
    public void What_only_the_near_end_of_scp_takes_is_refused(string line) => Assert.Null(Copy.OfScp([.. line.Split(' ')]));

    [Theory]
    [InlineData("--server -vlogDtpre.iLsfxCIvu . blog/up/", true, "blog")]
    [InlineData("--server --sender -logDtpre.iLsfxCIvu . blog/up/", false, "blog")]
    [InlineData("--server -e.Ls . .", true, null)]
    public void What_rsync_asks_for_is_passed_on(string line, bool isWriting, string? app)
    {
        var copy = Copy.OfRsync([.. line.Split(' ')])!;
        Assert.Equal((isWriting, app), (copy.IsWriting, copy.App?.Value));
        Assert.Equal($"/usr/bin/rsync {line}", string.Join(' ', copy.Program));
    }

    [Theory]
    [InlineData("blog/a host:b")]
    [InlineData("--daemon --server .")]
    [InlineData("--server --daemon .")]
    [InlineData("--server --config=/APP/rsyncd.conf .")]
    [InlineData("--server")]
    public void What_is_not_the_far_end_of_rsync_is_refused(string line) => Assert.Null(Copy.OfRsync([.. line.Split(' ')]));

    [Fact]
    public void The_world_of_a_copy_has_programs_and_data_folders_and_nothing_else()
    {
        var line = Sandbox.Of(PaperWorld.Root, "/usr/bin/bwrap", [Samples.Blog, AppName.Parse("shop")], isWritable: true, Copy.OfSftp(true).Program);
        Assert.Equal(
            "/usr/bin/bwrap --unshare-all --uid 1000 --gid 1000 --die-with-parent --new-session --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin "
            + $"--dev /dev --ro-bind {PaperWorld.Root.Root}/run/copy-users /etc/passwd --bind {PaperWorld.Root.Root}/data/blog /blog --bind {PaperWorld.Root.Root}/data/shop /shop "
            + "--remount-ro / --chdir / -- /usr/lib/openssh/sftp-server",
            line.ToString());
        Assert.Equal(["HOME", "PATH"], line.Environment.Keys);
    }

    [Fact]
    public void Who_may_only_read_finds_what_cannot_be_written()
    {
        var line = Sandbox.Of(PaperWorld.Root, "/usr/bin/bwrap", [Samples.Blog], isWritable: false, Copy.OfSftp(false).Program);
        Assert.DoesNotContain("--bind", line.Arguments);
        Assert.Equal(["/usr/lib/openssh/sftp-server", "-R"], line.Arguments[^2..]);
    }
}
