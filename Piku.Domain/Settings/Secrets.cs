using System.Text.RegularExpressions;
using Piku.Domain.Apps;

namespace Piku.Domain.Settings;

/// <summary>
/// Which values of settings are secrets that no log of piku's shows: those whose setting is named like one, and addresses with a password in
/// them. What is secret under another name is not known to be.
/// </summary>
/// <remarks>Verbs show no value at all unless they are asked to; but to hide each "production" and "1" in what tools say would leave nothing to read.</remarks>
public static partial class Secrets
{
    /// <summary>Of all that the app has set, or had set in a release that it keeps.</summary>
    public static IEnumerable<string> Of(App app) =>
        app.Slugs.Select(slug => slug.Env).Concat(app.Releases.Select(release => release.Config)).Append(app.Config)
            .SelectMany(values => values).Distinct().SelectMany(setting => Of(setting.Key, setting.Value));

    /// <summary>What of a value is secret; tools say one line after the other, so each line of it is. They also say a password without the address around it.</summary>
    public static IEnumerable<string> Of(string key, string value)
    {
        var password = Password().Match(value).Groups["password"];
        IEnumerable<string> passwords = password.Success ? [password.Value, Uri.UnescapeDataString(password.Value)] : [];
        return NamesOne().IsMatch(key) ? [.. value.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries), .. passwords]
            : password.Success ? [value, .. passwords]
            : [];
    }

    [GeneratedRegex("PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|PRIVATE|AUTH|DSN|HMAC|SALT", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamesOne();

    /// <summary>As in <c>postgres://anna:password@host/db</c>; as far as the last @ before the path, since not everybody escapes.</summary>
    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://[^/?#:@\s]*:(?<password>[^/?#\s]+)@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Password();
}
