using System.CommandLine;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Keys;

/// <summary>Who may push and use verbs.</summary>
internal static class KeyVerbs
{
    public static void SetupSsh(Command command, Session session)
    {
        var file = AppVerbs.Argument(command, "FILE");
        var name = new Option<string?>("--name");
        var mask = new Option<bool>("--no-reveal");
        command.Options.Add(name);
        command.Options.Add(mask);
        command.SetAction(parsed =>
        {
            var key = PublicKey.TryParse(Read(parsed.GetRequiredValue(file)).Trim()) ?? throw new RefusedException("this is not one public key of OpenSSH; give the file that ends in .pub.");
            var owner = parsed.GetValue(name) ?? (KeyOwner.IsOne(key.Comment) ? key.Comment : "default");
            if (!KeyOwner.IsOne(owner)) throw new RefusedException($"'{owner}' cannot be the name of a key: use letters, digits and . _ @ + -, 64 at most.");
            var isMasked = parsed.GetValue(mask);
            AuthorizedKeys.Allow(session, key, new KeyOwner(owner, !isMasked));
            session.Screen.Step($"{owner} ({key.Fingerprint}) may push and use verbs{(isMasked ? ", and sees no values of settings" : "")}");
            return 0;
        });
    }

    private static string Read(string file)
    {
        if (file == "-") return Console.In.ReadToEnd();
        return File.Exists(file) ? File.ReadAllText(file) : throw new RefusedException($"there is no file '{file}'; give the path of a public key, or - to read one from the input.");
    }
}
