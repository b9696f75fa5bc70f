using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Layout;

/// <summary>The files of a line or two that one part writes and another one reads.</summary>
public sealed class SmallFileSpecs
{
    [Theory]
    [InlineData(3, true, "200 OK")]
    [InlineData(0, false, "500 Internal Server Error")]
    public void What_a_process_has_answered_is_read_as_it_was_written(int attempts, bool isWell, string answer) =>
        Assert.Equal(new CheckResult(attempts, isWell, answer), CheckResult.TryParse(new CheckResult(attempts, isWell, answer).Text));

    [Theory]
    [InlineData("3 5\n", 3, 5)]
    [InlineData("3 0\n", 3, null)]
    [InlineData("3\n", 3, null)]
    public void A_process_that_ended_early_waits_for_its_seconds_and_for_none_it_does_not(string text, int row, int? waits) => Assert.Equal(new EarlyEnds(row, waits), EarlyEnds.TryParse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3 x\n")]
    [InlineData("x 3\n")]
    [InlineData("1 2 3\n")]
    public void What_the_script_has_not_written_is_no_note_of_it(string? text) => Assert.Null(EarlyEnds.TryParse(text));

    [Fact]
    public void A_file_belongs_to_the_app_in_its_first_line_and_to_no_other()
    {
        Assert.True(Ownership.IsOf(Samples.Blog, Ownership.Mark('#', Samples.Blog)));
        Assert.True(Ownership.IsOf(Samples.Blog, "; piku: app=blog sha256=1\n"));
        Assert.All(["# piku: app=blog-2\n", "\n# piku: app=blog\n", "# piku: app=blog", ""], text => Assert.False(Ownership.IsOf(Samples.Blog, text)));
    }

    [Fact]
    public void A_certificates_file_is_whole_as_it_was_written_and_never_else()
    {
        var text = PemFile.Of(Samples.Blog, "certificate\nkey\n");
        Assert.True(PemFile.IsWhole(Samples.Blog, text));
        Assert.All([text[..^1], text + "\n", text.Replace("key", "Key", StringComparison.Ordinal), "", "# piku: app=blog\ncertificate\nkey\n"], other => Assert.False(PemFile.IsWhole(Samples.Blog, other)));
    }

    [Theory]
    [InlineData("# piku: app=blog\ncommit=1\nbytes=12\n", 12L)]
    [InlineData("# piku: app=blog\ncommit=1\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_manifest_of_before_there_were_sizes_tells_none(string? text, long? bytes) => Assert.Equal(bytes, Manifest.BytesOf(text));

    [Theory]
    [InlineData("rollout-7.log", 7)]
    [InlineData("rollout-12.log", 12)]
    [InlineData("rollout-.log", null)]
    [InlineData("rollout-7.log.1", null)]
    [InlineData("rollout-7", null)]
    [InlineData("7.log", null)]
    [InlineData("web.1.log", null)]
    [InlineData("rollout.log", null)]
    public void A_rollouts_log_bears_its_generation(string file, int? generation) => Assert.Equal(generation, RootLayout.GenerationOf(file));

    [Theory]
    [InlineData("/home/piku/.piku/nginx/sites/blog.conf", "nginx/sites/blog.conf")]
    [InlineData("/home/piku/.ssh/authorized_keys", "home/piku/.ssh/authorized_keys")]
    [InlineData("/home/piku/.piku-2/x", "home/piku/.piku-2/x")]
    public void What_is_in_the_root_is_told_from_there(string path, string told) => Assert.Equal(told, PaperWorld.Root.Below(path));

    [Fact]
    public void A_slugs_manifest_is_beside_its_folder() => Assert.Equal("/home/piku/.piku/slugs/blog/.aa", PaperWorld.Root.SlugManifest(Samples.Blog, "aa"));

    [Fact]
    public void With_the_boxs_nginx_its_files_are_the_boxs_and_with_pikus_own_pikus()
    {
        var (own, box) = (PaperWorld.Root, PaperWorld.Root with { SharesNginx = true });
        Assert.Equal(("/home/piku/.piku/nginx/nginx.conf", "/home/piku/.piku/run/nginx.pid", "/home/piku/.piku/logs/nginx-error.log"), (own.NginxConf, own.NginxPid, own.NginxErrors));
        Assert.Equal(("/home/piku/.piku/nginx/piku.conf", "/run/nginx.pid", null), (box.NginxConf, box.NginxPid, box.NginxErrors));
    }

    [Fact]
    public void Where_no_port_is_free_it_is_told_which_were_looked_at() => Assert.StartsWith("no port from 20000 to 20999 is free; ", PaperWorld.Root.WhyNoPort, StringComparison.Ordinal);
}
