using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler;
using Piku.Ssh.Output;
using Piku.Ssh.Plans;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>What a verb has at hand.</summary>
/// <param name="Actor">Who asked: the name of an ssh key, or a local user; with the key's fingerprint.</param>
/// <param name="Line">The command line exactly as it came over ssh; null for a local one.</param>
/// <param name="MayReveal">Whether values of settings may be shown to who asks.</param>
public sealed record Session(
    RootLayout Root, IHost Host, LiteDbJournal Journal, Screen Screen, string Actor, string Fingerprint, ShellWords? Line, TimeProvider Clock, bool MayReveal = true)
{
    /// <summary>Whose key asks; null for somebody on the box, who may do everything.</summary>
    public Key? Key { get; init; }

    public KeyFile Keys => new(Root, Journal, Host);

    /// <summary>Where what is asked for is only written down; null where it is recorded and done.</summary>
    public PlanSheet? Sheet { get; init; }

    /// <summary>The app that is meant where none is named; null where none is.</summary>
    public AppName? Current { get; init; }

    public VerdictBoard Board => new(Root, Host);

    public bool PikudRuns => DaemonLock.IsHeld(Root, Host);

    /// <summary>The session with what its key may see, as it is recorded now. Of a key that is recorded no more, nothing.</summary>
    public Session Recognised() => Fingerprint != "" && Ring.Of(Fingerprint) is var key ? this with { Key = key, MayReveal = key is not null && Rights.SeesValues(key) } : this;

    /// <summary>Whether what happens to the app, or to the box, is for who asks.</summary>
    public bool Sees(AppName app) => Fingerprint == "" || Key?.IsFor(app) == true;

    /// <exception cref="RefusedException">The key may not.</exception>
    public void Demand(Right right, AppName? app)
    {
        if (Fingerprint != "" && Rights.WhyRefused(Key is null ? KeyRing.Empty : new KeyRing([Key]), By(""), right, app) is { } refusal) throw new RefusedException(refusal.Sentence);
    }

    /// <summary>The keys as they are recorded now; on a box of an earlier piku, those that it let in.</summary>
    public KeyRing Ring
    {
        get
        {
            var box = Journal.Read(AppName.Box);
            if (box.Keys is not null || Fingerprint == "") return box.Keys ?? KeyRing.Empty;
            Keys.Adopt();
            return Journal.Read(AppName.Box).Keys ?? KeyRing.Empty;
        }
    }

    /// <param name="verb">The verb line for the journal; without values of settings.</param>
    public Provenance By(string verb) => new(Actor, Fingerprint, verb);

    /// <exception cref="RefusedException">Values of settings are not for who asks.</exception>
    public void DemandReveal()
    {
        if (!MayReveal) throw new RefusedException($"the key '{Actor}' may not see values of settings; ask with a key that may.");
    }

    /// <exception cref="RefusedException">The text is no app's name.</exception>
    public static AppName Name(string text) =>
        AppName.TryParse(text, out var refusal) ?? throw new RefusedException(refusal!.Sentence);

    /// <exception cref="RefusedException">There is no such app.</exception>
    public App App(string text)
    {
        var app = Journal.Read(Name(text));
        Demand(Right.Read, app.Name);
        return app.Exists ? app : throw NotFound(app.Name);
    }

    /// <summary>Whether who asks sees an app of this name; no word is too odd to ask.</summary>
    public bool HasApp(string text) => AppName.TryParse(text, out _) is { } name && Sees(name) && Journal.Read(name).Exists;

    public RefusedException NotFound(AppName app) =>
        new($"app '{app}' not found; {Nearest.OrElse(app.Value, Journal.ReadAll().Where(other => other.Exists && Sees(other.Name)).Select(other => other.Name.Value), "see: apps")}");

    /// <summary>Has the command decided and recorded; on the sheet alone, where there is one.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public Outcome.Done Record(AppName app, Func<App, AppCommand> command, string verb) => RecordKnowing(app, (now, _) => command(now), verb);

    /// <param name="command">What to ask, given the app and the journal as they are.</param>
    /// <inheritdoc cref="Record"/>
    public Outcome.Done RecordKnowing(AppName app, Func<App, IJournal, AppCommand> command, string verb) =>
        Transaction.Run((IJournal?)Sheet?.Journal ?? Journal, app, command, By(verb)) switch
        {
            Outcome.Done done => done,
            Outcome.Refused(var refusal) => throw new RefusedException(refusal.Sentence),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>What was asked for is not done, and nothing has changed; the message is the sentence for the user.</summary>
public sealed class RefusedException : Exception
{
    public RefusedException(string message)
        : base(message)
    {
    }

    public RefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public RefusedException()
    {
    }
}
