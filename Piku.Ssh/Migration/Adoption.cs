using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Releases;
using Piku.Reconciler.Applying.Certificates;

namespace Piku.Ssh.Migration;

/// <summary>What becomes of one app of the original: shown by a dry run, and then done.</summary>
public abstract record Adoption
{
    private Adoption(string name) => Name = name;

    /// <summary>That of its folders there.</summary>
    public string Name { get; }

    /// <summary>It is not taken over.</summary>
    /// <param name="Why">A sentence, with what to do.</param>
    public sealed record Held(string Of, string Why) : Adoption(Of);

    /// <summary>It was taken over before.</summary>
    public sealed record Here(AppName App) : Adoption(App.Value);

    /// <param name="ServerNames">The host names of its site.</param>
    /// <param name="HasData">Whether it has a data folder there.</param>
    /// <param name="Runs">Whether it is rolled out at once; otherwise it waits as a stopped app.</param>
    /// <param name="Port">Of its first <c>web</c> process, to begin with; null where the box chooses.</param>
    /// <param name="Certificate">One that is worth keeping; null where it has none.</param>
    /// <param name="Notes">Sentences about what is otherwise than it was.</param>
    public sealed record Taken(
        AppName App,
        Slug Slug,
        ImmutableSortedDictionary<string, string> Config,
        ImmutableSortedDictionary<string, int> Counts,
        ImmutableArray<string> ServerNames,
        bool HasData,
        Leftovers Leftovers,
        bool Runs,
        int? Port,
        KeyPair? Certificate,
        ImmutableArray<string> Notes) : Adoption(App.Value);
}
