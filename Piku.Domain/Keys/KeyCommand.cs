using System.Collections.Immutable;
using Piku.Domain.Apps;

namespace Piku.Domain.Keys;

/// <summary>What can be asked about the keys of the box.</summary>
public abstract record KeyCommand : AppCommand.OfBox
{
    private KeyCommand()
    {
    }

    /// <summary>Let the key do this; one of the same name gets the role and the apps.</summary>
    public sealed record Add(Key Key) : KeyCommand;

    public sealed record Remove(KeyName Name) : KeyCommand;

    /// <summary>Use this key under the name, and the former one no more.</summary>
    public sealed record Rotate(KeyName Name, PublicKey Public) : KeyCommand;

    /// <summary>Take in what sshd's file had before piku recorded keys. Does nothing once anything is recorded of them.</summary>
    public sealed record Adopt(ImmutableArray<Key> Keys) : KeyCommand;
}
