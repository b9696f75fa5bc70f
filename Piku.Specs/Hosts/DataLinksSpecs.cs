using Piku.Ssh.Git;
using Xunit;

namespace Piku.Specs.Hosts;

public sealed class DataLinksSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-links-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_path_of_the_app_leads_to_the_same_path_of_its_data()
    {
        DataLinks.Make(_folder, "/data/blog", ["db.sqlite3", "var/lib/state"]);
        Assert.Equal(("/data/blog/db.sqlite3", "/data/blog/var/lib/state"), (Target("db.sqlite3"), Target("var/lib/state")));
    }

    [Fact]
    public void What_the_commit_has_goes_first()
    {
        File.WriteAllText($"{_folder}/file", "its own");
        Directory.CreateDirectory($"{_folder}/folder");
        File.CreateSymbolicLink($"{_folder}/dangling", "/nowhere/at/all");
        DataLinks.Make(_folder, "/data/blog", ["file", "folder", "dangling"]);
        Assert.Equal((null, null, "/nowhere/at/all"), (Target("file"), Target("folder"), Target("dangling")));
    }

    [Fact]
    public void Nothing_is_made_through_a_link_or_a_file_of_the_commit()
    {
        var outside = Directory.CreateTempSubdirectory("piku-outside-").FullName;
        Directory.CreateSymbolicLink($"{_folder}/away", outside);
        File.WriteAllText($"{_folder}/file", "");
        DataLinks.Make(_folder, "/data/blog", ["away/x", "away/y/z", "file/x"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Directory.Delete(outside);
    }

    [Fact]
    public void A_folder_of_the_commit_can_have_links_in_it()
    {
        Directory.CreateDirectory($"{_folder}/public");
        DataLinks.Make(_folder, "/data/blog", ["public/uploads"]);
        Assert.Equal("/data/blog/public/uploads", Target("public/uploads"));
    }

    [Theory]
    [InlineData(".gitkeep")]
    [InlineData(".keep")]
    [InlineData("2024/.gitignore")]
    public void A_folder_that_the_commit_merely_keeps_becomes_the_link(string keeper)
    {
        Put($"uploads/{keeper}");
        DataLinks.Make(_folder, "/data/blog", ["uploads"]);
        Assert.Equal("/data/blog/uploads", Target("uploads"));
    }

    [Fact]
    public void A_folder_that_has_more_than_that_stays()
    {
        Put("uploads/.gitkeep");
        Put("uploads/logo.png");
        DataLinks.Make(_folder, "/data/blog", ["uploads"]);
        Assert.Null(Target("uploads"));
        Assert.True(File.Exists($"{_folder}/uploads/logo.png"));
    }

    [Fact]
    public void There_is_no_room_for_what_is_there_or_lies_behind_a_link_or_a_file()
    {
        Put("file");
        Put("folder/other");
        Directory.CreateSymbolicLink($"{_folder}/away", "/tmp");
        File.CreateSymbolicLink($"{_folder}/dangling", "/nowhere/at/all");
        foreach (var path in new[] { "file", "folder", "away", "dangling", "away/x", "away/x/y", "file/x" }) Assert.False(DataLinks.HasRoom(_folder, path), path);
        foreach (var path in new[] { "new", "folder/new", "new/er" }) Assert.True(DataLinks.HasRoom(_folder, path), path);
    }

    private void Put(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_folder}/{path}")!);
        File.WriteAllText($"{_folder}/{path}", "");
    }

    private string? Target(string path) => new FileInfo($"{_folder}/{path}").LinkTarget;
}
