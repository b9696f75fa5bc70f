using Piku.Domain.Apps;
using Piku.Domain.Hosts;
using Piku.Domain.Journal;

namespace Piku.Specs.Simulation;

/// <summary>The journal as one life of pikud has it open: before and after something is recorded, that life may end.</summary>
internal sealed class SimulatedJournal(IJournal kept, SimulatedBox box, Life life) : IJournal
{
    public long Head => kept.Head;

    public App Read(AppName app)
    {
        life.MustBeAlive();
        return kept.Read(app);
    }

    public IReadOnlyList<App> ReadAll() => kept.ReadAll();

    public IReadOnlyList<AppName> Names => kept.Names;

    public Host Host => kept.Host;

    public IReadOnlyList<Recorded>? Append(App expected, IReadOnlyList<AppEvent> events, Provenance by, long? expectedHead = null)
    {
        life.Moment(isChange: false);
        if (box.Files.IsFull) throw new JournalException("The journal cannot be written: No space left on device.");
        var recorded = kept.Append(expected, events, by, expectedHead);
        if (recorded is not null) life.Recorded(expected.Name, recorded);
        life.Moment(isChange: false);
        return recorded;
    }

    public T Alone<T>(Func<IJournal, T> work)
    {
        life.Moment(isChange: false);
        try
        {
            life.IsAlone++;
            return kept.Alone(_ => work(this));
        }
        finally
        {
            life.IsAlone--;
        }
    }

    public IReadOnlyList<Recorded> After(long after, int limit) => kept.After(after, limit);

    public IReadOnlyList<Recorded> Newest(AppName? app, int limit, long? before = null) => kept.Newest(app, limit, before);
}
