using System.Collections.Immutable;
using Piku.Domain.Journal;
using Piku.Domain.Settings;

namespace Piku.Domain.Apps;

/// <summary>The command that takes back what one event changed in the settings or the scale.</summary>
public static class Undo
{
    /// <param name="recorded">An event of the past.</param>
    /// <param name="refusal">Why it cannot be taken back; null when it can.</param>
    public static AppCommand? Of(Past past, Recorded recorded, out Refusal? refusal)
    {
        var before = past.At(recorded.Seq - 1);
        var command = recorded.Event switch
        {
            AppEvent.ConfigChanged(var set, var unset) => Config(recorded.Seq, before, [.. set.Keys, .. unset]),
            AppEvent.Scaled(var counts) => new AppCommand.Scale(counts.ToImmutableSortedDictionary(count => count.Key, count => before.CountOf(count.Key), StringComparer.Ordinal)),
            _ => (AppCommand?)null,
        };
        refusal = command is null ? new Refusal($"#{recorded.Seq} changed neither settings nor scale, so it cannot be undone; a release is taken back by: rollback {before.Name}.") : WhyNot(past, recorded, command);
        return refusal is null ? command : null;
    }

    private static AppCommand.UndoConfig Config(long seq, App before, ImmutableArray<string> keys) => new(
        seq,
        keys.Where(before.Config.ContainsKey).ToImmutableSortedDictionary(key => key, key => before.Config[key], StringComparer.Ordinal),
        [.. keys.Where(key => !before.Config.ContainsKey(key))]);

    private static Refusal? WhyNot(Past past, Recorded recorded, AppCommand command)
    {
        if (command is AppCommand.UndoConfig(_, var values, _) && values.FirstOrDefault(value => value.Value == SettingValues.Unreadable).Key is { } lost)
            return new Refusal($"the value that {lost} had before #{recorded.Seq} cannot be read any more; set it: config:set {recorded.App} {lost}=VALUE.");
        var names = Names(recorded.Event).ToHashSet(StringComparer.Ordinal);
        return past.After(recorded.Seq).Where(later => later.Event.GetType() == recorded.Event.GetType())
            .Select(later => (later, Shared: Names(later.Event).FirstOrDefault(names.Contains)))
            .Where(pair => pair.Shared is not null)
            .Select(pair => new Refusal($"#{pair.later.Seq} ({pair.later.By.Actor}: {pair.later.By.Verb}) changed {pair.Shared} after #{recorded.Seq}, and would be lost; undo that first, or set {pair.Shared} anew."))
            .FirstOrDefault();
    }

    private static IEnumerable<string> Names(AppEvent happened) => happened switch
    {
        AppEvent.ConfigChanged(var set, var unset) => set.Keys.Concat(unset),
        AppEvent.Scaled(var counts) => counts.Keys,
        _ => [],
    };
}
