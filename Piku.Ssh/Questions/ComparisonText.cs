using System.Collections.Immutable;
using System.Text.Json;

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
        Write(json, "settings", comparison.Settings);
        Write(json, "processes", comparison.Processes);
        json.WriteStartArray("files");
        foreach (var file in comparison.Files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteString("diff", file.Diff);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<string> Section(string title, ImmutableArray<Change> changes) =>
        changes.IsEmpty ? [] : changes.Select(Line).Prepend(title);

    private static string Line(Change change) => change switch
    {
        { Kind: ChangeKind.Added } => $"  + {change.Name}{(change.After is { } after ? $": {OneLine(after)}" : "")}",
        { Kind: ChangeKind.Removed } => $"  - {change.Name}{(change.Before is { } before ? $": {OneLine(before)}" : "")}",
        _ => $"  ~ {change.Name}{(change is { Before: { } from, After: { } to } ? $": {OneLine(from)} → {OneLine(to)}" : "")}",
    };

    private static string OneLine(string value) => string.Concat(value.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<Change> changes)
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("name", change.Name);
            json.WriteString("change", Word(change.Kind));
            json.WriteString("before", change.Before);
            json.WriteString("after", change.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        ChangeKind.Changed => "changed",
    };
}
