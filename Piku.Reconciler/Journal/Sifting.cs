using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Reconciler.Journal;

/// <summary>What is kept of a damaged journal: of each app the events up to its first loss, and which states are newer than these.</summary>
/// <remarks>
/// An event is genuine when the next one, or the file <c>head</c>, has its hash. It was changed when the next one has another. Where neither says anything it is
/// kept and named, if it comes from a commit that is whole.
/// </remarks>
/// <param name="Kept">In order, as they were recorded; with gaps between their numbers.</param>
/// <param name="LeftOut">What can be read but cannot be kept: it stands behind a gap, or was changed.</param>
/// <param name="Unchecked">The numbers of those kept of which nothing says that they are genuine.</param>
/// <param name="Apps">As the kept events tell them.</param>
/// <param name="Newer">Stored states that have seen more events than were kept.</param>
/// <param name="Reached">The number of the newest event that there certainly was.</param>
internal sealed record Sifting(
    ImmutableArray<StoredRecord> Kept, ImmutableArray<StoredRecord> LeftOut, ImmutableArray<long> Unchecked, ImmutableSortedDictionary<string, App> Apps, ImmutableArray<App> Newer, long Reached)
{
    /// <param name="sure">What commits say that are whole.</param>
    /// <param name="doubtful">What others say: only what the hashes confirm counts.</param>
    /// <exception cref="JournalException">A genuine event cannot be understood: a newer piku wrote it.</exception>
    public static Sifting Of(Remains sure, Remains doubtful, (long Seq, string? Hash) head)
    {
        var all = sure.Events.Concat(doubtful.Events).DistinctBy(record => (record.Seq, record.Hash)).ToLookup(record => record.Seq);
        var certain = sure.Events.Select(record => record.Hash).ToHashSet(StringComparer.Ordinal);
        var chosen = all.OrderBy(same => same.Key).Select(same => Chosen(same, all[same.Key + 1], head, certain)).ToList();
        var streams = chosen.GroupBy(one => one.Record.App, StringComparer.Ordinal).Select(Prefix).ToList();
        var kept = streams.SelectMany(stream => stream.Kept).OrderBy(one => one.Record.Seq).ToList();
        var apps = streams.Where(stream => stream.App is not null).ToImmutableSortedDictionary(stream => stream.App!.Name.Value, stream => stream.App!, StringComparer.Ordinal);
        var reached = Math.Max(head.Seq, chosen.LastOrDefault(one => one.Judgement == Judgement.Genuine).Record?.Seq ?? 0);
        var states = sure.States.Concat(doubtful.States.Where(state => state.Last <= reached)).Select(state => state.App);
        return new Sifting(
            [.. kept.Select(one => one.Record)],
            [.. chosen.Select(one => one.Record).Except(kept.Select(one => one.Record))],
            [.. kept.Where(one => one.Judgement == Judgement.Unchecked).Select(one => one.Record.Seq)],
            apps,
            [.. states.GroupBy(app => app.Name.Value, StringComparer.Ordinal).Select(same => same.MaxBy(app => app.Version)!).Where(app => app.Version > (apps.GetValueOrDefault(app.Name.Value)?.Version ?? 0))],
            reached);
    }

    private static (StoredRecord Record, Judgement Judgement) Chosen(IEnumerable<StoredRecord> same, IEnumerable<StoredRecord> next, (long Seq, string? Hash) head, HashSet<string> certain)
    {
        string[] said = [.. next.Select(record => record.Before).OfType<string>(), .. same.First().Seq == head.Seq && head.Hash is { } newest ? [newest] : Array.Empty<string>()];
        if (same.FirstOrDefault(record => said.Contains(record.Hash)) is { } genuine) return (genuine, Judgement.Genuine);
        var isContradicted = (same.First().Seq == head.Seq && head.Hash is not null) || next.Any(record => record.Before is not null && certain.Contains(record.Hash));
        return (same.First(), !isContradicted && certain.Contains(same.First().Hash) ? Judgement.Unchecked : Judgement.Changed);
    }

    /// <summary>An app's events without a gap from the first on, and what they come to; null when there is none.</summary>
    private static (IReadOnlyList<(StoredRecord Record, Judgement Judgement)> Kept, App? App) Prefix(IEnumerable<(StoredRecord Record, Judgement Judgement)> stream)
    {
        var kept = new List<(StoredRecord Record, Judgement)>();
        App? app = null;
        foreach (var one in stream)
        {
            if (one.Judgement == Judgement.Changed || one.Record.Version != kept.Count + 1 || Next(app, one) is not { } next) break;
            kept.Add(one);
            app = next;
        }

        return (kept, app);
    }

    private static App? Next(App? app, (StoredRecord Record, Judgement Judgement) one)
    {
        try
        {
            var read = EventCodec.Read(one.Record);
            return AppDecider.Evolve(app ?? App.Absent(read.App), read.Event, read.At);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NullReferenceException || (e is JournalException && one.Judgement != Judgement.Genuine))
        {
            return null;
        }
    }

    private enum Judgement
    {
        Genuine,
        Unchecked,
        Changed,
    }
}
