using System.Collections.Immutable;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Archives;

/// <summary>How git and tar are run here.</summary>
internal static class Tools
{
    public static ImmutableSortedDictionary<string, string> Variables(Session session) => ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal, new Dictionary<string, string> { ["PATH"] = session.Root.Path, ["HOME"] = session.Root.Home });
}
