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

/// <summary>A folder under a name that others use is whole, on a real file system.</summary>
public sealed class WholeFolderSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-whole-").FullName;
    private readonly LinuxHost _host = new("/usr/bin:/bin", TimeProvider.System);

    private RootLayout Root => PaperWorld.Root with { Root = _folder, Home = _folder };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_size_is_that_of_all_files_and_of_nothing_that_links_lead_to()
    {
        File.WriteAllText(Made("a/.hidden/b"), "12345");
        File.WriteAllText(Made("a/c"), "678");
        File.WriteAllText(Made("elsewhere/d"), "not counted");
        File.CreateSymbolicLink($"{_folder}/a/file", $"{_folder}/elsewhere/d");
        File.CreateSymbolicLink($"{_folder}/a/folder", $"{_folder}/elsewhere");
        Assert.Equal((8, 0), (_host.Size($"{_folder}/a"), _host.Size($"{_folder}/nothing")));
    }

    [Fact]
    public void A_folder_is_put_in_place_with_all_that_is_in_it()
    {
        File.WriteAllText(Made("incoming/a/b"), "all of it");
        _host.PutFolder($"{_folder}/incoming", $"{_folder}/name");
        Assert.Equal((false, "all of it"), (Directory.Exists($"{_folder}/incoming"), File.ReadAllText($"{_folder}/name/a/b")));
        Directory.CreateDirectory($"{_folder}/incoming");
        Assert.ThrowsAny<IOException>(() => _host.PutFolder($"{_folder}/incoming", $"{_folder}/name"));
    }

    [Fact]
    public void A_folder_that_is_taken_away_has_no_name_any_more_whatever_a_crash_has_left()
    {
        File.WriteAllText(Made(".name.gone/half"), "of an earlier one");
        File.WriteAllText(Made("name/a"), "a");
        var aside = _host.TakeAway($"{_folder}/name");
        Assert.Equal([".name.gone"], _host.List(_folder));
        Assert.Equal(["a"], _host.List(aside!));
        Assert.Null(_host.TakeAway($"{_folder}/name"));
    }

    [Fact]
    public async Task Half_an_environment_is_built_anew_and_a_whole_one_is_not_touched()
    {
        var slug = SlugA with { Runtime = "python", Processes = Map(("wsgi", "app:application")) };
        var app = Fold([new AppEvent.Created(), new AppEvent.SlugReceived(slug), new AppEvent.ReleaseCreated(1, 1, slug.Fingerprint, ReleaseCause.Push, "First")]);
        File.WriteAllText(Made($"slugs/blog/{slug.Fingerprint}/requirements.txt"), "# nothing\n");
        foreach (var folder in new[] { Root.Run, Root.Logs(Blog), Root.Data(Blog) }) Directory.CreateDirectory(folder);
        using var builder = new Builder(Root, _host);

        var fingerprint = await Built(builder, app, generation: 1);
        var environment = Root.Environment(Blog, fingerprint);
        Assert.Equal(_host.Size(environment) - File.ReadAllText(RootLayout.Manifest(environment)).Length, Manifest.BytesOf(File.ReadAllText(RootLayout.Manifest(environment))));
        Assert.Contains("Creating the virtual environment", Log(1), StringComparison.Ordinal);

        File.WriteAllText($"{environment}/mark", "still there");
        Assert.Equal(fingerprint, await Built(builder, app, generation: 2));
        Assert.Equal("-----> Dependencies of 'blog' are unchanged\n", Log(2));
        Assert.True(File.Exists($"{environment}/mark"));

        File.Delete(RootLayout.Manifest(environment));
        File.Delete($"{environment}/bin/python3");
        Assert.Equal(fingerprint, await Built(builder, app, generation: 3));
        Assert.Contains("Creating the virtual environment", Log(3), StringComparison.Ordinal);
        Assert.Equal((true, true, false), (File.Exists($"{environment}/bin/python3"), File.Exists(RootLayout.Manifest(environment)), File.Exists($"{environment}/mark")));
    }

    private async Task<string> Built(Builder builder, App app, int generation)
    {
        var outcome = await builder.Build(app, app.Release(1), new RolloutLog(Root, _host, app, generation), TestContext.Current.CancellationToken);
        return Assert.IsType<BuildOutcome.Built>(outcome).Environment!;
    }

    private string Log(int generation) => File.ReadAllText(Root.RolloutLog(Blog, generation));

    private string Made(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_folder}/{path}")!);
        return $"{_folder}/{path}";
    }
}
