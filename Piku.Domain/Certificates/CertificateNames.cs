using System.Collections.Immutable;

namespace Piku.Domain.Certificates;

/// <summary>Which host names a certificate can be had for.</summary>
public static class CertificateNames
{
    /// <summary>Reserved by RFC 2606, 6761, 6762 and 7686: no CA may certify what ends so.</summary>
    private static readonly ImmutableArray<string> Reserved = ["localhost", "local", "test", "example", "invalid", "onion"];

    /// <summary>A wildcard stands for one label, and for itself.</summary>
    public static bool Covers(string own, string name) =>
        own == name || (IsWildcard(own) && !IsWildcard(name) && name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && name.AsSpan(dot).SequenceEqual(own.AsSpan(1)));

    public static bool IsWildcard(string name) => name.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Whether some CA could certify it: a name of several labels that is no address, has no underscore and is not reserved.</summary>
    public static bool IsPublic(string name) =>
        name.Split('.') is [.., _, var top] labels && labels.Length >= (IsWildcard(name) ? 3 : 2)
        && !top.All(char.IsAsciiDigit) && !name.Contains('_', StringComparison.Ordinal) && !Reserved.Contains(top);

    /// <summary>
    /// What to ask a CA for: the public ones, in their order. Wildcards are proven by DNS only, and what one covers may not stand beside it.
    /// </summary>
    public static ImmutableArray<string> ToOrder(ImmutableArray<string> names, bool byDns)
    {
        var some = names.Where(name => IsPublic(name) && (byDns || !IsWildcard(name))).ToImmutableArray();
        return some.RemoveAll(name => some.Any(other => other != name && Covers(other, name)));
    }
}
