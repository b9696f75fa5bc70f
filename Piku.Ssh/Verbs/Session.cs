using Piku.Domain.Apps;
using Piku.Domain.Journal;
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
    /// <summary>Where what is asked for is only written down; null where it is recorded and done.</summary>
    public PlanSheet? Sheet { get; init; }

    public VerdictBoard Board => new(Root, Host);

    public bool PikudRuns => DaemonLock.IsHeld(Root, Host);

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
        return app.Exists ? app : throw NotFound(app.Name);
    }

    public RefusedException NotFound(AppName app) =>
        new($"app '{app}' not found; {Nearest.OrElse(app.Value, Journal.ReadAll().Where(other => other.Exists).Select(other => other.Name.Value), "see: apps")}");

    /// <summary>Has the command decided and recorded; on the sheet alone, where there is one.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public Outcome.Done Record(AppName app, Func<App, AppCommand> command, string verb) =>
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
