using System.Collections.Immutable;
using Piku.Domain.Apps;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>The runtimes that build an app, and what decided so.</summary>
/// <param name="Runtimes">In the order in which they build.</param>
/// <param name="Because">Such as "requirements.txt".</param>
public sealed record RuntimeChoice(ImmutableArray<Runtime> Runtimes, string Because)
{
    /// <summary>As stored with a slug.</summary>
    public string Name => string.Join(',', Runtimes.Select(runtime => runtime.Name));

    /// <summary>Such as "Node and Python".</summary>
    public string Title => string.Join(" and ", Runtimes.Select(runtime => runtime.Title));

    /// <summary>The runtimes that a slug was stored with.</summary>
    public static ImmutableArray<Runtime> Named(string name) => [.. name.Split(',').Select(one => Runtime.All.First(runtime => runtime.Name == one))];

    /// <param name="asked">Families, as <c>PIKU_RUNTIMES</c> names them; empty when the app's files decide.</param>
    /// <param name="refusal">Null when there is a choice.</param>
    public static RuntimeChoice? Of(Sources sources, Procfile procfile, ImmutableArray<string> asked, out Refusal? refusal)
    {
        refusal = null;
        if (asked.IsEmpty) return Detected(sources, procfile);
        var found = asked.Select(family => (Family: family, Runtime: OfFamily(family, sources, procfile))).ToList();
        if (found.FirstOrDefault(one => one.Runtime is null).Family is { } missing)
            refusal = new Refusal(Runtime.Families.Contains(missing)
                ? $"PIKU_RUNTIMES asks for '{missing}', and nothing in the top folder of this app is of that kind."
                : $"PIKU_RUNTIMES asks for '{missing}', which is none of: {string.Join(", ", Runtime.Families)}.");
        return refusal is null ? new RuntimeChoice([.. found.Select(one => one.Runtime!)], "PIKU_RUNTIMES") : null;
    }

    /// <summary>The first that fits, and before it those that fit as well and without which the Procfile could not run.</summary>
    private static RuntimeChoice Detected(Sources sources, Procfile procfile)
    {
        var first = Runtime.All.First(runtime => runtime.DetectedBy(sources, procfile) is not null);
        var others = Runtime.All.Where(runtime => runtime.Family != first.Family && runtime.IsNeededBy(procfile) && runtime.DetectedBy(sources, procfile) is not null).DistinctBy(runtime => runtime.Family);
        return new RuntimeChoice([.. others, first], first.DetectedBy(sources, procfile)!);
    }

    private static Runtime? OfFamily(string family, Sources sources, Procfile procfile) =>
        Runtime.All.FirstOrDefault(runtime => runtime.Family == family && runtime.DetectedBy(sources, procfile) is not null);
}
