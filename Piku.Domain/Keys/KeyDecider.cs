using System.Diagnostics;
using Piku.Domain.Apps;

namespace Piku.Domain.Keys;

/// <summary>The rules of the keys of the box. Once there was an admin, there always is one: who else could let anybody in?</summary>
public static class KeyDecider
{
    public static Decision Decide(KeyCommand command, App box) => (command, box.Keys ?? KeyRing.Empty) switch
    {
        (KeyCommand.Adopt(var keys), _) => box.Keys is null ? new Decision.Accepted([.. keys.Select(key => new KeyEvent.Adopted(key))]) : Decision.Nothing,

        (KeyCommand.Add({ Role: Right.Admin, Apps.IsEmpty: false } key), _) => Decision.Refuse($"an admin's key is for the whole box; leave --app away, or let it deploy only: keys:add {key.Name} --role deploy."),
        (KeyCommand.Add(var key), var ring) when ring.Of(key.Public.Fingerprint) is { } same && same.Name != key.Name => Taken(same),
        (KeyCommand.Add(var key), var ring) when ring.Named(key.Name) is { } now && now.Public != key.Public => Decision.Refuse($"'{key.Name}' is the name of another key ({now.Public.Fingerprint}); choose another name, or have this one take its place: keys:rotate {key.Name}."),
        (KeyCommand.Add(var key), var ring) when ring.Named(key.Name) is { } now && now.IsSame(key) => Decision.Nothing,
        (KeyCommand.Add({ Role: not Right.Admin } key), var ring) when ring.IsLastAdmin(key.Name) => LastAdmin(key.Name),
        (KeyCommand.Add(var key), var ring) => Decision.Of(ring.Named(key.Name) is null ? new KeyEvent.Added(key) : new KeyEvent.Changed(key.Name, key.Role, key.Apps, key.MayReveal)),

        (KeyCommand.Remove(var name), var ring) when ring.Named(name) is null => Unknown(name),
        (KeyCommand.Remove(var name), var ring) => ring.IsLastAdmin(name) ? LastAdmin(name) : Decision.Of(new KeyEvent.Removed(name)),

        (KeyCommand.Rotate(var name, _), var ring) when ring.Named(name) is null => Unknown(name),
        (KeyCommand.Rotate(var name, var key), var ring) when ring.Named(name)!.Public == key => Decision.Nothing,
        (KeyCommand.Rotate(_, var key), var ring) when ring.Of(key.Fingerprint) is { } same => Taken(same),
        (KeyCommand.Rotate(var name, var key), _) => Decision.Of(new KeyEvent.Rotated(name, key)),

        _ => throw new UnreachableException($"No rule decides {command.GetType().Name}."),
    };

    public static KeyRing Evolve(KeyRing ring, KeyEvent happened) => happened switch
    {
        KeyEvent.Added(var key) => ring.With(key),
        KeyEvent.Adopted(var key) => ring.With(key),
        KeyEvent.Changed(var name, var role, var apps, var reveal) => ring.Changed(name, key => key with { Role = role, Apps = apps, MayReveal = reveal }),
        KeyEvent.Rotated(var name, var key) => ring.Changed(name, one => one with { Public = key }),
        KeyEvent.Removed(var name) => ring.Without(name),
        _ => throw new UnreachableException($"No rule folds {happened.GetType().Name}."),
    };

    /// <summary>Events that lead from one ring to another, where those that once did are lost.</summary>
    public static IEnumerable<KeyEvent> Retold(KeyRing now, KeyRing wanted) =>
        now.Keys.SequenceEqual(wanted.Keys, Same) ? [] : [.. now.Keys.Select(key => new KeyEvent.Removed(key.Name)), .. wanted.Keys.Select(key => new KeyEvent.Added(key))];

    private static IEqualityComparer<Key> Same { get; } = EqualityComparer<Key>.Create((one, other) => one!.IsSame(other!), key => key.Name.GetHashCode());

    private static Decision Taken(Key same) => Decision.Refuse($"this key is that of '{same.Name}' already; a key has one name, so change what it may do (keys:add {same.Name} --role …), or bring another key.");

    private static Decision Unknown(KeyName name) => Decision.Refuse($"there is no key '{name}'; see: keys.");

    private static Decision LastAdmin(KeyName name) => Decision.Refuse($"'{name}' is the last key of an admin, and without one nobody could let anybody in; add another first: keys:add NAME --role admin.");
}
