using System.Text;
using CsCheck;
using Piku.Ssh.Logs;
using Xunit;

namespace Piku.Specs.Logs;

/// <summary>Files are read from their ends, by blocks.</summary>
public sealed class FileFromEndSpecs : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"piku-end-{Path.GetRandomFileName()}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Its_lines_are_those_of_the_file_the_other_way_round() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 3], Gen.Int[60_000, 70_000], Gen.Int[0, 5_000]).Array[0, 8], Gen.Bool).Sample(
            (lengths, ends) =>
            {
                var text = string.Join('\n', lengths.Select((length, i) => new string((char)('a' + i), length))) + (ends ? "\n" : "");
                File.WriteAllText(_path, text);
                using var file = File.OpenHandle(_path);
                var lines = FileFromEnd.Lines(file, text.Length).Select(Encoding.UTF8.GetString).Reverse();
                Assert.Equal(text.Split('\n'), lines);
                Assert.Equal(text.LastIndexOf('\n') + 1, FileFromEnd.EndOfLines(file, text.Length));
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void A_line_without_an_end_comes_in_pieces()
    {
        var text = string.Create(FileFromEnd.MostOfLine * 3, 0, (all, _) => { for (var i = 0; i < all.Length; i++) all[i] = (char)('a' + (i % 26)); });
        File.WriteAllText(_path, text);
        using var file = File.OpenHandle(_path);
        var pieces = FileFromEnd.Lines(file, text.Length).Select(Encoding.UTF8.GetString).ToList();
        Assert.All(pieces, piece => Assert.True(piece.Length < FileFromEnd.MostOfLine + (64 * 1024)));
        Assert.Equal(text, string.Concat(Enumerable.Reverse(pieces)));
    }

    [Fact]
    public void The_last_line_of_a_large_file_costs_a_block()
    {
        using (var large = new FileStream(_path, FileMode.Create)) large.SetLength(4L * 1024 * 1024 * 1024);
        File.AppendAllText(_path, "\nlast\n");
        using var file = File.OpenHandle(_path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("last", Encoding.UTF8.GetString(FileFromEnd.Lines(file, RandomAccess.GetLength(file)).ElementAt(1)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }
}
