using System.Collections.Immutable;
using System.Text.Json;
using Piku.Domain.Settings;
using Piku.Ssh.Output;

namespace Piku.Ssh.Questions;

/// <summary>What differs, for people and for programs.</summary>
internal static class ComparisonText
{
    /// <summary>Settings and processes; of files, only which.</summary>
    public static IEnumerable<string> Lines(Comparison comparison) =>
    [
        .. Section("Settings:", comparison.Settings),
        .. Section("Processes:", comparison.Processes),
        .. comparison.Files.IsEmpty ? [] : comparison.Files.Select(file => $"  {file.Path}").Prepend("Files of the box:"),
    ];

    public static void Write(Utf8JsonWriter json, Comparison comparison)
    {
        json.List("settings", comparison.Settings, change => Write(json, change));
        json.List("processes", comparison.Processes, change => Write(json, change));
        json.List("files", comparison.Files, file =>
        {
            json.Text("path", file.Path);
            json.Text("diff", string.Concat(file.Diff.Select(line => line + "\n")));
        });
    }

    private static IEnumerable<string> Section(string title, ImmutableArray<Change> changes) =>
        changes.IsEmpty ? [] : changes.Select(Line).Prepend(title);

    private static string Line(Change change) => change switch
    {
        { Kind: ChangeKind.Added } => $"  + {change.Name}{(change.After is { } after ? $": {SettingValues.OneLine(after)}" : "")}",
        { Kind: ChangeKind.Removed } => $"  - {change.Name}{(change.Before is { } before ? $": {SettingValues.OneLine(before)}" : "")}",
        _ => $"  ~ {change.Name}{(change is { Before: { } from, After: { } to } ? $": {SettingValues.OneLine(from)} → {SettingValues.OneLine(to)}" : "")}",
    };

    private static void Write(Utf8JsonWriter json, Change change)
    {
        json.Text("name", change.Name);
        json.Text("change", Word(change.Kind));
        json.Text("before", change.Before);
        json.Text("after", change.After);
    }

    private static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        ChangeKind.Changed => "changed",
    };
}
