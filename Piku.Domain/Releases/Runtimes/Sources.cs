namespace Piku.Domain.Releases.Runtimes;

/// <summary>The top folder of an app, as far as it tells what the app is.</summary>
/// <param name="Names">Of its files and folders.</param>
/// <param name="Text">The text of one of its files; null when there is none.</param>
public sealed record Sources(IReadOnlySet<string> Names, Func<string, string?> Text)
{
    /// <summary>Bytes that a file may have which is read in order to know how to build; lock files of large projects have a few million.</summary>
    public const long Most = 20_000_000;

    /// <summary>The first of the names that is there.</summary>
    public string? FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Names.Contains(name)) return name;
        return null;
    }

    /// <summary>The first name, in the order of the alphabet, that ends so.</summary>
    public string? FirstEndingIn(string ending) => Names.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault();
}
