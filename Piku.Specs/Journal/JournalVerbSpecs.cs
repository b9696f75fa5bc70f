using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Journal;

/// <summary>What somebody with a damaged journal meets, in processes as they do.</summary>
public sealed class The_journal_verb : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string State => _folder["state"];

    [Fact]
    public void Recovers_a_journal_whose_indexes_are_noise()
    {
        RecordedBox.Of(2).WriteTo(State);
        Spoil(bytes => Damage.NoiseInIndexes(bytes, new Random(1)));
        var damaged = File.ReadAllBytes($"{State}/journal.db");
        foreach (var verb in new[] { "apps", "history blog", "stop blog" })
        {
            var refused = Piku(verb);
            Assert.True(refused is { ExitCode: 1, Output: "" }, $"{refused}");
            Assert.StartsWith($"Error: the journal '{State}/journal.db' cannot be read (", refused.Errors, StringComparison.Ordinal);
            Assert.EndsWith("; nothing was changed: run piku journal recover, or put back a backup of it together with 'journal-log.db'.\n", refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(1, Piku("journal verify").ExitCode);
        Assert.Equal(damaged, File.ReadAllBytes($"{State}/journal.db"));
        var recovered = Piku("journal recover");
        Assert.True(recovered is { ExitCode: 0, Errors: "" }, $"{recovered}");
        Assert.Contains("No app has lost anything.", recovered.Output, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes($"{State}/damaged-1/journal.db"));
        Assert.True(Piku("journal verify").Well);
    }

    [Fact]
    public void Leaves_a_whole_journal_as_it_is()
    {
        RecordedBox.Of(3).WriteTo(State);
        var before = Directory.GetFiles(State).Select(file => (file, Convert.ToHexString(File.ReadAllBytes(file)))).ToList();
        Assert.Equal("-----> The journal is whole, and nothing was changed\n", Piku("journal recover").Output);
        Assert.All(before, file => Assert.Equal(file.Item2, Convert.ToHexString(File.ReadAllBytes(file.file))));
        Assert.Empty(Directory.GetDirectories(State));
    }

    private Ran Piku(string line) => Shell.Run([Path.Combine(AppContext.BaseDirectory, "piku"), "--root", _folder.Path, .. line.Split(' ')]);

    private void Spoil(Action<byte[]> spoil)
    {
        var bytes = File.ReadAllBytes($"{State}/journal.db");
        spoil(bytes);
        File.WriteAllBytes($"{State}/journal.db", bytes);
    }
}
