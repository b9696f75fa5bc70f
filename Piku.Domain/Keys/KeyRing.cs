using System.Collections.Immutable;

namespace Piku.Domain.Keys;

/// <summary>The keys of the box, in the order in which they came. No two have the same name, and no two are the same key.</summary>
public sealed record KeyRing(ImmutableArray<Key> Keys)
{
    public static KeyRing Empty { get; } = new(ImmutableArray<Key>.Empty);

    public Key? Named(KeyName name) => Keys.FirstOrDefault(key => key.Name == name);

    public Key? Of(string fingerprint) => Keys.FirstOrDefault(key => key.Public.Fingerprint == fingerprint);

    /// <summary>Whether nobody else is an admin.</summary>
    public bool IsLastAdmin(KeyName name) => Keys.Where(key => key.Role == Right.Admin).Select(key => key.Name).ToList() is [var last] && last == name;

    public KeyRing With(Key key) => new(Keys.Add(key));

    public KeyRing Without(KeyName name) => new(Keys.RemoveAll(key => key.Name == name));

    public KeyRing Changed(KeyName name, Func<Key, Key> change) => new([.. Keys.Select(key => key.Name == name ? change(key) : key)]);
}
