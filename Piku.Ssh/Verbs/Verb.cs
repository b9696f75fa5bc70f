using System.CommandLine;
using Piku.Domain.Keys;

namespace Piku.Ssh.Verbs;

/// <summary>One verb of <c>piku</c>.</summary>
/// <param name="Topic">Under which it stands in help and the docs.</param>
/// <param name="Needs">What a key has to be allowed for it, on the app that it names or on the whole box.</param>
/// <param name="Usage">What follows the name, such as "APP KEY=VALUE …".</param>
/// <param name="Summary">Completes "piku will …".</param>
/// <param name="Arguments">Adds the verb's arguments and what it does to a command; called for the one verb that is asked for.</param>
/// <param name="IsInternal">Called by git and sshd, and left out of help.</param>
/// <param name="Changes">Asks an app for something, by <see cref="Session.Record"/> and <see cref="Following"/>; so it takes <c>--plan</c>.</param>
/// <param name="IsLine">Takes words that are another program's, so none of them is read as an option.</param>
public sealed record Verb(
    string Name, Topic Topic, Right Needs, string Usage, string Summary, Action<Command, Session> Arguments, bool IsInternal = false, bool Changes = false, bool IsLine = false)
{
    /// <summary>Such as "ps APP [--json]".</summary>
    public string Call => $"{Name} {Usage}".Trim();

    /// <summary>Whatever may change something, and is no command of the user's, says no more than errors with <c>-q</c>.</summary>
    public bool TakesQuiet => !IsInternal && !IsLine && Needs != Right.Read;
}
