using System.Text.RegularExpressions;

namespace Piku.Ssh.Migration;

/// <summary>What <c>find</c> says of files and folders that may not be read. One that cannot be reached is not to pass for one that is not there.</summary>
public static partial class Shut
{
    /// <summary>The path of the first one; null when all can be read, and of what does not exist nothing is said.</summary>
    public static string? First(IEnumerable<string> said) => said.Select(line => line.StartsWith('/') ? line : Denied().Match(line).Groups["path"].Value).FirstOrDefault(path => path != "");

    /// <summary>As it says so in the language C.</summary>
    [GeneratedRegex(@"\Afind: '(?<path>/.*)': Permission denied\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Denied();
}
