using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Settings;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Certificates;

/// <summary>Verbs that change the certificate of an app.</summary>
internal static class CertsVerbs
{
    /// <summary>Of a PEM in characters; a chain of RSA certificates has some ten thousand.</summary>
    private const int Longest = 256 * 1024;

    private static readonly TimeSpan AnyCase = TimeSpan.FromMilliseconds(250);

    public static void Add(Command command, Session session) => With(command, session, app =>
    {
        var names = NamesOf(app);
        var given = KeyPair.TryRead(Input(), out var why) ?? throw new RefusedException(why);
        if (given.WhyUseless(names, session.Clock.GetUtcNow()) is { } useless) throw new RefusedException($"the certificate {useless}.");
        if (CertificateChain.WhyBroken(given.Pem) is { } broken) throw new RefusedException(broken);
        var done = session.Record(app.Name, _ => InPlace(session, app.Name, given), $"certs:add {app.Name}");
        session.Screen.Step($"'{app.Name}' has the certificate of {given.Pair.Issuer} for {string.Join(", ", given.Pair.Names)}, which ends on {given.Pair.NotAfter:yyyy-MM-dd}");
        return new Following(session, app.Name).Follow(done);
    });

    public static void Remove(Command command, Session session) => With(command, session, app =>
    {
        if (app.Certificate?.State != CertificateState.Given) throw new RefusedException($"no certificate was added to '{app.Name}' that could be removed; see: certs {app.Name}.");
        var done = session.Record(app.Name, _ => new AppCommand.RemoveCertificate(), $"certs:remove {app.Name}");
        session.Screen.Step($"'{app.Name}' has the certificate no more that was added; piku sees to the next one");
        return new Following(session, app.Name).Follow(done);
    });

    public static void Renew(Command command, Session session) => With(command, session, app =>
    {
        NamesOf(app);
        var settings = EffectiveSettings.Of(app, app.Current!);
        if (app.Certificate?.State != CertificateState.Given && CertificateOrder.WhyNone(settings, session.Root.AcmeDefaults) is { } why) throw new RefusedException(why);
        var done = session.Record(app.Name, _ => new AppCommand.RenewCertificate(), $"certs:renew {app.Name}");
        var certificate = done.App.Certificate!;
        var next = RenewalPolicy.NextAttempt(app.Name, certificate, CertificateOrder.Of(settings, session.Root.AcmeDefaults)?.Names ?? [], session.Clock.GetUtcNow());
        if (!session.PikudRuns) return Said(session, "Recorded; pikud is not running, so the CA is asked once it is");
        if (!certificate.IsOpen && next > session.Clock.GetUtcNow()) return Said(session, $"The CA has been asked often enough for its limits; it is asked again on {next:yyyy-MM-dd} at {next:HH:mm}Z");
        session.Screen.Step($"Asking the CA for a certificate of '{app.Name}'");
        return Await(session, app.Name, certificate.IsOpen ? certificate.LastAttempt : certificate.LastAttempt + 1);
    });

    private static void With(Command command, Session session, Func<App, int> act)
    {
        var name = AppVerbs.Argument(command, "APP");
        command.SetAction(parsed => act(session.App(parsed.GetRequiredValue(name))));
    }

    private static ImmutableArray<string> NamesOf(App app) =>
        app.Current is { } release && EffectiveSettings.Of(app, release).ServerNames is { IsEmpty: false } names ? names : throw new RefusedException($"app '{app.Name}' has no host name; set one first: config:set {app.Name} NGINX_SERVER_NAME=….");

    /// <summary>Within the transaction, so that pikud does not sweep the file before it is recorded.</summary>
    public static AppCommand.AddCertificate InPlace(Session session, AppName app, KeyPair given)
    {
        session.Host.MakeFolder(session.Root.Certificates(app));
        session.Host.WriteSecret(session.Root.Certificate(app, given.Pair.Fingerprint), PemFile.Of(app, given.Pem));
        return new AppCommand.AddCertificate(given.Pair);
    }

    private static string Input() => BoundedText.Read(Console.In, Longest, "give the certificate, its chain and its key, and nothing else");

    /// <summary>Waits for the end of an attempt.</summary>
    private static int Await(Session session, AppName app, int attempt)
    {
        using var watch = new Watch(session.Root.State);
        for (; session.PikudRuns; watch.Wait(AnyCase))
        {
            if (FarEnd.HasGone) throw new IOException("Nobody waits for the end of this any more.");
            var now = session.Journal.Read(app).Certificate ?? Certificate.None;
            if (now.Attempts.FirstOrDefault(one => one.Number == attempt) is not { Ended: not null } ended) continue;
            if (ended.Failure is { } why) throw new RefusedException($"{why}.");
            return Said(session, $"'{app}' has a certificate of {now.Pair?.Issuer}, which ends on {now.Pair?.NotAfter:yyyy-MM-dd}");
        }

        return Said(session, "Recorded; pikud has stopped, and goes on once it is started");
    }

    private static int Said(Session session, string text)
    {
        session.Screen.Step(text);
        return 0;
    }
}
