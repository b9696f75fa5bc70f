using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Applying.Builds;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Hosts;

/// <summary>What a build comes to on a real machine.</summary>
public sealed class BuildSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-build-").FullName;
    private readonly LinuxHost _host = new("/usr/bin:/bin", TimeProvider.System);

    private RootLayout Root => PaperWorld.Root with { Root = _folder, Home = _folder };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_built_dies_of_a_broken_pipe_as_everywhere()
    {
        Assert.IsType<BuildOutcome.Built>(await Build([("preflight", "while :; do echo x; done | head -n 1")], ("PIKU_BUILD_TIMEOUT", "15")));
        Assert.Equal("-----> Running preflight for 'blog'\n       x\n", Log);
    }

    [Fact]
    public async Task All_commands_of_a_build_have_one_time_in_which_to_end()
    {
        var outcome = await Build([("preflight", "sleep 4"), ("release", "sleep 4")], ("PIKU_BUILD_TIMEOUT", "6"));
        Assert.Equal(new BuildOutcome.Failed("release did not end within PIKU_BUILD_TIMEOUT (6 s)"), outcome);
    }

    private string Log => File.ReadAllText(Root.RolloutLog(Blog, 1));

    private async Task<BuildOutcome> Build((string Kind, string Command)[] processes, params (string Key, string Value)[] config)
    {
        var slug = SlugOf("aaaaaaaaaaaaaaaa", "a1", "First", processes);
        var app = Fold([new AppEvent.Created(), new AppEvent.ConfigChanged(Map(config), []), new AppEvent.SlugReceived(slug), new AppEvent.ReleaseCreated(1, 1, slug.Fingerprint, ReleaseCause.Push, "First")]);
        foreach (var folder in new[] { Root.Slug(Blog, slug.Fingerprint), Root.Run, Root.Logs(Blog), Root.Data(Blog) }) Directory.CreateDirectory(folder);
        using var builder = new Builder(Root, _host);
        return await builder.Build(app, app.Release(1), new RolloutLog(Root, _host, app, generation: 1), TestContext.Current.CancellationToken);
    }
}
