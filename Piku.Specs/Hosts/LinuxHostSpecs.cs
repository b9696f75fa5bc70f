using System.Text;
using Piku.Domain.Releases.Runtimes;
using Piku.Reconciler;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Hosts;

/// <summary>What was found to be otherwise than one thinks, on a real file system.</summary>
public sealed class LinuxHostSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-host-").FullName;
    private readonly LinuxHost _host = new("/usr/bin:/bin", TimeProvider.System);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_link_to_a_folder_is_pointed_elsewhere_at_once()
    {
        foreach (var slug in new[] { "one", "two" })
        {
            Directory.CreateDirectory($"{_folder}/{slug}");
            _host.Link($"{_folder}/app", $"{_folder}/{slug}");
            Assert.Equal($"{_folder}/{slug}", _host.LinkTarget($"{_folder}/app"));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder, ".*"));
    }

    [Fact]
    public void A_folder_from_which_a_tool_took_the_right_to_write_is_deleted_and_what_its_links_lead_to_is_not()
    {
        var (kept, folder) = (Directory.CreateDirectory($"{_folder}/kept").FullName, Directory.CreateDirectory($"{_folder}/cache/a/b").FullName);
        File.WriteAllText($"{kept}/file", "");
        File.WriteAllText($"{folder}/file", "");
        Directory.CreateSymbolicLink($"{folder}/link", kept);
        foreach (var each in new[] { kept, folder, $"{_folder}/cache/a" }) File.SetUnixFileMode(each, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _host.DeleteFolder($"{_folder}/cache");
        Assert.False(Directory.Exists($"{_folder}/cache"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(kept));
        File.SetUnixFileMode(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.True(File.Exists($"{kept}/file"));
    }

    [Fact]
    public void What_stands_at_a_path_is_told_without_following_it()
    {
        File.WriteAllText($"{_folder}/file", "");
        File.SetUnixFileMode($"{_folder}/file", UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Directory.CreateSymbolicLink($"{_folder}/link", _folder);
        Assert.Equal(new FileForm(FileKind.File, FileRights.Private & ~0x80), _host.Form($"{_folder}/file"));
        Assert.Equal(new FileForm(FileKind.Link), _host.Form($"{_folder}/link"));
        Assert.Equal((FileKind.Folder, FileKind.None, FileKind.Other), (_host.Form(_folder).Kind, _host.Form($"{_folder}/none").Kind, _host.Form("/dev/null").Kind));
    }

    [Theory]
    [InlineData(FileRights.Public)]
    [InlineData(FileRights.Private)]
    [InlineData(FileRights.Secret)]
    public void A_file_gets_the_rights_that_it_should_have_whatever_it_had_and_they_can_be_given_back(int rights)
    {
        var path = $"{_folder}/file";
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        _host.WriteFile(path, "text", rights: rights);
        Assert.Equal(new FileForm(FileKind.File, rights), _host.Form(path));
        File.SetUnixFileMode(path, UnixFileMode.None);
        _host.SetRights(path, rights);
        Assert.Equal(new FileForm(FileKind.File, rights), _host.Form(path));
        _host.SetRights($"{_folder}/none", rights);
    }

    [Fact]
    public void What_is_in_the_way_is_put_aside_whatever_it_is_and_what_is_kept_is_for_the_owner_alone()
    {
        Directory.CreateDirectory($"{_folder}/site.conf/inner");
        _host.PutAside($"{_folder}/site.conf", $"{_folder}/drift/now/sites/site.conf");
        Assert.True(Directory.Exists($"{_folder}/drift/now/sites/site.conf/inner"));
        Assert.Equal(FileRights.SecretFolder, _host.Form($"{_folder}/drift").Rights);
        _host.PutAside($"{_folder}/none", $"{_folder}/drift/now/none");

        File.WriteAllText($"{_folder}/file", "text");
        File.CreateSymbolicLink($"{_folder}/link", "/etc/passwd");
        foreach (var name in new[] { "file", "link", "none" }) _host.Keep($"{_folder}/{name}", $"{_folder}/drift/now/{name}");
        Assert.Equal(("text", FileRights.Secret), (File.ReadAllText($"{_folder}/drift/now/file"), _host.Form($"{_folder}/drift/now/file").Rights));
        Assert.Equal("/etc/passwd", _host.LinkTarget($"{_folder}/drift/now/link"));
        Assert.False(Path.Exists($"{_folder}/drift/now/none"));
    }

    [Fact]
    public void A_file_that_is_written_again_within_a_second_gets_a_later_second()
    {
        var path = $"{_folder}/a.ini";
        _host.WriteFile(path, "one");
        var first = _host.Modified(path);
        _host.WriteFile(path, "two", notBefore: first);
        Assert.True(_host.Modified(path) >= first!.Value.AddSeconds(1), $"{_host.Modified(path):O} after {first:O}");
    }

    [Fact]
    public void A_lock_that_cannot_be_made_is_an_error_and_not_somebody_elses() =>
        Assert.ThrowsAny<IOException>(() => _host.TryLock($"{_folder}/nowhere/lock"));

    [Fact]
    public void Asking_for_a_lock_is_seen_by_nobody_who_asks_at_the_same_time()
    {
        var path = $"{_folder}/lock";
        File.WriteAllText(path, "");
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)) Assert.False(_host.IsLocked(path));
        using (_host.TryLock(path)) Assert.True(_host.IsLocked(path));
        Assert.False(_host.IsLocked(path));
    }

    [Fact]
    public void A_tool_that_could_not_be_asked_once_is_asked_again_and_one_that_has_answered_is_not()
    {
        File.WriteAllText($"{_folder}/tool", $"#!/bin/sh\ncat {_folder}/version\n");
        File.SetUnixFileMode($"{_folder}/tool", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var host = new LinuxHost(_folder, TimeProvider.System);
        Assert.Null(host.VersionOf("tool"));
        File.WriteAllText($"{_folder}/version", "tool 1.2\n");
        Assert.Equal("tool 1.2", host.VersionOf("tool"));
        File.WriteAllText($"{_folder}/version", "tool 1.3\n");
        Assert.Equal("tool 1.2", host.VersionOf("tool"));
    }

    /// <summary>As shells and editors of Windows write it.</summary>
    [Fact]
    public void A_text_is_read_whatever_mark_it_begins_with()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText($"{_folder}/Procfile", "web: ./wäb\n", encoding);
            Assert.Equal("web: ./wäb\n", _host.SourceText(_folder, "Procfile"));
        }
    }

    /// <summary>nginx stumbles over it.</summary>
    [Fact]
    public void A_mark_before_what_we_have_written_is_a_change_of_it()
    {
        File.WriteAllText($"{_folder}/site.conf", "server {\n}\n", Encoding.UTF8);
        Assert.Equal("\uFEFFserver {\n}\n", _host.ReadText($"{_folder}/site.conf"));
    }

    [Fact]
    public void What_never_comes_to_an_end_is_not_read()
    {
        Assert.Equal(0, Shell.Run(["mkfifo", $"{_folder}/pipe"]).ExitCode);
        File.CreateSymbolicLink($"{_folder}/requirements.txt", "/dev/zero");
        File.CreateSymbolicLink($"{_folder}/go.sum", "pipe");
        Assert.All(["pipe", "requirements.txt", "go.sum", "nothing"], name => Assert.Equal((null, null), (_host.ReadText($"{_folder}/{name}"), _host.SourceText(_folder, name))));
    }

    [Fact]
    public void Of_what_was_pushed_nothing_is_read_that_is_outside_of_its_folder_or_too_long()
    {
        var slug = Directory.CreateDirectory($"{_folder}/slug").FullName;
        Directory.CreateSymbolicLink($"{_folder}/by-link", slug);
        Directory.CreateDirectory($"{_folder}/slug-of-another");
        Directory.CreateSymbolicLink($"{slug}/out", "../slug-of-another");
        foreach (var file in new[] { $"{_folder}/slug-of-another/key", $"{slug}/inside" }) File.WriteAllText(file, "text");
        File.CreateSymbolicLink($"{slug}/link", "inside");
        File.CreateSymbolicLink($"{slug}/leads-out", "../slug-of-another/key");
        using (var file = File.Create($"{slug}/long")) file.SetLength(Sources.Most + 1);
        File.CreateSymbolicLink($"{slug}/to-long", "long");
        string[] names = ["inside", "link", "leads-out", "out/key", "long", "to-long"];
        Assert.Equal(["text", "text", null, null, null, null], names.Select(name => _host.SourceText(slug, name)));
        Assert.Equal("text", _host.SourceText($"{_folder}/by-link", "link"));
    }

    [Fact]
    public void A_root_in_which_nothing_ever_ran_has_no_daemon() =>
        Assert.False(DaemonLock.IsHeld(RootFile.Load("/nowhere-at-all"), _host));

    [Fact]
    public void The_tail_of_a_long_log_is_whole_lines()
    {
        var path = $"{_folder}/web.1.log";
        File.WriteAllLines(path, Enumerable.Range(1, 20_000).Select(i => $"line {i}"));
        Assert.Equal(["line 19999", "line 20000"], _host.Tail(path, 2));
        Assert.All(_host.Tail(path, 1_000_000), line => Assert.StartsWith("line ", line, StringComparison.Ordinal));
        Assert.Equal(20_000, _host.Tail(path, 20_000).Count);
    }

    [Fact]
    public void A_folder_of_variables_holds_exactly_those_and_for_its_owner_alone()
    {
        var path = $"{_folder}/env";
        _host.WriteFolder(path, Samples.Map(("A", "1"), ("B", "x\ny%$'\\")));
        _host.WriteFolder(path, Samples.Map(("B", "2")));
        Assert.Equal(["B"], _host.List(path));
        Assert.Equal("2", File.ReadAllText($"{path}/B"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{path}/B"));
    }

    [Fact]
    public void A_stamp_tells_a_file_from_one_that_was_made_to_look_the_same()
    {
        var path = $"{_folder}/site.conf";
        File.WriteAllText(path, "one");
        var (stamp, written) = (_host.Stamp(path), File.GetLastWriteTimeUtc(path));
        Assert.Equal(stamp, _host.Stamp(path));
        Assert.True(_host.Stamp(_folder).Changed >= stamp.Changed);
        Passed(stamp);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, written);
        Assert.NotEqual(stamp, _host.Stamp(path));
        Assert.Equal(stamp with { Changed = default }, _host.Stamp(path) with { Changed = default });
        File.Delete(path);
        Assert.Equal(default, _host.Stamp(path));
    }

    [Fact]
    public void A_stamp_tells_a_link_that_leads_nowhere_from_nothing_and_one_that_leads_to_a_file_from_that_file_moved_away()
    {
        var (path, file) = ($"{_folder}/link", $"{_folder}/file");
        _host.Link(path, file);
        Assert.NotEqual(default, _host.Stamp(path));
        File.WriteAllText(file, "one");
        var stamp = _host.Stamp(file);
        Assert.Equal(stamp, _host.Stamp(path));
        Passed(stamp);
        File.Move(file, $"{_folder}/away");
        _host.Link(file, $"{_folder}/away");
        Assert.NotEqual(stamp, _host.Stamp(file));
    }

    [Fact]
    public void The_names_of_a_folder_are_those_of_now_however_often_it_was_listed()
    {
        foreach (var name in new[] { "blog.web.1", "blog-2.web.1", "blo", "blog.web.2" }) _host.Link($"{_folder}/{name}", "/nowhere");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(["blog.web.1", "blog.web.2"], _host.Named(_folder, "blog."));
            Passed(_host.Stamp(_folder));
        }

        _host.Link($"{_folder}/blog.a", "/nowhere");
        Assert.Equal(["blog.a", "blog.web.1", "blog.web.2"], _host.Named(_folder, "blog."));
        _host.DeleteFile($"{_folder}/blog.web.1");
        Assert.Equal(["blog.a", "blog.web.2"], _host.Named(_folder, "blog."));
        Assert.Empty(_host.Named($"{_folder}/nowhere", "blog."));
    }

    /// <summary>Waits until whatever changes next gets another stamp.</summary>
    private static void Passed(FileStamp stamp) => Assert.True(SpinWait.SpinUntil(() => stamp.IsSettled(TimeProvider.System.GetUtcNow()), TimeSpan.FromSeconds(10)));
}
