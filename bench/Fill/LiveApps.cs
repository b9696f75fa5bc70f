using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Journal;

/// <summary>Apps that went live: their slugs' files, and the events that a push of each would have left.</summary>
internal static class LiveApps
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static int Make(string root, string kind, int first, int last)
    {
        var journal = new LiteDbJournal($"{root}/state", TimeProvider.System);
        for (var i = first; i <= last; i++) Make(root, journal, kind, i);
        return 0;
    }

    private static void Make(string root, LiteDbJournal journal, string kind, int number)
    {
        var name = AppName.Parse(string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}"));
        var slug = new Slug(
            number.ToString("x16", CultureInfo.InvariantCulture), new string('a', 40), "Say hello", kind == "static" ? "static" : "generic",
            None.Add(kind, kind == "static" ? "public" : "app:application"),
            None.Add("NGINX_SERVER_NAME", $"{name}.localhost"));
        Write($"{root}/slugs/{name}/{slug.Fingerprint}", kind, name);
        ImmutableArray<AppEvent> events =
        [
            new AppEvent.Created(), new AppEvent.SlugReceived(slug), new AppEvent.ReleaseCreated(1, 1, slug.Fingerprint, ReleaseCause.Push, "aaaaaaa Say hello"),
            new AppEvent.ReleaseBuilt(1, Environment: null), new AppEvent.WentLive(1, DrainSeconds: 0),
        ];
        if (journal.Append(App.Absent(name), events, new Provenance("bench", "", "fill")) is null) throw new InvalidOperationException($"There is an app '{name}' already.");
    }

    private static void Write(string slug, string kind, AppName name)
    {
        var (file, text) = kind == "static"
            ? ("public/index.html", $"Hello from {name}\n")
            : ("app.py", $"def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'Hello from {name}']\n");
        Directory.CreateDirectory(Path.GetDirectoryName($"{slug}/{file}")!);
        File.WriteAllText($"{slug}/{file}", text);
    }
}
