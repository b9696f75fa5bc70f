using System.Text;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class An_export : IDisposable
{
    private readonly Folder _folder = new();
    private int _made;

    public void Dispose() => _folder.Dispose();

    private LiteDbJournal Box => new(_folder["box"], TimeProvider.System);

    private LiteDbJournal Other => new(_folder["other"], TimeProvider.System);

    [Fact]
    public void Has_a_head_and_then_one_event_a_line()
    {
        Filled();
        var lines = Text(Exported(Box)).Split('\n');
        var key = File.ReadAllText(_folder[$"box/keys/{Blog}"]).Trim();
        Assert.Equal($$$"""{"piku":"journal","format":1,"events":8,"hash":"{{{Box.Newest().Last!.Hash}}}","keys":{"blog":"{{{key}}}","shop":"{{{Box.Newest().Keys[1].Key}}}"}}""", lines[0]);
        Assert.Equal(Lines(Box.Stored(0, 100).Records), lines[1..^1]);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void Makes_the_same_journal_elsewhere_hash_for_hash()
    {
        Filled();
        var export = Exported(Box);
        Imported(export);
        Assert.Equal(export, Exported(Other));
        Assert.Equal(Box.ReadAll().Select(Sample.Text), Other.ReadAll().Select(Sample.Text));
        Assert.Equal("secret", Other.Read(Blog).Config["PASSWORD"]);
        Assert.Equal(File.ReadAllText(Box.HeadFile), File.ReadAllText(Other.HeadFile));
        Assert.Null(Verification.Of(Other).Fault);
    }

    [Fact]
    public void Can_be_gone_on_with_as_if_nothing_had_happened()
    {
        Filled();
        Imported(Exported(Box));
        var next = Other.Append(Other.Read(Blog), [Config("MORE", "1")], By)!;
        Assert.Equal((9, 5), (next[0].Seq, next[0].Version));
        Assert.Null(Verification.Of(Other).Fault);
    }

    [Fact]
    public void Without_secrets_has_no_key_and_its_values_cannot_be_read()
    {
        Filled();
        var export = Exported(Box, withSecrets: false);
        Assert.DoesNotContain("keys", Text(export), StringComparison.Ordinal);
        Imported(export);
        Assert.False(Directory.Exists(_folder["other/keys"]));
        Assert.Equal(SettingValues.Unreadable, Other.Read(Blog).Config["PASSWORD"]);
        Assert.Null(Verification.Of(Other).Fault);
        Assert.Equal(export, Exported(Other, withSecrets: false));
    }

    [Fact]
    public void Of_an_empty_journal_makes_an_empty_one()
    {
        var export = Exported(Box);
        Assert.Equal($$$"""{"piku":"journal","format":1,"events":0,"hash":"{{{StoredRecord.Genesis}}}","keys":{}}""" + "\n", Text(export));
        Imported(export);
        Assert.Equal(0, Other.Head);
    }

    [Fact]
    public void Of_a_journal_without_hashes_makes_the_same_one()
    {
        var records = FirstPush.Select((happened, i) => EventCodec.Write(new Recorded(i + 1, Blog, i + 1, DateTimeOffset.UnixEpoch, By, happened), null)).ToList();
        Behind(_folder["box"], session => session.Add(records));
        var box = Box.Append(Box.Read(Blog), [Config("A", "1")], By);
        Assert.Equal(4, box![0].Seq);
        Assert.Equal((null, 3), (Verification.Of(Box).Fault, Verification.Of(Box).Unlinked));
        Imported(Exported(Box));
        Assert.Equal(Exported(Box), Exported(Other));
    }

    [Theory]
    [InlineData("cut", "the export ends after event #7 and should have 8; it was cut, so take another one.")]
    [InlineData("half a line", "this line is not an event (")]
    [InlineData("edited", "event #4 was changed after it was recorded: #5 carries another hash of it.")]
    [InlineData("edited last", "event #8 was changed after it was exported: the first line has another hash of it.")]
    [InlineData("without one", "event #3 is missing.")]
    [InlineData("spaced", "this line is not an event (it is not written as piku writes it)")]
    [InlineData("something else", "this is not an export of piku: its first line is another one.")]
    [InlineData("newer", "the export has the format 2, which this piku does not know")]
    [InlineData("nothing", "this is not an export of piku: its first line is another one.")]
    [InlineData("bad key", "the key of 'blog' in the export is none")]
    public void That_is_not_as_it_was_written_is_refused(string kind, string sentence)
    {
        Filled();
        var lines = Text(Exported(Box)).Split('\n')[..^1];
        string[] changed = kind switch
        {
            "cut" => lines[..^1],
            "half a line" => [.. lines[..^1], lines[^1][..40]],
            "edited" => [.. lines.Select((line, i) => i == 4 ? line.Replace("anna", "eve", StringComparison.Ordinal) : line)],
            "edited last" => [.. lines[..^1], lines[^1].Replace("anna", "eve", StringComparison.Ordinal)],
            "without one" => [.. lines[..3], .. lines[4..]],
            "spaced" => [.. lines.Select((line, i) => i == 4 ? line.Replace(",\"app\"", ", \"app\"", StringComparison.Ordinal) : line)],
            "something else" => ["{\"hello\":1}", .. lines[1..]],
            "newer" => [lines[0].Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal), .. lines[1..]],
            "bad key" => [lines[0].Replace("\"blog\":\"", "\"blog\":\"../", StringComparison.Ordinal), .. lines[1..]],
            _ => [],
        };
        var e = Assert.Throws<JournalException>(() => Imported(Encoding.UTF8.GetBytes(string.Concat(changed.Select(line => line + "\n")))));
        Assert.StartsWith(sentence, e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["other"]));
    }

    [Fact]
    public void Never_takes_the_place_of_a_journal_that_has_events()
    {
        Filled();
        var export = Exported(Box);
        Other.Append(App.Absent(Shop), FirstPush, By);
        Assert.Contains("there is a journal in", Assert.Throws<JournalException>(() => Imported(export)).Message, StringComparison.Ordinal);
        Assert.Equal(3, Other.Head);
    }

    [Fact]
    public void Of_a_broken_chain_is_refused()
    {
        Filled();
        Behind(_folder["box"], session => session.Add([session.Last! with { Seq = 9, Version = 5, Before = StoredRecord.Genesis }]));
        Assert.Equal("event #8 was changed after it was recorded: #9 carries another hash of it.", Assert.Throws<JournalException>(() => Exported(Box)).Message);
    }

    /// <summary>Two apps, one of which was destroyed once and came back.</summary>
    private void Filled()
    {
        Box.Append(App.Absent(Shop), [new AppEvent.Created(), new AppEvent.Destroyed()], By);
        Box.Append(App.Absent(Blog), [.. FirstPush, Config("PASSWORD", "secret")], By);
        Box.Append(Box.Read(Shop), [new AppEvent.Created(), Config("ÄÖ", "zwei\nLinien")], By);
    }

    private void Imported(byte[] export)
    {
        var made = _folder[$"made-{_made++}"];
        Other.Install(made, JournalImport.Read(new MemoryStream(export), made));
    }

    private static byte[] Exported(LiteDbJournal journal, bool withSecrets = true)
    {
        using var stream = new MemoryStream();
        JournalExport.Write(journal, stream, withSecrets);
        return stream.ToArray();
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
