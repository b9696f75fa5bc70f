using System.Text;
using CsCheck;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Fuzzing;

/// <summary>What the journal and its exports say, when it is not what piku has written. Damage to the pages of the file is another matter: see the specs of recovery.</summary>
public sealed class JournalTextSpecs : IDisposable
{
    private static readonly StoredEvent[] Events = [.. Sample.EveryEvent.Select(EventCodec.Write)];

    private static readonly Gen<string> Json = Fuzz.Of(
        "null", "[]", "{}", "1e999", "-1", "99999999999999999999", "\"\\ud800\"", "{\"a\":1,\"a\":2}", "[null]", "{\"set\":{\"A\":null},\"unset\":[]}", "{\"set\":{\"A\":\"1\",\"A\":\"2\"},\"unset\":[]}", "{\"set\":{\"A\":7},\"unset\":[null]}",
        "{\"slug\":null}", "{\"slug\":{\"env\":{\"A\":{}}}}", new string('[', 5_000), string.Concat(Enumerable.Repeat("{\"a\":", 5_000)), $"\"{new string('x', 100_000)}\"");

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_the_payload_of_an_event_is_it_is_an_event_or_there_is_a_sentence() =>
        Gen.Select(Fuzz.Of(Events), Gen.Int[0, 4], Gen.OneOf(Json, Fuzz.Text), Gen.Bool).SelectMany((stored, version, other, isOther) =>
            (isOther ? Gen.Const(other) : Gen.Const(stored.Payload).Mutated()).Select(payload => new StoredEvent(stored.Type, version, payload))).Sample(
            stored =>
            {
                if (Told(() => EventCodec.Read(stored)) is { } happened) Told(() => EventCodec.Write(happened).Payload);
            },
            iter: Fuzz.Rounds(10_000));

    [Fact]
    public void Whatever_a_line_of_an_export_is_it_is_the_one_that_piku_would_write_or_there_is_a_sentence()
    {
        var good = Fuzz.Of([.. Sample.EveryEvent.Select((happened, i) => Sample.Line(new Recorded(i + 1, Sample.Blog, i + 1, DateTimeOffset.UnixEpoch, Sample.By, happened)))]);
        Gen.OneOf(good.Mutated().Select(Encoding.UTF8.GetBytes), good.Select(Encoding.UTF8.GetBytes).Mutated(), Fuzz.Bytes).Sample(
            bytes =>
            {
                if (Told(() => StoredRecord.FromLine(bytes)) is { } record) Assert.True(record.Line().Span.SequenceEqual(bytes));
            },
            iter: Fuzz.Rounds(5_000));
    }

    [Fact]
    public void Whatever_is_stored_of_an_app_it_can_be_read_or_is_folded_anew()
    {
        var app = Samples.Fold(Histories.SecondLive);
        var stored = AppCodec.Write(app with { Config = Samples.Map(("A", "1"), ("B", "2")) });
        Gen.Select(Gen.Const(stored.State).Mutated(), Gen.OneOf(Gen.Const(stored.Values), Gen.Const(stored.Values).Mutated(), Fuzz.Of("[]", "[null,null]", "{}", "").Select(Encoding.UTF8.GetBytes)), Gen.Bool).Sample(
            (state, values, isWhole) => AppCodec.TryRead(AppCodec.Format, new StoredApp(isWhole ? stored.State : state, values)) is null or { Config.Count: >= 0 },
            iter: Fuzz.Rounds(5_000));
        Assert.Null(AppCodec.TryRead(AppCodec.Format, stored with { State = [.. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored.State).Replace("\"A\":\"0\"", "\"A\":\"99999999999\"", StringComparison.Ordinal))] }));
    }

    [Fact]
    public void Events_that_nobody_could_have_recorded_are_imported_or_refused_in_a_sentence() =>
        Gen.Select(Fuzz.Of(Events), Fuzz.Of("blog", "shop", "@box", "No App", "")).Array[1, 6].Sample(
            picked => Imports(Exported([.. picked.Select(one => (one.Item1, one.Item2))])), iter: Fuzz.Rounds(60), threads: 1);

    [Fact]
    public void Whatever_an_export_says_it_is_imported_or_refused_in_a_sentence()
    {
        var good = Encoding.UTF8.GetBytes(Exported([.. Sample.FirstPush.Select(happened => (EventCodec.Write(happened), "blog"))]));
        Gen.OneOf(Gen.Const(good).Mutated(), Gen.Const(Encoding.UTF8.GetString(good)).Mutated().Select(Encoding.UTF8.GetBytes), Fuzz.Bytes).Sample(
            bytes => Imports(Encoding.UTF8.GetString(bytes)), iter: Fuzz.Rounds(60), threads: 1);
    }

    /// <summary>As many events as there are, each chained to the one before, so that what they say is all that can be wrong with them.</summary>
    private static string Exported((StoredEvent Event, string App)[] events)
    {
        var versions = new Dictionary<string, long>();
        var linked = Chain.Link(null, events.Select((one, i) =>
            new StoredRecord(i + 1, one.App, versions[one.App] = versions.GetValueOrDefault(one.App) + 1, 0, Sample.By, one.Event, null)));
        return $"{{\"piku\":\"journal\",\"format\":1,\"events\":{linked.Count},\"hash\":\"{linked[^1].Hash}\"}}\n{string.Concat(linked.Select(record => Encoding.UTF8.GetString(record.Line().Span) + "\n"))}";
    }

    private void Imports(string export)
    {
        if (Directory.Exists(_folder["made"])) Directory.Delete(_folder["made"], recursive: true);
        Told(() => JournalImport.Read(new MemoryStream(Encoding.UTF8.GetBytes(export)), _folder["made"]));
    }

    /// <returns>Null where it was refused, in a sentence.</returns>
    private static T? Told<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JournalException trouble)
        {
            Assert.True(trouble.Message.Length < 1_000, trouble.Message);
            return null;
        }
    }
}
