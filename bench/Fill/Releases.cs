using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Journal;

/// <summary>A journal as a box has it on which settings change for ever: each change is a release that went live, so four events.</summary>
internal static class Releases
{
    private const int AtOnce = 250;

    private static readonly Provenance By = new("bench", "", "fill");

    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static int Make(string folder, int apps, int events)
    {
        var journal = new LiteDbJournal(folder, TimeProvider.System);
        var slug = new Slug("0123456789abcdef", new string('a', 40), "Say hello", "generic", None.Add("worker", "sleep 1000000"), None);
        var names = Enumerable.Range(1, apps).Select(i => AppName.Parse(string.Create(CultureInfo.InvariantCulture, $"app-{i}"))).ToList();
        foreach (var name in names)
            journal.Append(App.Absent(name), [new AppEvent.Created(), new AppEvent.SlugReceived(slug), .. Live(1, ReleaseCause.Push, "aaaaaaa Say hello")], By);
        for (var i = 0; journal.Head < events; i++)
        {
            var app = journal.Read(names[i % names.Count]);
            journal.Append(app, [.. Enumerable.Range(app.LastRelease + 1, AtOnce).SelectMany(Changed)], By);
        }

        return 0;
    }

    private static IEnumerable<AppEvent> Changed(int number) =>
        [new AppEvent.ConfigChanged(None.Add($"KEY_{number % 10}", $"a value of ordinary length, number {number}"), []), .. Live(number, ReleaseCause.Config, $"config: KEY_{number % 10}")];

    private static IEnumerable<AppEvent> Live(int number, ReleaseCause cause, string note) =>
        [new AppEvent.ReleaseCreated(number, number, "0123456789abcdef", cause, note), new AppEvent.ReleaseBuilt(number, Environment: null), new AppEvent.WentLive(number, DrainSeconds: 0)];
}
