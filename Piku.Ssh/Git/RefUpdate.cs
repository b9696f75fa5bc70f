using System.Text.RegularExpressions;

namespace Piku.Ssh.Git;

/// <summary>A line of what git tells a hook: a ref that is to move.</summary>
/// <param name="New">Forty hexadecimal digits, as <paramref name="Old"/>.</param>
public sealed partial record RefUpdate(string Old, string New, string Name)
{
    public bool Deletes => New.All(c => c == '0');

    public string ShortName => Name.StartsWith("refs/heads/", StringComparison.Ordinal) ? Name["refs/heads/".Length..] : Name;

    /// <summary>What is no such line is passed over: git writes no other.</summary>
    public static IReadOnlyList<RefUpdate> Read(TextReader lines)
    {
        var updates = new List<RefUpdate>();
        while (updates.Count <= PushLimits.Refs && lines.ReadLine() is { } line)
            if (Line().Match(line) is { Success: true } match) updates.Add(new RefUpdate(match.Groups["old"].Value, match.Groups["new"].Value, match.Groups["name"].Value));
        return updates;
    }

    [GeneratedRegex(@"\A(?<old>[0-9a-f]{40}) (?<new>[0-9a-f]{40}) (?<name>.+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
