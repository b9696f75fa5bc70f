using System.Globalization;
using System.Text;
using CsCheck;
using Piku.Specs.Support;
using Piku.Ssh.Git;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Fuzzing;

/// <summary>Commits that somebody has put together by hand: each is refused in a sentence, or written into its folder and nowhere else, and soon.</summary>
public sealed class PackSpecs : IDisposable
{
    private const string File = "100644";

    private const string Folder = "40000";

    private const string Link = "120000";

    private readonly string _folder = Directory.CreateTempSubdirectory("piku-made-").FullName;
    private readonly MadeRepository _made;

    public PackSpecs()
    {
        _made = MadeRepository.In($"{_folder}/git");
        Directory.CreateDirectory(Release);
        Directory.CreateDirectory(Elsewhere);
    }

    public void Dispose()
    {
        _made.Dispose();
        Shell.Run(["rm", "-rf", _folder]);
    }

    /// <summary>Where a commit is written to; beside it is a folder that nothing may come to.</summary>
    private string Release => $"{_folder}/out/release";

    private string Elsewhere => $"{_folder}/out/elsewhere";

    [Fact]
    public void A_folder_of_the_same_name_as_a_link_is_not_written_through_the_link()
    {
        var inside = _made.Tree((File, "authorized_keys", _made.Blob("mine")));
        var sentence = Refused(_made.Tree((Link, "out", _made.Blob(Elsewhere)), (Folder, "out", inside)));
        Assert.Contains("'out' twice", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_there_once_even_when_others_stand_between() =>
        Assert.Contains("'a' twice", Refused(_made.Tree((Link, "a", _made.Blob(Elsewhere)), (File, "a-b", _made.Blob("")), (Folder, "a", _made.Tree((File, "x", _made.Blob("")))))), StringComparison.Ordinal);

    [Fact]
    public void Names_out_of_order_are_refused_since_git_would_not_find_them() =>
        Assert.Contains("order", Refused(_made.Tree((File, "b", _made.Blob("")), (File, "a", _made.Blob("")))), StringComparison.Ordinal);

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData(".git")]
    [InlineData(".GIT")]
    [InlineData(".gIt")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        foreach (var mode in new[] { File, Link, Folder })
            Assert.Contains("give it another name", Refused(_made.Tree((mode, name, mode == Folder ? _made.Tree((File, "x", _made.Blob(""))) : _made.Blob("x")))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("back\\slash")]
    [InlineData(" blanks ")]
    [InlineData(".git ")]
    [InlineData(".git.")]
    [InlineData("git~1")]
    [InlineData(".g\u200cit")]
    [InlineData("-rf")]
    [InlineData("C:x")]
    [InlineData("ü😀")]
    public void A_name_that_is_merely_odd_is_written_as_it_is(string name)
    {
        Exported(_made.Tree((File, name, _made.Blob("text"))));
        Assert.Equal("text", System.IO.File.ReadAllText($"{Release}/{name}"));
    }

    [Fact]
    public void Names_that_differ_in_their_case_alone_are_two_files()
    {
        Exported(_made.Tree((File, "README", _made.Blob("one")), (File, "readme", _made.Blob("two"))));
        Assert.Equal("onetwo", System.IO.File.ReadAllText($"{Release}/README") + System.IO.File.ReadAllText($"{Release}/readme"));
    }

    [Fact]
    public void A_name_that_is_no_UTF8_is_refused_since_it_could_not_be_deleted() =>
        Assert.Contains("not UTF-8", Refused(_made.RawTree([(File, [0x63, 0x61, 0x66, 0xe9], _made.Blob(""))])), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_Linux_would_not_take_is_refused()
    {
        Assert.Contains("255 bytes", Refused(_made.Tree((File, new string('n', 256), _made.Blob("")))), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(_made.Tree((File, new string('n', 100_000), _made.Blob("")))), StringComparison.Ordinal);
        Exported(_made.Tree((File, new string('n', 255), _made.Blob(""))));
    }

    [Fact]
    public void Folders_within_folders_end_somewhere()
    {
        Assert.Contains("200 deep", Refused(Deep(1_000, "d")), StringComparison.Ordinal);
        Assert.Contains("2000 bytes", Refused(Deep(100, new string('d', 100))), StringComparison.Ordinal);
        Exported(Deep(200, "d"));
    }

    [Fact]
    public void A_few_objects_that_stand_for_billions_of_files_are_refused()
    {
        var tree = _made.Tree((File, "f", _made.Blob("boom")));
        for (var level = 0; level < 10; level++) tree = Many(tree);
        Assert.Contains("250,000 files", Refused(tree), StringComparison.Ordinal);
        var empty = _made.Tree();
        for (var level = 0; level < 10; level++) empty = Many(empty);
        Assert.Contains("250,000 files", Refused(empty), StringComparison.Ordinal);

        string Many(string of) => _made.Tree([.. Enumerable.Range(0, 10).Select(i => (Folder, i.ToString(CultureInfo.InvariantCulture), of))]);
    }

    [Fact]
    public void What_the_files_would_take_is_known_before_any_is_written()
    {
        var large = _made.Object("blob", new byte[1_000_000]);
        using var pushed = new PushedCommit(_made.Path, _made.Commit(_made.Tree([.. Enumerable.Range(100, 800).Select(i => (File, $"{i}", large))])));
        Assert.Equal(800_000_000, pushed.Bytes);
        Fuzz.IsSentence(PushLimits.WhyTooLarge(pushed.Bytes, 1_500_000_000));
        Assert.Null(PushLimits.WhyTooLarge(pushed.Bytes, 1_600_000_000));
    }

    [Fact]
    public void What_is_too_large_for_our_memory_is_left_to_git()
    {
        var zeros = _made.Object("blob", new byte[PushLimits.InMemory + 1]);
        using var pushed = new PushedCommit(_made.Path, _made.Commit(_made.Tree((File, "large", zeros))));
        Assert.True(pushed.NeedsGit);
        Fuzz.IsSentence(Assert.Throws<RefusedException>(() => pushed.Text("large")).Message);
        Assert.Contains("is not a commit", RefusedCommit(_made.Commit(_made.Tree(), new string('x', (int)PushLimits.InMemory))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_link_that_cannot_be_one_is_refused(string target) => Refused(_made.Tree((Link, "link", _made.Blob(target))));

    [Fact]
    public void A_link_of_any_length_is_no_link()
    {
        Refused(_made.Tree((Link, "link", _made.Blob(new string('x', 5_000)))));
        Refused(_made.Tree((Link, "link", _made.Object("blob", [(byte)'x', 0xff]))));
    }

    [Fact]
    public void Links_are_written_and_followed_by_nobody()
    {
        System.IO.File.WriteAllText($"{Elsewhere}/secret", "secret");
        Exported(_made.Tree(
            (Link, "Procfile", _made.Blob($"{Elsewhere}/secret")), (Link, "chain", _made.Blob("loop")), (Link, "folder", _made.Blob("../elsewhere")), (Link, "loop", _made.Blob("chain"))));
        System.IO.File.Delete($"{Elsewhere}/secret");
        using var pushed = new PushedCommit(_made.Path, LastCommit!);
        Assert.Equal($"{Elsewhere}/secret", pushed.Text("Procfile"));
        Assert.True(pushed.PassesLink("folder/x") && pushed.PassesLink("./folder") && !pushed.PassesLink("none"));
    }

    [Fact]
    public void An_object_that_is_not_what_it_is_called_is_refused()
    {
        var (blob, tree) = (_made.Blob("x"), _made.Tree());
        foreach (var (mode, id) in new[] { (File, tree), (Link, tree), (Folder, blob), (File, new string('1', 40)), (Folder, new string('1', 40)) })
            Refused(_made.Tree((mode, "x", id)));
        RefusedCommit(_made.Commit(blob));
        RefusedCommit(_made.Commit(new string('1', 40)));
        RefusedCommit(_made.Object("commit", "tree"u8.ToArray()));
        RefusedCommit(_made.Object("commit", []));
        RefusedCommit(blob);
    }

    [Fact]
    public void A_submodule_without_its_file_is_refused() =>
        Assert.Contains(".gitmodules", Refused(_made.Tree(("160000", "module", new string('2', 40)))), StringComparison.Ordinal);

    [Fact]
    public void A_subject_of_any_length_is_cut()
    {
        using var pushed = new PushedCommit(_made.Path, _made.Commit(_made.Tree(), string.Concat(Enumerable.Repeat("😀", 5_000))));
        Assert.Equal(PushLimits.Subject * 2, pushed.Subject.Length);
    }

    [Fact]
    public void Whatever_trees_there_are_nothing_is_written_beside_the_release()
    {
        string[] blobs = [_made.Blob("text"), _made.Blob(""), _made.Blob("../elsewhere"), _made.Blob(Elsewhere), _made.Blob("a"), _made.Tree(), new('3', 40)];
        var name = Gen.Frequency(
            (6, Fuzz.Of("a", "b", "a-b", "A", "Procfile", "ENV", ".gitattributes", ".gitmodules", "out", "..", ".git", "x\ny").Select(Encoding.UTF8.GetBytes)),
            (1, Fuzz.Text.Select(Encoding.UTF8.GetBytes)), (1, Gen.Byte.Array[0, 5]));
        var entry = Gen.Select(Fuzz.Of(File, "100755", Link, Folder, "160000", "100664", "0", "777777"), name, Gen.Int[0, 99], Fuzz.Of(blobs));
        var trees = Gen.Select(entry.Array[0, 4].Array[1, 5], Gen.Bool);
        trees.Sample(
            made =>
            {
                var (levels, isSorted) = made;
                List<string> folders = [_made.Tree()];
                foreach (var level in levels)
                {
                    var entries = level.Select(one => (one.Item1, Name: one.Item2.Where(b => b != 0).ToArray(), Id: one.Item1 == Folder && one.Item3 < 90 ? folders[one.Item3 % folders.Count] : one.Item4));
                    folders.Add(_made.RawTree(isSorted
                        ? [.. entries.DistinctBy(one => Convert.ToHexString(one.Name)).OrderBy(one => Convert.ToHexString(one.Name) + (one.Item1 == Folder ? "2F" : ""), StringComparer.Ordinal)]
                        : [.. entries]));
                }

                Harmless(_made.Commit(folders[^1]), out _);
            },
            iter: Fuzz.Rounds(200), threads: 1);
    }

    private string? LastCommit { get; set; }

    private string Deep(int levels, string name)
    {
        var tree = _made.Tree((File, "f", _made.Blob("")));
        for (var level = 0; level < levels; level++) tree = _made.Tree((Folder, name, tree));
        return tree;
    }

    private string Refused(string tree) => RefusedCommit(_made.Commit(tree));

    private string RefusedCommit(string commit)
    {
        Assert.False(Harmless(commit, out var sentence), "it was written");
        return sentence;
    }

    private void Exported(string tree)
    {
        var commit = _made.Commit(tree);
        Assert.True(Harmless(commit, out var sentence, keep: true), sentence);
        LastCommit = commit;
    }

    /// <summary>Does with a commit what a push does: reads what it says, and writes it down.</summary>
    /// <returns>Whether it was written; otherwise there is a sentence, and nothing.</returns>
    private bool Harmless(string commit, out string sentence, bool keep = false)
    {
        sentence = "";
        var isWritten = false;
        try
        {
            using var pushed = new PushedCommit(_made.Path, commit);
            foreach (var name in new[] { "Procfile", "ENV", "a/b", "", "/", "..", "a//b" }) _ = (pushed.Text(name), pushed.PassesLink(name));
            _ = (pushed.Names, pushed.Paths.Count(), pushed.NeedsGit, pushed.Subject);
            pushed.Export(Release);
            isWritten = true;
        }
        catch (RefusedException trouble)
        {
            sentence = trouble.Message;
            Fuzz.IsSentence(sentence);
        }

        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Elsewhere), path => !path.EndsWith("/secret", StringComparison.Ordinal));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Release)!).Count());
        if (!keep) Emptied(Release);
        return isWritten;
    }

    /// <summary>By our own means, which have to cope with whatever was written.</summary>
    private static void Emptied(string folder)
    {
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }
}
