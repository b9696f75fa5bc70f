using System.Text;
using LiteDB;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Reconciler.Journal;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class A_verification : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LiteDbJournal Journal => new(_folder.Path, TimeProvider.System);

    [Fact]
    public void Finds_nothing_wrong_with_a_journal_as_it_was_recorded()
    {
        Filled();
        Assert.Equal(new Verification(7, 0, 2, null), Verification.Of(Journal));
        Assert.Equal(new Verification(0, 0, 0, null), Verification.Of(new LiteDbJournal(_folder["none"], TimeProvider.System)));
    }

    [Fact]
    public void Names_the_event_that_somebody_edited()
    {
        Filled();
        Edit("events", 2, document => document["by"] = "mallory");
        Assert.Equal("event #2 was changed after it was recorded: #3 carries another hash of it.", Verification.Of(Journal).Fault);
    }

    [Fact]
    public void Names_the_newest_event_when_that_was_edited()
    {
        Filled();
        Edit("events", 7, document => document["by"] = "mallory");
        Assert.Equal("event #7 was changed after it was recorded: the file 'head' has another hash of it.", Verification.Of(Journal).Fault);
    }

    [Fact]
    public void Names_the_event_that_somebody_took_out()
    {
        Filled();
        Edit("events", 5, null);
        Assert.Equal("event #5 is missing.", Verification.Of(Journal).Fault);
    }

    [Fact]
    public void Names_the_event_whose_content_cannot_be_read()
    {
        Filled();
        Edit("events", 4, document => document["data"] = 5);
        Assert.StartsWith("event #4 cannot be read: ", Verification.Of(Journal).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_event_that_lacks_a_field_or_has_a_time_that_never_was()
    {
        Filled();
        Edit("events", 4, document => document["at"] = long.MaxValue);
        Assert.Equal("event #4 cannot be read: the journal has the time 9223372036854775807 in an event, which never was.", Verification.Of(Journal).Fault);
        Edit("events", 3, document => document.Remove("type"));
        Assert.Equal("event #3 cannot be read: the journal lacks the field 'type' in an event.", Verification.Of(Journal).Fault);
    }

    [Fact]
    public void Names_the_event_that_does_not_follow_from_those_before_it()
    {
        Filled();
        Behind(_folder.Path, session => session.Append(App.Absent(AppName.Parse("odd")), [new AppEvent.Created()], By, null, DateTimeOffset.UnixEpoch));
        var odd = EventCodec.Write(new AppEvent.WentLive(9, 10));
        Edit("events", 8, document => (document["type"], document["data"]) = (odd.Type, odd.Payload));
        File.Delete(_folder["head"]);
        Assert.StartsWith("event #8 does not follow from those before it: ", Verification.Of(Journal).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_app_whose_stored_state_somebody_edited()
    {
        Filled();
        Edit("apps", "blog", document => document["state"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(document["state"].AsBinary).Replace("./work", "./evil", StringComparison.Ordinal)));
        Assert.Equal("the stored state of 'blog' is not what its 4 events come to.", Verification.Of(Journal).Fault);
    }

    [Fact]
    public void Names_the_app_of_which_the_table_of_ports_and_host_names_says_something_else()
    {
        Filled();
        Transaction.Run(Journal, Blog, _ => new AppCommand.SetConfig(Samples.Map(("NGINX_SERVER_NAME", "example.org"))), By);
        Assert.Equal(new Verification(10, 0, 2, null), Verification.Of(Journal));
        foreach (var table in new[] { "blog  example.com\n", "", "blog 5000 example.org\n" })
        {
            Edit("hosts", "box", document => document["table"] = Encoding.UTF8.GetBytes(table));
            Assert.Equal("the stored table of ports and host names says of 'blog' what its state does not.", Verification.Of(Journal).Fault);
        }

        Edit("hosts", "box", document => document["table"] = Encoding.UTF8.GetBytes("blog  example.org\nwiki 5000 \n"));
        Assert.Equal("the stored table of ports and host names says of 'wiki' what its state does not.", Verification.Of(Journal).Fault);
        Edit("hosts", "box", document => document["format"] = 0);
        Assert.Null(Verification.Of(Journal).Fault);
        Assert.Equal([Blog], Journal.Host.ServerNames.Values);
    }

    [Fact]
    public void Counts_stored_states_that_are_too_few()
    {
        Filled();
        Edit("apps", "shop", null);
        Assert.Equal("there are events of 2 apps, and 1 stored states.", Verification.Of(Journal).Fault);
    }

    private void Filled()
    {
        Journal.Append(App.Absent(Blog), FirstPush, By);
        Journal.Append(App.Absent(Shop), FirstPush, By);
        Journal.Append(Journal.Read(Blog), [Config("A", "1")], By);
    }

    /// <summary>By LiteDB itself, as somebody with its tools would.</summary>
    private void Edit(string collection, BsonValue id, Action<BsonDocument>? change)
    {
        Behind(_folder.Path, _ => { });
        File.Delete(_folder["journal-log.db"]);
        using var database = new LiteDatabase(_folder["journal.db"]);
        var documents = database.GetCollection(collection);
        if (change is null)
        {
            documents.Delete(id);
            return;
        }

        var document = documents.FindById(id);
        change(document);
        documents.Update(document);
    }
}
