using System.Text;
using CsCheck;
using Piku.Ssh.Logs;
using Xunit;

namespace Piku.Specs.Logs;

/// <summary>Which lines are shown, and in which order.</summary>
public sealed class LogWishSpecs : IDisposable
{
    private const long First = 1_795_657_957_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("piku-wish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Lines_of_several_processes_are_told_in_the_order_of_their_times_and_counted_when_the_others_are_out()
    {
        Write("web.1", ".1", (1, "get Apple\n"), (4, "get pear\n"));
        Write("web.1", "", (6, "get APPLES\nand more\n"));
        Write("worker.1", "", (2, "an apple is eaten\n"), (5, "idle\n"), (7, "apple again\n"));
        Assert.Equal(["get Apple", "an apple is eaten", "get pear", "idle", "get APPLES", "and more", "apple again"], Newest(null, null, 100));
        Assert.Equal(["get Apple", "an apple is eaten", "get APPLES", "apple again"], Newest(null, "apple", 100));
        Assert.Equal(["get APPLES", "apple again"], Newest(null, "apple", 2));
        Assert.Equal(["idle", "get APPLES", "and more", "apple again"], Newest(5, null, 100));
        Assert.Equal([], Newest(8, null, 100));
        Assert.Equal([], Newest(null, null, 0));
    }

    [Fact]
    public void Lines_without_a_time_are_the_oldest_and_are_shown()
    {
        File.WriteAllText($"{_folder}/web.1.log", "old one\nold two\n");
        Write("web.1", "", (3, "new\n"));
        Write("worker.1", "", (2, "at work\n"));
        Assert.Equal(["old one", "old two", "at work", "new"], Newest(null, null, 100));
        Assert.Equal(["old one", "old two", "new"], Newest(3, null, 100));
        Assert.Equal(["new"], Newest(3, null, 1));
    }

    [Fact]
    public void Whatever_was_said_each_process_tells_its_lines_in_their_order_and_the_newest_are_told() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[0, 50]).Array[0, 40], Gen.Int[0, 45]).Sample(
            (said, most) =>
            {
                var lines = said.OrderBy(one => one.Item2).Select((one, i) => new LogLine($"p.{one.Item1}", DateTimeOffset.UnixEpoch.AddSeconds(one.Item2), $"{i:d3}")).ToList();
                var merged = LogMerge.NewestFirst(lines.AsEnumerable().Reverse().GroupBy(line => line.Process).OrderBy(process => process.Key, StringComparer.Ordinal)).Take(most).Reverse().ToList();
                Assert.Equal(lines.TakeLast(most).Select(line => line.At), merged.Select(line => line.At));
                Assert.All(merged.GroupBy(line => line.Process), process => Assert.Equal(process.OrderBy(line => line.Text, StringComparer.Ordinal), process));
                Assert.Equal(
                    lines.Select(line => line.At),
                    LogMerge.OldestFirst(lines.GroupBy(line => line.Process)).Select(line => line.At));
            },
            iter: 2_000);

    private IEnumerable<string> Newest(int? since, string? words, int most) =>
        new LogWish(since is { } seconds ? At(seconds) : null, words, most).Newest(Logbook.Of(_folder, Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)), null), wholeOnly: false).Select(line => line.Text);

    private static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(First + (seconds * 1_000_000L));

    private void Write(string process, string ending, params (int Seconds, string Text)[] said)
    {
        using var log = new FileStream($"{_folder}/{process}.log{ending}", FileMode.Append);
        foreach (var (seconds, text) in said) log.Write(LogStampSpecs.Stamped(First + (seconds * 1_000_000L), Encoding.UTF8.GetBytes(text)));
    }
}
