namespace Piku.Specs.Support;

/// <summary>A clock that stands still until it is set.</summary>
public sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    /// <summary>How much later it is each time that somebody asks.</summary>
    public TimeSpan Hurry { get; init; }

    public override DateTimeOffset GetUtcNow() => Now += Hurry;
}
