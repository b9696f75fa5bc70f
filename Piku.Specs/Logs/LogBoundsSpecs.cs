using Piku.Domain.Apps;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Planning;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Logs;

/// <summary>No log grows without end.</summary>
public sealed class LogBoundsSpecs : IDisposable
{
    private readonly RootLayout _root = PaperWorld.Root with { Root = Directory.CreateTempSubdirectory("piku-bounds-").FullName };
    private readonly LinuxHost _host = new("/usr/bin:/bin", TimeProvider.System);

    public LogBoundsSpecs()
    {
        foreach (var folder in new[] { "logs/blog", "logs/shop", "acme", "run" }) Directory.CreateDirectory($"{_root.Root}/{folder}");
    }

    public void Dispose() => Directory.Delete(_root.Root, recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void What_its_writer_does_not_bound_is_in_the_table() => Assert.Equal(
        ["blog/access.log Nginx", "emperor.log Appending", "nginx-access.log Nginx", "nginx-error.log Nginx", "pikud.log Appending", "sshd.log Appending"],
        LogBounds.Of(_root, ["blog", "emperor.log", "nginx-access.log", "nginx-error.log", "pikud.log", "sshd.log", "pikud.log.1", "of somebody"]).Select(log => $"{log.Path[(_root.Root.Length + "/logs/".Length)..]} {log.Writer}"));

    [Fact]
    public async Task What_is_too_large_is_put_aside_in_the_place_of_the_one_before_and_what_is_not_is_left()
    {
        Fill("blog/access.log", LogBounds.Most + 1);
        Fill("blog/access.log.1", 5);
        Fill("shop/access.log", LogBounds.Most);
        Fill("nginx-error.log", LogBounds.Most + 2);
        Fill("pikud.log", LogBounds.Most + 3);
        Fill("blog/web.1.log", LogBounds.Most + 4);
        using var gate = new NginxGate(_root, _host);
        await new LogLoop(_root, _host, gate).Pass(Cancel);
        Assert.Equal(
            [$"blog/access.log.1 {LogBounds.Most + 1}", $"blog/web.1.log {LogBounds.Most + 4}", $"nginx-error.log.1 {LogBounds.Most + 2}", "pikud.log 0", $"pikud.log.1 {LogBounds.Most + 3}", $"shop/access.log {LogBounds.Most}"],
            Directory.EnumerateFiles($"{_root.Root}/logs", "*", SearchOption.AllDirectories).Select(path => $"{path[(_root.Root.Length + "/logs/".Length)..]} {new FileInfo(path).Length}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_writer_that_never_opens_its_log_again_goes_on_at_its_beginning()
    {
        var path = $"{_root.Root}/logs/pikud.log";
        using var writer = new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
        writer.Write("before\n"u8);
        Assert.Equal(0, Shell.Run(["sh", "-c", "exec 7>>\"$1\"; echo one >&7; : >\"$1\"; echo two >&7", "sh", $"{path}.shell"]).ExitCode);
        Assert.Equal("two\n", File.ReadAllText($"{path}.shell"));
        _host.CutOff(path, $"{path}.1");
        Assert.Equal(("", "before\n"), (File.ReadAllText(path), File.ReadAllText($"{path}.1")));
    }

    [Fact]
    public void Where_no_copy_can_be_made_the_log_is_made_empty_all_the_same()
    {
        var path = $"{_root.Root}/logs/pikud.log";
        File.WriteAllText(path, "before\n");
        _host.CutOff(path, $"{_root.Root}/nowhere/pikud.log.1");
        Assert.Equal("", File.ReadAllText(path));
    }

    [Fact]
    public void What_a_CA_said_about_an_app_that_is_gone_goes_too() => Assert.Equal(
        [$"{_root.Root}/acme/gone.log"],
        LogBounds.OfNobody(_root, ["blog", "pikud.log"], ["blog.log", "gone.log", "lego", "webroot", "UPPER case.log", "gone.txt"]));

    [Fact]
    public void Of_what_a_tool_says_without_end_the_beginning_is_kept_and_steps_are_all_kept()
    {
        var log = new RolloutLog(_root, _host, App.Absent(Samples.Blog), 1);
        var line = new string('x', 3_900);
        for (var i = 0; i < 2_000; i++) log.Output(line);
        log.Step("Running the next tool");
        var kept = File.ReadLines(_root.RolloutLog(Samples.Blog, 1)).ToList();
        Assert.InRange(new FileInfo(_root.RolloutLog(Samples.Blog, 1)).Length, RolloutLog.Most, RolloutLog.Most + 10_000);
        Assert.Equal(["       … and more, which is not kept", "-----> Running the next tool"], kept.TakeLast(2));
    }

    private void Fill(string name, long bytes)
    {
        using var file = new FileStream($"{_root.Root}/logs/{name}", FileMode.Create);
        file.SetLength(bytes);
    }
}
