using System.Text.RegularExpressions;
using Piku.Domain.Apps;

namespace Piku.Reconciler.Layout;

/// <summary>
/// The mark in the first line of each file that is written for an app. What bears no mark, or another app's, is never deleted.
/// </summary>
public static partial class Ownership
{
    public static string Mark(char comment, AppName app, string more = "") => $"{comment} piku: app={app}{more}\n";

    public static bool IsOf(AppName app, string content) =>
        Pattern().Match(content) is { Success: true } match && match.Groups["app"].Value == app.Value;

    [GeneratedRegex(@"\A[#;] piku: app=(?<app>[a-z0-9-]+)[ \n]", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
