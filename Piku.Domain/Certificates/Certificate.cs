using System.Collections.Immutable;

namespace Piku.Domain.Certificates;

/// <summary>How an app stands with certificates, as its events tell it.</summary>
/// <param name="State">What follows from events alone: that a self-signed pair is there, and that one is due, is seen later.</param>
/// <param name="Pair">What sites are to use; null where nothing better than a self-signed one is known.</param>
/// <param name="RenewalAsked">Somebody wants another one now.</param>
/// <param name="Attempts">Those that may still count against a limit of a CA, and the newest ones; oldest first.</param>
public sealed record Certificate(CertificateState State, CertificatePair? Pair, bool RenewalAsked, int LastAttempt, ImmutableArray<CertificateAttempt> Attempts)
{
    public static Certificate None { get; } = new(CertificateState.Wanted, null, false, 0, []);

    /// <summary>An order is on its way, as far as the journal knows.</summary>
    public bool IsOpen => State is CertificateState.Ordering or CertificateState.Renewing;

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public CertificateAttempt? LastFailure => Attempts.IsEmpty || Attempts[^1].Failure is null ? null : Attempts[^1];

    /// <summary>What stays of it when the app is destroyed: a CA remembers the attempts, so we do.</summary>
    public Certificate AfterDestroy => None with { LastAttempt = LastAttempt, Attempts = Attempts };

    /// <summary>What of it decides what the box does, an order that was on its way left out: whoever makes this again has lost it.</summary>
    public Certificate Essence => this with
    {
        State = Pair is null ? CertificateState.Wanted : State == CertificateState.Given ? State : CertificateState.Issued,
        Attempts = [],
    };
}

/// <summary>One time that a CA was asked, recorded before it was.</summary>
/// <param name="Number">1, 2, 3 … within an app.</param>
/// <param name="Ended">Null while it goes on, or when nobody knows what became of it.</param>
/// <param name="Failure">Why there was no certificate; null when there was one, or it has not ended.</param>
/// <param name="Until">The CA wants to hear nothing before.</param>
public sealed record CertificateAttempt(int Number, ImmutableArray<string> Names, DateTimeOffset At, DateTimeOffset? Ended = null, string? Failure = null, DateTimeOffset? Until = null)
{
    public bool IsIssued => Ended is not null && Failure is null;

    /// <summary>When the CA heard of it last, as far as we know.</summary>
    public DateTimeOffset Last => Ended is { } ended && ended > At ? ended : At;

    public bool IsFor(ImmutableArray<string> names) => Names.ToHashSet().SetEquals(names);
}
