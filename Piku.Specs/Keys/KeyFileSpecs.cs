using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Keys;

/// <summary>sshd's file of keys on a real disk.</summary>
public sealed class KeyFileSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-keyfile-").FullName;
    private readonly RootLayout _root;
    private readonly KeyFile _file;

    public KeyFileSpecs()
    {
        _root = PaperWorld.Root with { AuthorizedKeys = $"{_folder}/ssh/authorized_keys" };
        var journal = new LiteDbJournal($"{_folder}/state", TimeProvider.System);
        journal.Append(App.Absent(AppName.Box), [new KeyEvent.Added(KeyOf("anna", Right.Admin))], new Provenance("root", "", ""));
        _file = new KeyFile(_root, journal, new LinuxHost(_root.Path, TimeProvider.System));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_key_makes_the_file_and_nobody_else_reads_it()
    {
        _file.Write();
        Assert.EndsWith(" anna\n", File.ReadAllText(_root.AuthorizedKeys), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_root.AuthorizedKeys));
    }

    [Fact]
    public void Where_it_is_a_link_the_file_behind_it_is_written()
    {
        Directory.CreateDirectory($"{_folder}/ssh");
        File.WriteAllText($"{_folder}/elsewhere", "# mine\n");
        File.CreateSymbolicLink(_root.AuthorizedKeys, $"{_folder}/elsewhere");
        _file.Write();
        Assert.StartsWith("# mine\nrestrict,", File.ReadAllText($"{_folder}/elsewhere"), StringComparison.Ordinal);
        Assert.Equal($"{_folder}/elsewhere", new FileInfo(_root.AuthorizedKeys).LinkTarget);
    }
}
