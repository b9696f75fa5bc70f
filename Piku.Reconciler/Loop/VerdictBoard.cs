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
    /// <param name="mark">Of what should be; null where the pass has not come so far as to know.</param>
    public Verdict Post(AppName app, long version, Verdict verdict, string? mark = null)
    {
        var before = host.ReadText(root.Verdict(app));
        var former = Read(before)?.Settled;
        var settled = (mark is null ? former : verdict is Verdict.Converged or Verdict.Drifted || former == mark ? mark : null) ?? None;
        var text = string.Create(CultureInfo.InvariantCulture, $"{version} {Word(verdict)} {settled} {ReasonOf(verdict).ReplaceLineEndings(" ")}\n");
        try
        {
            if (before != text) Write(app, text);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The disk is full, or the folder is closed to us: whoever waits sees that by himself, and the next pass tells.
        }

        return verdict;
    }

    /// <summary>What somebody has put in the place of the file is kept as any such thing is, and only the last one.</summary>
    private void Write(AppName app, string text)
    {
        var (path, aside) = (root.Verdict(app), $"{root.Replaced(app)}/verdict");
        if (host.Form(path).Kind == FileKind.Folder)
        {
            host.DeleteFolder(aside);
            host.PutAside(path, aside);
        }

        host.WriteFile(path, text);
    }

    /// <summary>What was told last of the app; null when nothing was.</summary>
    public Posted? Read(AppName app) => Read(host.ReadText(root.Verdict(app)));

    private const string None = "-";

    private static Posted? Read(string? text) => text is [.. var line, '\n'] && !line.Contains('\n', StringComparison.Ordinal) && line.Split(' ', 4) is [var version, var word, var settled, var reason] && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? new Posted(number, word == Word(new Verdict.Converged()) || word == Word(new Verdict.Drifted("")), word == Word(new Verdict.Stuck("")), reason, settled == None ? null : settled) { IsLeft = word == Word(new Verdict.Drifted("")) }
        : null;

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Converged => "converged",
        Verdict.RecheckAfter => "recheck",
        Verdict.Drifted => "drifted",
        Verdict.Stuck => "stuck",
        _ => throw new System.Diagnostics.UnreachableException(verdict.GetType().Name),
    };

    private static string ReasonOf(Verdict verdict) => verdict switch
    {
        Verdict.RecheckAfter(_, var reason) => reason,
        Verdict.Drifted(var what) => what,
        Verdict.Stuck(var reason) => reason,
        _ => "",
    };
}

/// <summary>A verdict as it was told.</summary>
/// <param name="Version">Of the app that the pass saw; 0 when it could not see one.</param>
/// <param name="IsConverged">Nothing is left to do; though something that a hand has changed may be left so.</param>
/// <param name="Settled">The mark of what the box was brought to, and nothing else has been asked for since; null when there is none.</param>
public sealed record Posted(long Version, bool IsConverged, bool IsStuck, string Reason, string? Settled)
{
    /// <summary>Something that a hand has changed is left so.</summary>
    public bool IsLeft { get; init; }
}
