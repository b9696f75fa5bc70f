using System.Collections.Immutable;
using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Keys;

/// <summary>Who may come by ssh, and what for.</summary>
internal static class KeyVerbs
{
    /// <summary>Characters; the longest keys that there are have a few thousand.</summary>
    private const int Longest = 64 * 1024;

    private const string OnlyKey = "give one public key, and nothing else";

    private const string AnyRole = "admin, deploy or read";

    /// <summary>The form of the original: an admin's key, as the first one of a box has to be.</summary>
    public static void SetupSsh(Command command, Session session)
    {
        var file = AppVerbs.Argument(command, "FILE");
        var name = new Option<string?>("--name");
        var mask = new Option<bool>("--no-reveal");
        command.Options.Add(name);
        command.Options.Add(mask);
        command.SetAction(parsed =>
        {
            var line = KeyOf(parsed.GetRequiredValue(file));
            var given = parsed.GetValue(name) is { } text ? Name(text) : null;
            var done = Record(session, ring => Added(session, ring, new Key(given ?? Name(ring, line), line.Key, Right.Admin, [], !parsed.GetValue(mask))), "setup:ssh");
            var key = done.App.Keys!.Of(line.Key.Fingerprint)!;
            session.Screen.Step($"{key.Name} ({key.Public.Fingerprint}) may push and use verbs{(Rights.SeesValues(key) ? "" : ", and sees no values of settings")}");
            return Settle(session, done);
        });
    }

    public static void Add(Command command, Session session)
    {
        var (name, file) = (AppVerbs.Argument(command, "NAME"), File(command));
        var (role, apps, all, mask, reveal) = (new Option<string?>("--role"), new Option<string[]>("--app"), new Option<bool>("--all-apps"), new Option<bool>("--no-reveal"), new Option<bool>("--reveal"));
        foreach (var option in new Option[] { role, apps, all, mask, reveal }) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var asked = new Grant(
                parsed.GetValue(role) is { } text ? Rights.Named(text) ?? throw new RefusedException($"'{text}' is no role; say {AnyRole}.") : null,
                parsed.GetValue(all) ? [] : parsed.GetValue(apps) is { Length: > 0 } named ? Key.Sorted(named.Select(Session.Name)) : null,
                parsed.GetValue(mask) ? false : parsed.GetValue(reveal) ? true : null);
            var owner = Name(parsed.GetRequiredValue(name));
            var key = parsed.GetValue(file) is { } path ? KeyOf(path).Key : session.Ring.Named(owner)?.Public ?? KeyOf("-").Key;
            var isNew = parsed.GetValue(file) is not null || session.Ring.Named(owner) is null;
            var done = Record(session, ring => Added(session, ring, asked.Over(ring.Named(owner), owner, key)), $"keys:add {owner}");
            session.Screen.Step(Told(done.App.Keys!.Named(owner)!) + (isNew ? "" : $"; the key itself stays, and keys:rotate {owner} puts another one in its place"));
            return Settle(session, done);
        });
    }

    public static void Rotate(Command command, Session session)
    {
        var (name, file) = (AppVerbs.Argument(command, "NAME"), File(command));
        command.SetAction(parsed =>
        {
            var owner = Name(parsed.GetRequiredValue(name));
            var key = KeyOf(parsed.GetValue(file) ?? "-").Key;
            var done = Record(session, _ => new KeyCommand.Rotate(owner, key), $"keys:rotate {owner}");
            session.Screen.Step($"{Told(done.App.Keys!.Named(owner)!)}; the former key may nothing any more");
            return Settle(session, done);
        });
    }

    public static void Remove(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "NAME");
        command.SetAction(parsed =>
        {
            var owner = Name(parsed.GetRequiredValue(name));
            var done = Record(session, _ => new KeyCommand.Remove(owner), $"keys:remove {owner}");
            session.Screen.Step($"{owner} may come no more");
            return Settle(session, done);
        });
    }

    /// <summary>What is said about a key, where it is not left as it is.</summary>
    private sealed record Grant(Right? Role, ImmutableArray<AppName>? Apps, bool? MayReveal)
    {
        public Key Over(Key? now, KeyName name, PublicKey key)
        {
            var role = Role ?? now?.Role ?? Right.Deploy;
            return new Key(name, key, role, Apps ?? (role == Right.Admin ? [] : now?.Apps ?? []), MayReveal ?? now?.MayReveal ?? true);
        }
    }

    /// <summary>Lets keys of elsewhere do everything, each under the name in its line, or one like it that is free.</summary>
    public static void Admit(Session session, IEnumerable<PublicKeyLine> lines, string verb)
    {
        foreach (var line in lines)
            Settle(session, Record(session, ring => new KeyCommand.Add(new Key(Name(ring, line), line.Key, Right.Admin, [], MayReveal: true)), verb));
    }

    /// <summary>Who may not see values of settings cannot let a key see them either, the own one above all.</summary>
    private static KeyCommand.Add Added(Session session, KeyRing ring, Key key)
    {
        if (Rights.SeesValues(key) && ring.Named(key.Name) is var former && (former is null || !Rights.SeesValues(former))) session.DemandReveal();
        return new KeyCommand.Add(key);
    }

    /// <summary>Lines of an earlier piku are taken in before anything is recorded of keys, or the first of these would end them.</summary>
    private static Outcome.Done Record(Session session, Func<KeyRing, KeyCommand> command, string verb)
    {
        session.Keys.Adopt();
        return session.Record(AppName.Box, box => command(box.Keys ?? KeyRing.Empty), verb);
    }

    /// <summary>Once this ends, sshd knows: pikud sees to it, or we do where none runs.</summary>
    private static int Settle(Session session, Outcome.Done done)
    {
        if (session.PikudRuns) return done.Recorded.Count == 0 ? 0 : new Following(session, AppName.Box).Follow(done);
        session.Keys.Write();
        return 0;
    }

    private static string Told(Key key) => $"{key.Name} ({key.Public.Fingerprint}) may {Rights.Does(key)}{(Rights.SeesValues(key) ? "" : ", and sees no values of settings")}";

    private static KeyName Name(string text) => KeyName.TryParse(text, out var refusal) ?? throw new RefusedException(refusal!.Sentence);

    /// <summary>That which the key has already, or one after its comment.</summary>
    private static KeyName Name(KeyRing ring, PublicKeyLine line) => ring.Of(line.Key.Fingerprint)?.Name ?? AuthorizedKeys.FreeName(line.Comment, ring.Keys);

    private static Argument<string?> File(Command command)
    {
        var file = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(file);
        return file;
    }

    private static PublicKeyLine KeyOf(string file) =>
        PublicKeyLine.TryParse(Read(file).Trim()) ?? throw new RefusedException("this is not one public key of OpenSSH; give the file that ends in .pub.");

    private static string Read(string file)
    {
        if (file == "-") return Console.IsInputRedirected ? BoundedText.Read(Console.In, Longest, OnlyKey) : throw new RefusedException("give the public key on the input, such as: keys:add NAME < key.pub.");
        if (!System.IO.File.Exists(file)) throw new RefusedException($"there is no file '{file}'; give the path of a public key, or - to read one from the input.");
        using var text = new StreamReader(file);
        return BoundedText.Read(text, Longest, OnlyKey);
    }
}
