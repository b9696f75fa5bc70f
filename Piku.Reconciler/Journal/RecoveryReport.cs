using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Journal;

/// <summary>What a recovery tells whoever asked for it.</summary>
internal static class RecoveryReport
{
    public static ImmutableArray<string> Of(Sifting sifted, ImmutableArray<StoredRecord> retold, DateTimeOffset now)
    {
        var lost = Lost(sifted).ToList();
        var names = sifted.Kept.Concat(sifted.LeftOut).Concat(retold).Select(record => record.App).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        ImmutableArray<string> apps = [.. names.Select(name => OfApp(name, sifted, retold)).OfType<string>()];
        return
        [
            Text($"{Time(now.ToUnixTimeMilliseconds())}: {Count(sifted.Kept.Length, "event")} kept, {lost.Sum(run => run.Last - run.First + 1):N0} lost, {sifted.LeftOut.Length:N0} readable but left out; and {retold.Length:N0} new that tell again where apps stood."),
            .. lost.Count == 0 ? [] : new[] { $"Lost, as the damaged journal numbers them: {Ranges(lost)}." },
            .. apps,
            .. sifted.Unchecked.IsEmpty ? [] : new[] { Text($"Kept, but nothing says whether it is as it was recorded: {Ranges(Runs(sifted.Unchecked))}.") },
            .. apps.IsEmpty && lost.Count == 0 ? ["No app has lost anything."] : new[] { "Look at each app that is named here (piku ps APP, piku config APP), and set or push again what is missing; or import a backup on an empty root." },
            "The damaged files, what was left out (left-out.jsonl), and the keys of settings as they were lie beside this report; delete them all when you miss nothing.",
        ];
    }

    /// <summary>The numbers that were given to an event of which nothing can be read.</summary>
    private static IEnumerable<(long First, long Last)> Lost(Sifting sifted)
    {
        var next = 1L;
        foreach (var seq in sifted.Kept.Concat(sifted.LeftOut).Select(record => record.Seq).Where(seq => seq > 0 && seq <= sifted.Reached).Append(sifted.Reached + 1).Distinct().Order())
        {
            if (seq > next) yield return (next, seq - 1);
            next = seq + 1;
        }
    }

    /// <summary>What an app has lost; null when it is nothing.</summary>
    private static string? OfApp(string name, Sifting sifted, ImmutableArray<StoredRecord> retold)
    {
        var kept = sifted.Kept.Where(record => record.App == name).ToList();
        var left = sifted.LeftOut.Where(record => record.App == name).ToList();
        var told = retold.Count(record => record.App == name);
        var newer = sifted.Newer.FirstOrDefault(app => app.Name.Value == name);
        if (left.Count == 0 && newer is null) return null;
        var events = kept.Count == 0 ? "none of its events is kept" : Text($"{Count(kept.Count, "event")} kept, up to #{kept[^1].Seq} of {Time(kept[^1].At)}");
        var behind = left.Count == 0 ? "" : Text($"; {left.Count:N0} left out, as something before is lost or they were changed");
        return newer switch
        {
            not null when told > 0 => Text($"'{name}': {events}{behind}. Its stored state after {Count(newer.Version, "event")} is told again by {told:N0} new, without releases that did not run; nothing says whether that state is as it was stored."),
            _ when name == AppName.Box.Value => Text($"The keys of ssh: {events}{behind}. What was added, changed or removed after that is not known any more, so look at all of them: piku keys. Where none is kept, those that piku has in sshd's file are adopted."),
            _ when kept.Count == 0 => Text($"'{name}': {events}{behind}. No state of it can be read either, so the box does not know it any more: push it again."),
            not null => Text($"'{name}': {events}{behind}. A newer stored state is damaged too, so it is as it was then."),
            _ => Text($"'{name}': {events}{behind}. No newer state can be read, so it is as it was then."),
        };
    }

    private static IEnumerable<(long First, long Last)> Runs(IEnumerable<long> numbers) =>
        numbers.Order().Select((number, i) => (number, Run: number - i)).GroupBy(one => one.Run, one => one.number).Select(run => (run.First(), run.Last()));

    /// <summary>Such as "#3, #7–#9".</summary>
    private static string Ranges(IEnumerable<(long First, long Last)> runs) =>
        string.Join(", ", runs.Select(run => run.First == run.Last ? Text($"#{run.First}") : Text($"#{run.First}–#{run.Last}")));

    private static string Count(long count, string thing) => Text($"{count:N0} {thing}{(count == 1 ? "" : "s")}");

    private static string Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
