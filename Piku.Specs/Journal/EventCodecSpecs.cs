using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Journal;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class Stored_events
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 20, 30, 45, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. EventCodec.Rows.Select(n => n.Type)];

    public static TheoryData<string> EverStored => [.. Embedded("stored-events.jsonl")];

    [Fact]
    public void Every_case_has_a_sample_and_a_row_of_the_table()
    {
        var cases = new[] { typeof(AppEvent), typeof(KeyEvent) }.SelectMany(union => union.GetNestedTypes()).Where(t => t.IsSubclassOf(typeof(AppEvent)) && !t.IsAbstract).Select(t => t.Name).Order();
        Assert.Equal(cases, EveryEvent.Select(e => e.GetType().Name).Order());
        Assert.Equal(EventCodec.Rows.Select(n => n.Type).Order(), EveryEvent.Select(e => EventCodec.Write(e).Type).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_comes_back_as_it_was(string name)
    {
        var happened = EveryEvent.Single(e => EventCodec.Write(e).Type == name);
        var stored = EventCodec.Write(happened);
        var read = EventCodec.Read(stored);
        Assert.IsType(happened.GetType(), read);
        Assert.Equal(stored, EventCodec.Write(read));
        Assert.DoesNotContain(": ", stored.Payload.Replace("config: ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_whole_event_comes_back_from_its_line(string name)
    {
        var happened = EveryEvent.Single(e => EventCodec.Write(e).Type == name);
        var line = Line(new Recorded(42, Blog, 7, At, BySsh, happened));
        var read = FromLine(line);
        Assert.Equal((42, Blog, 7, At, BySsh), (read.Seq, read.App, read.Version, read.At, read.By));
        Assert.Equal(line, Line(read));
        Assert.DoesNotContain('\n', line);
    }

    /// <summary>Lines are added to the file when a name or a version is added, and none is ever changed or taken out.</summary>
    [Theory]
    [MemberData(nameof(EverStored))]
    public void What_was_ever_stored_can_be_read_for_ever(string line) => Assert.NotNull(FromLine(line).Event);

    [Fact]
    public void There_is_a_line_of_every_name_and_version() => Assert.Equal(
        EventCodec.Rows.Select(row => (row.Type, row.Version)).Concat(Upcasting.Former).Order(),
        Embedded("stored-events.jsonl").Select(line => JsonDocument.Parse(line).RootElement).Select(e => (e.GetProperty("type").GetString()!, e.GetProperty("v").GetInt32())).Distinct().Order());

    /// <summary>
    /// What was once written is written so for ever. An event of another form needs the next version in the table of <see cref="EventCodec"/>, a
    /// rule in <see cref="Upcasting"/>, a line of it in <c>stored-events.jsonl</c>, and its form in <c>event-forms.txt</c>, where no line is ever changed.
    /// </summary>
    [Fact]
    public void An_event_of_another_form_has_another_version()
    {
        var known = Embedded("event-forms.txt");
        var unknown = EventCodec.Rows.Select(row => $"{row.Type} {row.Version} {FormOf(row.Form)}").Except(known);
        Assert.True(!unknown.Any(), "Give these a new version, and add the lines to event-forms.txt:\n" + string.Join('\n', unknown));
        Assert.Equal(known.Select(line => string.Join(' ', line.Split(' ')[..2])).Distinct().Count(), known.Length);
    }

    [Fact]
    public void A_value_of_a_journal_without_keys_is_read_as_it_was()
    {
        var read = (AppEvent.ConfigChanged)FromLine(Embedded("stored-events.jsonl")[2]).Event;
        Assert.Equal("1", read.Set["a"]);
        var slug = (AppEvent.SlugReceived)FromLine(Embedded("stored-events.jsonl")[1]).Event;
        Assert.Equal("0", slug.Slug.Env["DEBUG"]);
    }

    /// <summary>The hash of a line is for ever; this one was computed with <c>sha256sum</c>.</summary>
    [Fact]
    public void The_hash_of_an_event_is_that_of_its_line() =>
        Assert.Equal("1aa27cbb7a99363ab892423b49917d2ebb3e4fb977bd84ed23b88882df5be770", StoredRecord.FromLine(Encoding.UTF8.GetBytes(Embedded("stored-events.jsonl")[^1])).Hash);

    private static string FormOf(JsonTypeInfo form) => form.Kind switch
    {
        JsonTypeInfoKind.Object => "{" + string.Join(", ", form.Properties.Select(p => $"{p.Name}: {FormOf(form.Options.GetTypeInfo(p.PropertyType))}{(p.IsGetNullable ? "?" : "")}")) + "}",
        JsonTypeInfoKind.Enumerable => $"[{FormOf(form.Options.GetTypeInfo(form.Type.GetGenericArguments()[0]))}]",
        _ when Nullable.GetUnderlyingType(form.Type) is { } value => value.Name,
        _ when form.Type.IsGenericType => $"map of {form.Type.GetGenericArguments()[1].Name}",
        _ => form.Type.Name,
    };

    [Fact]
    public void A_map_that_was_read_sorts_by_characters()
    {
        var read = (AppEvent.ConfigChanged)EventCodec.Read(new StoredEvent("app.config-changed", 1, """{"set":{"a":"1","B":"2","_":"3"},"unset":[]}"""));
        Assert.Equal(["B", "_", "a"], read.Set.Keys);
        Assert.Same(StringComparer.Ordinal, read.Set.KeyComparer);
        var ports = (AppEvent.PortsAllotted)EventCodec.Read(new StoredEvent("app.ports-allotted", 1, """{"generation":1,"ports":{"b":1,"A":2}}"""));
        Assert.Same(StringComparer.Ordinal, ports.Ports.KeyComparer);
        Assert.Same(StringComparer.Ordinal, AppCodec.TryRead(AppCodec.Format, AppCodec.Write(App.Absent(Blog)))!.Config.KeyComparer);
    }

    [Theory]
    [InlineData("app.renamed", 1, "{}", "an event 'app.renamed' of version 1, which this piku does not know")]
    [InlineData("app.created", 2, "{}", "an event 'app.created' of version 2, which this piku does not know")]
    [InlineData("app.restarted", 1, "{}", "the content of an event 'app.restarted' cannot be read")]
    [InlineData("app.restarted", 1, "null", "the content of an event 'app.restarted' cannot be read")]
    [InlineData("app.restarted", 1, "{\"generation\":1,\"extra\":2}", "the content of an event 'app.restarted' cannot be read")]
    [InlineData("app.restarted", 1, "{\"gener", "the content of an event 'app.restarted' cannot be read")]
    [InlineData("app.rollout-failed", 1, "{\"generation\":1,\"reason\":null}", "the content of an event 'app.rollout-failed' cannot be read")]
    [InlineData("app.config-changed", 1, "{\"set\":{\"A\":1},\"unset\":[]}", "the content of an event 'app.config-changed' cannot be read")]
    [InlineData("app.scaled", 1, "{\"counts\":{\"web\":\"2\"}}", "the content of an event 'app.scaled' cannot be read")]
    [InlineData("app.release-created", 1, "{\"number\":1,\"generation\":1,\"slug\":\"s\",\"cause\":\"Push\",\"note\":\"\"}", "'Push' is not a known name")]
    public void What_is_not_in_the_table_or_not_of_its_form_is_refused(string type, int version, string payload, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<JournalException>(() => EventCodec.Read(new StoredEvent(type, version, payload))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("nothing of the kind")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"seq":1,"app":"blog","version":1,"at":"2026-11-22T10:20:30.045Z","actor":"a","fingerprint":"","verb":"","type":"app.created","v":1, "data":{}}""")]
    [InlineData("""{"seq":1,"app":"blog","version":1,"at":"yesterday","actor":"a","fingerprint":"","verb":"","type":"app.created","v":1,"data":{}}""")]
    public void A_line_that_is_no_event_is_refused_with_its_beginning(string line) =>
        Assert.StartsWith("this line is not an event (", Assert.Throws<JournalException>(() => FromLine(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_event_of_an_app_with_an_impossible_name_is_refused() => Assert.Equal(
        "event #1 is of an app 'No Name', which cannot be the name of one.",
        Assert.Throws<JournalException>(() => EventCodec.Read(new StoredRecord(1, "No Name", 1, 0, By, new StoredEvent("app.created", 1, "{}"), null))).Message);

    [Fact]
    public void An_app_comes_back_from_its_text_as_it_was()
    {
        var app = FirstPush.Append(new AppEvent.PortsAllotted(1, Samples.Map(("web.1", 5000)))).Append(new AppEvent.WentLive(1, 10)).Append(Config("A", "1"))
            .Append(new AppEvent.Restarted(2)).Append(new AppEvent.WentLive(2, 10))
            .Where(e => e is not AppEvent.ReleaseBuilt)
            .Aggregate(App.Absent(Blog), (a, e) => AppDecider.Evolve(e is AppEvent.WentLive(1, _) ? AppDecider.Evolve(a, new AppEvent.ReleaseBuilt(1, "env"), At) : a, e, At));
        var read = AppCodec.TryRead(AppCodec.Format, AppCodec.Write(app))!;
        Assert.Equal(Text(app), Text(read));
        Assert.Equal((app.Version, app.Name, app.Draining[0].Until, app.Live!.Generation), (read.Version, read.Name, read.Draining[0].Until, read.Live!.Generation));
    }

    private static string[] Embedded(string name)
    {
        using var stream = typeof(Stored_events).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
