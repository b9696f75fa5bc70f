using System.Collections.Immutable;
using Piku.Domain.Apps;

namespace Piku.Domain.Keys;

/// <summary>What can have happened to the keys of the box; each name completes "it happened that a key was …".</summary>
public abstract record KeyEvent : AppEvent.OfBox
{
    private KeyEvent()
    {
    }

    public sealed record Added(Key Key) : KeyEvent;

    /// <summary>A line of sshd's file that piku had written before it recorded keys.</summary>
    public sealed record Adopted(Key Key) : KeyEvent;

    /// <summary>It has another role, other apps, or sees values where it did not.</summary>
    public sealed record Changed(KeyName Name, Right Role, ImmutableArray<AppName> Apps, bool MayReveal) : KeyEvent;

    public sealed record Rotated(KeyName Name, PublicKey Public) : KeyEvent;

    public sealed record Removed(KeyName Name) : KeyEvent;
}
