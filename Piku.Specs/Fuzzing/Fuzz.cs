using System.Globalization;
using CsCheck;
using Xunit;

namespace Piku.Specs.Fuzzing;

/// <summary>What the specs of input by strangers have in common. <c>PIKU_FUZZ=100000</c> gives each of them so many rounds, as for a night.</summary>
internal static class Fuzz
{
    /// <summary>What means something to a shell, to nginx, to uWSGI, to git, to sshd, to JSON or to a terminal; and what is hard to see.</summary>
    public const string Signs = "ab/.-_~@=:;,#%&|<>$(){}[]*?!'\"\\^`+0 9\t\n\r\0\e\x7f\u0085\u2028é\uFFFD";

    private static readonly long? Asked =
        Environment.GetEnvironmentVariable("PIKU_FUZZ") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public static Gen<string> Text { get; } = Gen.Frequency((3, Gen.Char[Signs].Array[0, 40].Select(all => new string(all))), (1, Gen.String[0, 60]));

    public static Gen<byte[]> Bytes { get; } = Gen.Byte.Array[0, 200];

    /// <param name="usual">Rounds in the run of every day.</param>
    public static long Rounds(long usual) => Asked ?? usual;

    public static Gen<T> Of<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    /// <summary>One of some texts that mean something, or any.</summary>
    public static Gen<string> Or(params string[] meant) => Gen.Frequency((4, Of(meant)), (1, Text));

    /// <summary>A text that was good, with some of it taken out, doubled, put elsewhere or become something else.</summary>
    public static Gen<string> Mutated(this Gen<string> good) =>
        Gen.Select(good, Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Char[Signs].Array[0, 4]).Array[1, 3]).Select((text, changes) => changes.Aggregate(text, Changed));

    public static Gen<byte[]> Mutated(this Gen<byte[]> good) =>
        Gen.Select(good, Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[1, 4]).Select((bytes, changes) =>
        {
            byte[] copy = [.. bytes];
            foreach (var (at, value) in changes)
                if (copy.Length > 0) copy[(int)(at * (copy.Length - 1))] = value;
            return copy;
        });

    /// <summary>That a refusal is one sentence, which nobody's terminal or log is led astray by.</summary>
    public static void IsSentence(string? sentence)
    {
        Assert.NotNull(sentence);
        Assert.True(sentence.Length is > 10 and < 1200, $"of {sentence.Length} characters: {sentence}");
        Assert.DoesNotContain(sentence, char.IsControl);
        Assert.True(sentence[^1] == '.', $"does not end: {sentence}");
    }

    private static string Changed(string text, (int Kind, double From, double Length, char[] Signs) change)
    {
        var from = (int)(change.From * text.Length);
        var length = (int)(change.Length * (text.Length - from) / 4);
        return change.Kind switch
        {
            0 => text.Remove(from, length),
            1 => text.Insert(from, text.Substring(from, length)),
            2 => text.Insert(from, new string(change.Signs)),
            _ => string.Concat(text.AsSpan(0, from), new string(change.Signs), text.AsSpan(from + length)),
        };
    }
}
