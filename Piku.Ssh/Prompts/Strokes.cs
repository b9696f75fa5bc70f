using System.Collections.Frozen;

namespace Piku.Ssh.Prompts;

/// <summary>From what a terminal sends to what is meant: the keys of readline's Emacs mode, by which most shells go, and the sequences of xterm, VT220 and the Linux console.</summary>
/// <remarks>A sequence may come in pieces, so what has begun is kept until it ends.</remarks>
public sealed class Strokes
{
    private const char Escape = '\e';

    /// <summary>No sequence of any terminal is as long as this; what is longer is noise.</summary>
    private const int MostOfSequence = 16;

    private static readonly FrozenDictionary<string, Act> Table = new Dictionary<string, Act>
    {
        ["\r"] = Act.Enter,
        ["\n"] = Act.Enter,
        ["\t"] = Act.Complete,
        ["\u0001"] = Act.Home,
        ["\u0002"] = Act.Left,
        ["\u0003"] = Act.Cancel,
        ["\u0004"] = Act.Close,
        ["\u0005"] = Act.End,
        ["\u0006"] = Act.Right,
        ["\u0007"] = Act.Cancel,
        ["\b"] = Act.EraseBefore,
        ["\u000b"] = Act.EraseToEnd,
        ["\u000c"] = Act.Clear,
        ["\u000e"] = Act.Newer,
        ["\u0010"] = Act.Older,
        ["\u0012"] = Act.Search,
        ["\u0015"] = Act.EraseToStart,
        ["\u0017"] = Act.EraseWord,
        ["\u0019"] = Act.PutBack,
        ["\u007f"] = Act.EraseBefore,
        ["\e[A"] = Act.Older,
        ["\e[B"] = Act.Newer,
        ["\e[C"] = Act.Right,
        ["\e[D"] = Act.Left,
        ["\e[H"] = Act.Home,
        ["\e[F"] = Act.End,
        ["\eOA"] = Act.Older,
        ["\eOB"] = Act.Newer,
        ["\eOC"] = Act.Right,
        ["\eOD"] = Act.Left,
        ["\eOH"] = Act.Home,
        ["\eOF"] = Act.End,
        ["\e[1~"] = Act.Home,
        ["\e[3~"] = Act.EraseAt,
        ["\e[4~"] = Act.End,
        ["\e[7~"] = Act.Home,
        ["\e[8~"] = Act.End,
        ["\e[1;3C"] = Act.WordRight,
        ["\e[1;3D"] = Act.WordLeft,
        ["\e[1;5C"] = Act.WordRight,
        ["\e[1;5D"] = Act.WordLeft,
        ["\eb"] = Act.WordLeft,
        ["\ef"] = Act.WordRight,
        ["\e\u007f"] = Act.EraseWord,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private string _begun = "";

    public IEnumerable<Stroke> Of(string sent)
    {
        foreach (var sign in sent)
        {
            if (_begun == "" && sign != Escape)
            {
                yield return char.IsControl(sign) ? new Stroke(Table.GetValueOrDefault($"{sign}", Act.Nothing)) : new Stroke(Act.Insert, $"{sign}");
                continue;
            }

            _begun = sign == Escape ? $"{Escape}" : _begun + sign;
            if (!IsWhole(_begun)) continue;
            yield return new Stroke(Table.GetValueOrDefault(_begun, Act.Nothing));
            _begun = "";
        }
    }

    /// <summary>ESC and a sign; ESC O and a sign; ESC [, parameters, and a sign from "@" to "~" (ECMA-48).</summary>
    private static bool IsWhole(string sequence) => sequence switch
    {
        { Length: 1 } => false,
        [_, '['] or [_, 'O'] => false,
        [_, '[', .., >= '@' and <= '~'] => true,
        [_, '[', ..] => sequence.Length >= MostOfSequence,
        _ => true,
    };
}
