using System.Collections.Immutable;

namespace Piku.Domain.Apps;

/// <summary>What came of a command: events to record (none when it asks for what already is), or a refusal.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    public sealed record Accepted(ImmutableArray<AppEvent> Events) : Decision;

    public sealed record Refused(Refusal Refusal) : Decision;

    public static Decision Nothing { get; } = new Accepted([]);

    public static Decision Of(params ReadOnlySpan<AppEvent> events) => new Accepted([.. events]);

    public static Decision Refuse(string sentence) => new Refused(new Refusal(sentence));
}
