// Fill FOLDER APPS EVENTS: a journal as a box has it after a while, for measuring. Every app has a host name; the last one runs, the others are stopped.
// Fill FOLDER append COUNT: appends as many single events to it, and says what each costs.
// Fill FOLDER released APPS EVENTS: the same of apps whose every change of a setting was a release that went live.
// Fill ROOT static|wsgi FIRST LAST: apps of a root folder that went live, with their files, as if they had been pushed.
using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Journal;

if (args is [var root, "static" or "wsgi", var first, var last]) return LiveApps.Make(root, args[1], int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture));

if (args is [var box, "released", var many, var most]) return Releases.Make(box, int.Parse(many, CultureInfo.InvariantCulture), int.Parse(most, CultureInfo.InvariantCulture));

if (args is not [var folder, var apps, var events])
{
    Console.Error.WriteLine("usage: Fill FOLDER APPS EVENTS | Fill FOLDER append COUNT | Fill FOLDER released APPS EVENTS | Fill ROOT static|wsgi FIRST LAST");
    return 1;
}

if (apps == "append") return Appends.Measure(folder, int.Parse(events, CultureInfo.InvariantCulture));

var journal = new LiteDbJournal(folder, TimeProvider.System);
var names = Enumerable.Range(1, int.Parse(apps, CultureInfo.InvariantCulture)).Select(i => AppName.Parse($"app-{i}")).ToList();
var by = new Provenance("bench", "", "fill");
var processes = ImmutableSortedDictionary<string, string>.Empty.Add("worker", "sleep 1000000");
var none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
foreach (var name in names)
{
    var slug = new Slug("0123456789abcdef", new string('a', 40), "Say hello", "generic", processes, none.Add("NGINX_SERVER_NAME", $"{name}.example.org"));
    foreach (var command in new AppCommand[] { new AppCommand.Push(slug), new AppCommand.ReportBuilt(1, null), new AppCommand.ReportLive(1), new AppCommand.Stop() })
        if (command is not AppCommand.Stop || name != names[^1]) Transaction.Run(journal, name, _ => command, by);
}

var (wanted, head) = (int.Parse(events, CultureInfo.InvariantCulture) - 1, (int)journal.Head);
for (var i = 0; head < wanted; i++)
{
    var app = journal.Read(names[i % names.Count]);
    var changes = Enumerable.Range(0, Math.Min(1000, wanted - head)).Select(j => (AppEvent)new AppEvent.ConfigChanged(none.Add($"KEY_{j % 10}", $"a value of ordinary length, number {i}"), [])).ToList();
    journal.Append(app, changes, by);
    head += changes.Count;
}

// A thousand events at once are more than the log ever holds elsewhere; the next append copies them into the file.
journal.Append(journal.Read(names[0]), [new AppEvent.ConfigChanged(none.Add("KEY_0", "the last one"), [])], by);

return 0;
