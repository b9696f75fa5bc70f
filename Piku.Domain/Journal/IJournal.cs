using Piku.Domain.Apps;
using Piku.Domain.Hosts;

namespace Piku.Domain.Journal;

/// <summary>
/// The memory of the box: every event, in order, and each app as its events tell it.
/// </summary>
/// <remarks>
/// Any process may open it at any time; calls exclude each other across processes. What <see cref="Append"/> returned for
/// survives a crash and a power cut. A journal that cannot be used throws <see cref="JournalException"/>, whose message is a
/// sentence for the user.
/// </remarks>
public interface IJournal
{
    /// <summary>The number of the newest event; 0 when there is none.</summary>
    long Head { get; }

    /// <summary>The app after all its events; <see cref="App.Absent"/> when it has none.</summary>
    App Read(AppName app);

    /// <summary>Several apps as they are at one moment, in the order in which they are asked for.</summary>
    IReadOnlyList<App> Read(IReadOnlyList<AppName> apps) => [.. apps.Select(Read)];

    /// <summary>Every app that has events, destroyed ones too, by name; the box itself is none.</summary>
    IReadOnlyList<App> ReadAll();

    /// <summary>Those of <see cref="ReadAll"/>, without folding or unsealing anything.</summary>
    IReadOnlyList<AppName> Names { get; }

    /// <summary>What <see cref="ReadAll"/> have that no two may share, without reading all of them.</summary>
    Host Host { get; }

    /// <summary>
    /// Adds the events, all or none, if nothing has been recorded of the app since <paramref name="expected"/> and, where
    /// <paramref name="expectedHead"/> is given, nothing of the whole box since then.
    /// </summary>
    /// <param name="expected">The app as it was when the events were decided; its <see cref="App.Version"/> counts.</param>
    /// <param name="expectedHead">For rules that look across apps: <see cref="Head"/> as it was before the look.</param>
    /// <returns>The numbered events, or null when something else came first: read and decide again.</returns>
    IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null);

    /// <summary>
    /// Does the work while nobody else can record: all that it asks of the journal which it is given is of one moment, and what it appends
    /// comes right after that.
    /// </summary>
    /// <param name="work">Takes moments, for all others wait; and asks no other journal, for it would wait for itself.</param>
    T Alone<T>(Func<IJournal, T> work);

    /// <summary>Makes the values of a destroyed app unreadable for good, should whoever destroyed it have died before doing so. Of one that exists, nothing is lost.</summary>
    void Forget(AppName app)
    {
    }

    /// <summary>At most <paramref name="limit"/> events numbered above <paramref name="after"/>, oldest first.</summary>
    IReadOnlyList<Recorded> After(long after, int limit);

    /// <summary>The newest events, of one app or of all, newest first, at most <paramref name="limit"/>.</summary>
    /// <param name="before">Only events numbered below this one: with the number of the last one that was read, the next page at the cost of a page.</param>
    IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null);
}

/// <summary>The journal cannot be used; the message says why and what to do.</summary>
public sealed class JournalException : Exception
{
    public JournalException(string message)
        : base(message)
    {
    }

    public JournalException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public JournalException()
    {
    }
}
