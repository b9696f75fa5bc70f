using System.Diagnostics;
using Piku.Domain.Apps;

namespace Piku.Domain.Certificates;

/// <summary>The rules of an app's certificate: a part of <see cref="AppDecider"/>.</summary>
public static class CertificateDecider
{
    /// <summary>Of the attempts that count against no limit any more, so many are kept, by which failures in a row are counted.</summary>
    private const int Kept = 8;

    public static Decision Decide(AppCommand.OfCertificate command, App app) => (command, app.Certificate ?? Certificate.None) switch
    {
        (AppCommand.AddCertificate or AppCommand.RemoveCertificate or AppCommand.RenewCertificate, _) when !app.Exists => AppDecider.NotFound(app),

        (AppCommand.OrderCertificate(var number, var names, var directory), var now) when app.Exists && number == now.LastAttempt + 1 && !now.IsOpen && now.State != CertificateState.Given =>
            Decision.Of(new AppEvent.CertificateOrdered(number, names, directory)),
        (AppCommand.ReportCertificate(var number, var pair), { IsOpen: true } now) when number == now.LastAttempt => Decision.Of(new AppEvent.CertificateInstalled(pair, number)),
        (AppCommand.ReportRefused(var number, var reason, var wait), { IsOpen: true } now) when number == now.LastAttempt => Decision.Of(new AppEvent.CertificateRefused(number, reason, wait)),
        (AppCommand.ReportCertificateLost(var fingerprint), { Pair: { } pair }) when pair.Fingerprint == fingerprint => Decision.Of(new AppEvent.CertificateLost()),

        (AppCommand.AddCertificate(var pair), { State: CertificateState.Given } now) when pair.Fingerprint == now.Pair?.Fingerprint => Decision.Nothing,
        (AppCommand.AddCertificate(var pair), _) => Decision.Of(new AppEvent.CertificateGiven(pair)),
        (AppCommand.RemoveCertificate, { State: CertificateState.Given }) => Decision.Of(new AppEvent.CertificateRemoved()),
        (AppCommand.RenewCertificate, { State: CertificateState.Given }) => Decision.Refuse($"the certificate of '{app.Name}' was added by somebody, so piku does not renew it; add the next one: certs:add {app.Name}."),
        (AppCommand.RenewCertificate, { IsOpen: false, RenewalAsked: false }) => Decision.Of(new AppEvent.CertificateRenewalAsked()),

        // What is asked for is so already; or a report about what has gone meanwhile.
        _ => Decision.Nothing,
    };

    public static Certificate Evolve(Certificate now, AppEvent.OfCertificate happened, DateTimeOffset at) => happened switch
    {
        AppEvent.CertificateOrdered(var number, var names, _) => now with
        {
            State = CertificateLifecycle.Table.Next(Seen(now.State), CertificateTrigger.Order),
            RenewalAsked = false,
            LastAttempt = number,
            Attempts = [.. now.Attempts.Where((attempt, i) => attempt.Last > at - RenewalPolicy.Week || i >= now.Attempts.Length - Kept), new CertificateAttempt(number, names, at)],
        },
        AppEvent.CertificateInstalled(var pair, var attempt) => Ended(After(now, CertificateTrigger.Install) with { Pair = pair }, attempt, a => a with { Ended = at }),
        AppEvent.CertificateRefused(var number, var reason, var wait) =>
            Ended(After(now, CertificateTrigger.Fail), number, a => a with { Ended = at, Failure = reason, Until = wait > 0 ? at.AddSeconds(wait) : null }),
        AppEvent.CertificateGiven(var pair) => After(now, CertificateTrigger.Give) with { Pair = pair, RenewalAsked = false },
        AppEvent.CertificateRemoved => After(now, CertificateTrigger.Remove) with { Pair = null },
        AppEvent.CertificateLost => After(now, CertificateTrigger.Lose) with { Pair = null },
        AppEvent.CertificateRenewalAsked => now with { RenewalAsked = true },
        _ => throw new UnreachableException($"No rule folds {happened.GetType().Name}."),
    };

    /// <summary>What nobody records must have come before an order: a self-signed pair was made, or the one of a CA fell due.</summary>
    private static CertificateState Seen(CertificateState state) => state switch
    {
        CertificateState.Wanted => CertificateLifecycle.Table.Next(state, CertificateTrigger.SelfSign),
        CertificateState.Issued => CertificateLifecycle.Table.Next(state, CertificateTrigger.FallDue),
        _ => state,
    };

    private static Certificate After(Certificate now, CertificateTrigger trigger) => now with { State = CertificateLifecycle.Table.Next(now.State, trigger) };

    private static Certificate Ended(Certificate now, int number, Func<CertificateAttempt, CertificateAttempt> end) =>
        now with { Attempts = [.. now.Attempts.Select(attempt => attempt.Number == number ? end(attempt) : attempt)] };
}
