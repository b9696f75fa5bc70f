using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Ssh.Prompts;

/// <summary>A line and a key make another line; nothing else happens here.</summary>
/// <param name="history">Former lines, oldest first.</param>
/// <param name="complete">Of the text before the cursor: where its last word begins, and what that may become.</param>
public sealed class LineEditor(ImmutableArray<string> history, Func<string, (int Start, ImmutableArray<string> Candidates)> complete)
{
    /// <summary>The kernel hands a program no word of more than 128 KiB, and nobody types one.</summary>
    private const int Most = 8 * 1024;

    public Edit Next(Edit edit, Stroke stroke)
    {
        edit = edit with { Shown = [], IsCleared = false };
        return edit.Query is null ? Edited(edit, stroke) : Searched(edit, edit.Query, stroke);
    }

    private Edit Edited(Edit edit, Stroke stroke) => stroke.Act switch
    {
        Act.Insert => edit.Text.Length < Most ? Put(edit, stroke.Text) : edit,
        Act.Left => edit with { Cursor = Left(edit) },
        Act.Right => edit with { Cursor = Right(edit) },
        Act.WordLeft => edit with { Cursor = WordLeft(edit) },
        Act.WordRight => edit with { Cursor = WordRight(edit) },
        Act.Home => edit with { Cursor = 0 },
        Act.End => edit with { Cursor = edit.Text.Length },
        Act.Older => From(edit, edit.Back + 1),
        Act.Newer => From(edit, edit.Back - 1),
        Act.EraseBefore => Without(edit, Left(edit), edit.Cursor),
        Act.EraseAt => Without(edit, edit.Cursor, Right(edit)),
        Act.EraseWord => Erased(edit, WordLeft(edit), edit.Cursor),
        Act.EraseToStart => Erased(edit, 0, edit.Cursor),
        Act.EraseToEnd => Erased(edit, edit.Cursor, edit.Text.Length),
        Act.PutBack => edit.Text.Length + edit.Erased.Length <= Most ? Put(edit, edit.Erased) : edit,
        Act.Complete => Completed(edit),
        Act.Search => edit with { Query = "" },
        Act.Clear => edit with { IsCleared = true },
        Act.Enter => edit with { Ending = Ending.Entered },
        Act.Cancel => edit with { Ending = Ending.Cancelled },
        Act.Close => edit.Text == "" ? edit with { Ending = Ending.Closed } : Without(edit, edit.Cursor, Right(edit)),
        Act.Nothing => edit,
    };

    /// <summary>While something is searched for, what is typed is that; any other key takes what was found, and does its own work with it.</summary>
    private Edit Searched(Edit edit, string query, Stroke stroke) => stroke.Act switch
    {
        Act.Insert => Found(edit with { Query = query + stroke.Text }, edit.Back == 0 ? 1 : edit.Back),
        Act.EraseBefore => Found(edit with { Query = query == "" ? "" : query[..^1] }, 1),
        Act.Search => Found(edit, edit.Back + 1),
        Act.Cancel => edit with { Query = null, Back = 0, Text = edit.Draft, Cursor = edit.Draft.Length },
        _ => Edited(edit with { Query = null }, stroke),
    };

    /// <summary>The first line with what is searched for, from one so far back and older; where there is none, nothing changes but the question.</summary>
    private Edit Found(Edit edit, int back)
    {
        if (edit.Query is "" or null) return edit;
        for (; back <= history.Length; back++)
            if (history[^back].Contains(edit.Query, StringComparison.Ordinal)) return From(edit, back);
        return edit;
    }

    private Edit From(Edit edit, int back)
    {
        if (back < 0 || back > history.Length) return edit;
        var draft = edit.Back == 0 ? edit.Text : edit.Draft;
        var text = back == 0 ? draft : history[^back];
        return edit with { Back = back, Draft = draft, Text = text, Cursor = text.Length };
    }

    private Edit Completed(Edit edit)
    {
        var (start, candidates) = complete(edit.Before);
        if (candidates is []) return edit;
        var common = candidates.Skip(1).Aggregate(candidates[0], (a, b) => a[..a.AsSpan().CommonPrefixLength(b)]);
        var isWhole = candidates.Length == 1 && !common.EndsWith('=') && !edit.After.StartsWith(' ');
        var longer = Put(Without(edit, start, edit.Cursor), isWhole ? $"{common} " : common);
        return longer.Text == edit.Text && candidates.Length > 1 ? edit with { Shown = candidates } : longer;
    }

    private static Edit Put(Edit edit, string text) => edit with { Text = edit.Before + text + edit.After, Cursor = edit.Cursor + text.Length };

    private static Edit Without(Edit edit, int from, int to) => edit with { Text = edit.Text.Remove(from, to - from), Cursor = from };

    private static Edit Erased(Edit edit, int from, int to) => from == to ? edit : Without(edit, from, to) with { Erased = edit.Text[from..to] };

    /// <summary>What a reader sees as one sign is passed as one, of however many characters it is made.</summary>
    private static int Right(Edit edit) => edit.Cursor + (edit.After == "" ? 0 : StringInfo.GetNextTextElementLength(edit.After));

    private static int Left(Edit edit) => StringInfo.ParseCombiningCharacters(edit.Before) is [.., var last] ? last : 0;

    private static int WordLeft(Edit edit)
    {
        var at = edit.Cursor;
        while (at > 0 && edit.Text[at - 1] == ' ') at--;
        while (at > 0 && edit.Text[at - 1] != ' ') at--;
        return at;
    }

    private static int WordRight(Edit edit)
    {
        var at = edit.Cursor;
        while (at < edit.Text.Length && edit.Text[at] == ' ') at++;
        while (at < edit.Text.Length && edit.Text[at] != ' ') at++;
        return at;
    }
}
