using System.Text;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Journal;
using Xunit;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

public sealed class Values_of_settings : IDisposable
{
    private const string Secret = "correct-horse-battery-staple";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LiteDbJournal Journal => new(_folder.Path, TimeProvider.System);

    private string Key => _folder[$"keys/{Blog}"];

    [Fact]
    public void Stand_in_no_file_of_the_journal()
    {
        Filled();
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        Assert.Equal(Secret, Journal.Read(Blog).Config["PASSWORD"]);
        Assert.Equal(Secret, ((AppEvent.ConfigChanged)Journal.Newest(Blog, 1)[0].Event).Set["PASSWORD"]);
    }

    [Fact]
    public void Are_sealed_with_a_key_that_only_the_owner_can_read()
    {
        Filled();
        Assert.Matches("^[0-9a-f]{64}\n$", File.ReadAllText(Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["keys"]));
    }

    [Fact]
    public void Are_gone_for_good_when_the_app_is_destroyed()
    {
        Filled();
        var key = File.ReadAllText(Key);
        Journal.Append(Journal.Read(Blog), [new AppEvent.Destroyed()], By);
        Assert.False(File.Exists(Key));
        Assert.Equal(SettingValues.Unreadable, ((AppEvent.ConfigChanged)Journal.Newest(Blog, 2)[1].Event).Set["PASSWORD"]);

        Journal.Append(Journal.Read(Blog), [.. FirstPush, Config("PASSWORD", "another")], By);
        Assert.NotEqual(key, File.ReadAllText(Key));
        Assert.Equal("another", Journal.Read(Blog).Config["PASSWORD"]);
        Assert.Equal(SettingValues.Unreadable, ((AppEvent.ConfigChanged)Journal.Newest(Blog, 6)[5].Event).Set["PASSWORD"]);
    }

    [Fact]
    public void Of_an_app_whose_destroyer_died_are_dropped_by_the_next_one_to_look()
    {
        Filled();
        var key = File.ReadAllText(Key);
        Journal.Append(Journal.Read(Blog), [new AppEvent.Destroyed()], By);
        File.WriteAllText(Key, key);
        Journal.Forget(Blog);
        Assert.False(File.Exists(Key));
    }

    [Fact]
    public void Of_an_app_that_lives_keep_their_key()
    {
        Filled();
        Journal.Forget(Blog);
        Assert.Equal(Secret, Journal.Read(Blog).Config["PASSWORD"]);
    }

    [Fact]
    public void Of_a_conflicting_append_leave_the_key_alone()
    {
        Filled();
        Assert.Null(Journal.Append(App.Absent(Blog), [.. FirstPush, Config("A", "1")], By));
        Assert.Equal(Secret, Journal.Read(Blog).Config["PASSWORD"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key\n")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000\n")]
    public void Cannot_be_read_without_their_key_and_can_again_once_it_is_back(string wrong)
    {
        Filled();
        var key = File.ReadAllText(Key);
        File.WriteAllText(Key, wrong);
        Assert.Equal(SettingValues.Unreadable, Journal.Read(Blog).Config["PASSWORD"]);
        File.WriteAllText(Key, key);
        Assert.Equal(Secret, Journal.Read(Blog).Config["PASSWORD"]);
    }

    [Fact]
    public void Can_be_set_anew_when_their_key_is_lost()
    {
        Filled();
        File.Delete(Key);
        Assert.IsType<Outcome.Done>(Transaction.Run(Journal, Blog, _ => new AppCommand.SetConfig(Support.Samples.Map(("PASSWORD", Secret))), By));
        Assert.Equal(Secret, Journal.Read(Blog).Config["PASSWORD"]);
    }

    [Fact]
    public void Take_no_more_room_however_many_releases_have_them()
    {
        Filled();
        var app = Enumerable.Range(2, 4).Aggregate(Journal.Read(Blog), (now, i) =>
            AppDecider.Evolve(now, new AppEvent.ReleaseCreated(i, i, Slug().Fingerprint, Domain.Releases.ReleaseCause.Push, "more"), DateTimeOffset.UnixEpoch));
        Assert.Equal(5, app.Releases.Length);
        Assert.Single(Encoding.UTF8.GetString(AppCodec.Write(app).Values).Split(Secret)[1..]);
    }

    private void Filled() => Journal.Append(App.Absent(Blog), [.. FirstPush, Config("PASSWORD", Secret)], By);
}
