namespace Piku.Domain.Apps;

/// <summary>
/// Why something that was asked for is not done: one sentence that says what is wrong and what to do, as the user reads it.
/// </summary>
public sealed record Refusal(string Sentence);
