using System.Globalization;

namespace Piku.Reconciler.Desired;

/// <summary>What a process that listens has to answer before visitors are sent to it.</summary>
/// <param name="File">Where it is written down how it went.</param>
/// <param name="Host">The name that is asked for, as a visitor's browser would.</param>
/// <param name="Expected">Statuses and ranges of them, such as "200-399" or "200,204".</param>
/// <param name="Retries">How often it is asked, all in all.</param>
public sealed record HttpCheck(string File, string Path, string Host, string Expected, int IntervalSeconds, int Retries)
{
    public bool Accepts(int status) => Expected.Split(',').Any(range => range.Split('-') is var ends && Number(ends[0]) <= status && status <= Number(ends[^1]));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
