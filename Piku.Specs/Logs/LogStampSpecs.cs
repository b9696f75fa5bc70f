using System.Globalization;
using System.Text;
using CsCheck;
using Piku.Reconciler.Layout;
using Piku.Ssh.Logs;
using Xunit;

namespace Piku.Specs.Logs;

/// <summary>When a line was said, as it stands in logs.</summary>
public sealed class LogStampSpecs
{
    /// <summary>What uWSGI writes of all that it has read at once.</summary>
    public static byte[] Stamped(long micros, ReadOnlySpan<byte> said) => [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\u001e{micros:0000000000000000} ")), .. said, 0x1F];

    private const long First = 1_795_657_957_279_505;

    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddMicroseconds(First);

    [Fact]
    public void A_line_has_the_time_of_its_beginning_and_all_of_its_words()
    {
        byte[] line = [.. Stamped(First, "par"u8), .. Stamped(First + 5, "tial\u00e9"u8)];
        Assert.Equal(new StampedLine(At, "partialé", At.AddMicroseconds(5)), LogStamp.Read(line, null));
    }

    [Fact]
    public void A_line_behind_another_one_has_its_time() => Assert.Equal(new StampedLine(At, "second", At), LogStamp.Read("second"u8, At));

    [Fact]
    public void A_line_of_a_log_without_times_has_none() => Assert.Equal(new StampedLine(null, "old", null), LogStamp.Read("old"u8, null));

    [Theory]
    [InlineData("\u001e17 x", "17 x")]
    [InlineData("\u001e179565795727950a x", "179565795727950a x")]
    [InlineData("a\u001fb\u001e", "ab")]
    [InlineData("\u001e", "")]
    public void What_only_looks_like_a_time_is_left(string line, string text) => Assert.Equal(new StampedLine(null, text, null), LogStamp.Read(Encoding.UTF8.GetBytes(line), null));

    [Fact]
    public void However_uWSGI_cuts_what_it_reads_every_line_is_as_it_was_said() =>
        Gen.Select(Gen.String[Gen.Char["ab \u00e9\u6f22\n\n"], 0, 200], Gen.Int[1, 40].Array[1, 30]).Sample(
            (said, sizes) =>
            {
                var (written, time, bytes) = (new MemoryStream(), First, Encoding.UTF8.GetBytes(said));
                for (var i = 0; bytes.Length > 0; i++)
                {
                    var size = Math.Min(sizes[i % sizes.Length], bytes.Length);
                    written.Write(Stamped(time++, bytes.AsSpan(0, size)));
                    bytes = bytes[size..];
                }

                var before = (DateTimeOffset?)null;
                var lines = new List<string>();
                foreach (var line in Split(written.ToArray()))
                {
                    var read = LogStamp.Read(line, before);
                    Assert.True(read.Last is null || read.Last >= (before ?? At));
                    Assert.True(read.At >= (before ?? At) || read.Text == "");
                    before = read.Last;
                    lines.Add(read.Text);
                }

                Assert.Equal(said, string.Join('\n', lines));
            },
            iter: 5_000);

    [Theory]
    [InlineData("access", "127.0.0.1 - - [26/Nov/2026:03:52:37 +0200] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"", "2026-11-26T01:52:37Z")]
    [InlineData("access", "nonsense", null)]
    [InlineData("cron-tidy", "-----> 2026-11-26T01:52:37.279Z v3 starts", "2026-11-26T01:52:37.279Z")]
    [InlineData("web.1", "-----> 2026-11-26T01:52:37.279Z v3 starts", null)]
    public void Visits_and_runs_say_their_times_in_their_own_words(string process, string line, string? at) =>
        Assert.Equal(at is null ? null : DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), LogTimes.Read(process, Encoding.UTF8.GetBytes(line), null).At);

    [Fact]
    public void What_a_run_says_has_the_time_of_its_start() => Assert.Equal(At, LogTimes.Read("cron", "tidied"u8, At).At);

    private static IEnumerable<byte[]> Split(byte[] bytes)
    {
        var from = 0;
        for (int cut; (cut = bytes.AsSpan(from).IndexOf((byte)'\n')) >= 0; from += cut + 1) yield return bytes[from..(from + cut)];
        yield return bytes[from..];
    }
}
