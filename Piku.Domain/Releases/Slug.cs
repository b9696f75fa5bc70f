using System.Collections.Immutable;

namespace Piku.Domain.Releases;

/// <summary>
/// A pushed commit as a folder of its own: what it is, and what its Procfile and ENV file say, so that files can be
/// rendered from events alone.
/// </summary>
/// <param name="Fingerprint">Names its folder; 16 hexadecimal digits that cover commit, runtime and build settings.</param>
/// <param name="Processes">The Procfile's lines: kind → command.</param>
/// <param name="Env">The repository's ENV file; settings made by verbs go before these.</param>
public sealed record Slug(
    string Fingerprint,
    string Commit,
    string Subject,
    string Runtime,
    ImmutableSortedDictionary<string, string> Processes,
    ImmutableSortedDictionary<string, string> Env);
