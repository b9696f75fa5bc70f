using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Reconciler.Loop;

/// <summary>
/// Where <c>pikud</c> tells verbs how far it is: one small file per app, which may be lost at any time, for the next pass
/// writes it again.
/// </summary>
public sealed class VerdictBoard(RootLayout root, IHost host)
{
    /// <param name="version">Of the app that the pass saw.</param>
    public Verdict Post(AppName app, long version, Verdict verdict)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{version} {Word(verdict)} {ReasonOf(verdict).ReplaceLineEndings(" ")}\n");
        try
        {
            if (host.ReadText(root.Verdict(app)) != text) host.WriteFile(root.Verdict(app), text);
        }
        catch (IOException)
        {
            // The disk is full: whoever waits sees that by himself, and the next pass tells.
        }

        return verdict;
    }

    /// <summary>What was told last of the app; null when nothing was.</summary>
    public Posted? Read(AppName app) => host.ReadText(root.Verdict(app))?.TrimEnd('\n').Split(' ', 3) is [var version, var word, var reason]
        ? new Posted(long.Parse(version, CultureInfo.InvariantCulture), word == Word(new Verdict.Converged()), word == Word(new Verdict.Stuck("")), reason)
        : null;

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Converged => "converged",
        Verdict.RecheckAfter => "recheck",
        Verdict.Stuck => "stuck",
        _ => throw new System.Diagnostics.UnreachableException(verdict.GetType().Name),
    };

    private static string ReasonOf(Verdict verdict) => verdict switch
    {
        Verdict.RecheckAfter(_, var reason) => reason,
        Verdict.Stuck(var reason) => reason,
        _ => "",
    };
}

/// <summary>A verdict as it was told.</summary>
/// <param name="Version">Of the app that the pass saw; 0 when it could not see one.</param>
public sealed record Posted(long Version, bool IsConverged, bool IsStuck, string Reason);
