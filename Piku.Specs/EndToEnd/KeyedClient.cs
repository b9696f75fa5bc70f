using Piku.Specs.Support;

namespace Piku.Specs.EndToEnd;

/// <summary>Somebody with a key of ssh that is not the one of the box's first admin.</summary>
internal sealed class KeyedClient
{
    private readonly PrivateBox _box;

    public KeyedClient(PrivateBox box, string name)
    {
        (_box, Name) = (box, name);
        File = $"{box.Folder}/{name}";
        Shell.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", File]);
    }

    public string Name { get; }

    public string File { get; }

    /// <summary>As it stands in the file that ends in .pub.</summary>
    public string Public => System.IO.File.ReadAllText($"{File}.pub");

    /// <summary>What comes before the name of the box in a shell.</summary>
    public string SshLine => _box.SshLine.Replace($"{_box.Folder}/client/key", File, StringComparison.Ordinal);

    public Ran Ssh(string line, string input = "") => Shell.Run([.. SshLine.Split(' '), line], input: input);

    /// <summary>ssh's own options, for programs that run it.</summary>
    public string SshCommand => SshLine[..SshLine.LastIndexOf(' ')];

    public string Address => SshLine[(SshLine.LastIndexOf(' ') + 1)..];

    public Ran Push(Checkout app) => Shell.Run(["git", "push", _box.RemotePrefix + app.App, "main"], app.Folder, new Dictionary<string, string?> { ["GIT_SSH_COMMAND"] = SshCommand, ["GIT_TERMINAL_PROMPT"] = "0" });

    /// <summary>A program that takes the options of ssh, but for the port, as ssh does.</summary>
    public Ran Copy(string program, params string[] words)
    {
        string[] options = [.. SshCommand.Split(' ').Skip(1)];
        options[Array.IndexOf(options, "-p")] = "-P";
        return Shell.Run([program, .. options, .. words]);
    }

    public Ran Rsync(params string[] words) => Shell.Run(["rsync", "-e", SshCommand, .. words]);
}
