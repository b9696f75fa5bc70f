using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Keys;

/// <summary>Only what sshd takes is a key, or its owner would be told to come and stay outside.</summary>
public sealed class PublicKeyLineSpecs
{
    private static string Blob(string type, params int[] lengths) => Convert.ToBase64String([.. Field([.. System.Text.Encoding.ASCII.GetBytes(type)]), .. lengths.SelectMany(length => Field(new byte[length]))]);

    private static IEnumerable<byte> Field(byte[] content) => [0, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    [Theory]
    [InlineData("ssh-ed25519", 32)]
    [InlineData("ssh-rsa", 3, 385)]
    [InlineData("ecdsa-sha2-nistp256", 8, 65)]
    [InlineData("sk-ssh-ed25519@openssh.com", 32, 4)]
    public void A_key_is_its_type_and_its_numbers(string type, params int[] lengths) =>
        Assert.Equal((type, "anna's laptop"), PublicKeyLine.TryParse($"{type} {Blob(type, lengths)} anna's laptop") is { } line ? (line.Key.Type, line.Comment) : default);

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-rsa")]
    public void The_key_that_ssh_keygen_makes_is_one(string type)
    {
        var folder = Directory.CreateTempSubdirectory("piku-key-").FullName;
        Shell.Run(["ssh-keygen", "-q", "-t", type[4..], "-N", "", "-C", "c", "-f", $"{folder}/key"]);
        var line = File.ReadAllText($"{folder}/key.pub").Trim();
        Assert.Contains(PublicKeyLine.TryParse(line)!.Key.Fingerprint, Shell.Run(["ssh-keygen", "-l", "-f", $"{folder}/key.pub"]).Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_sshd_would_not_take_is_none()
    {
        Assert.Null(PublicKeyLine.TryParse($"ssh-rsa {Blob("ssh-ed25519", 32)}"));
        Assert.Null(PublicKeyLine.TryParse($"ssh-ed25519 {Blob("ssh-ed25519")}AAAA"));
        Assert.Null(PublicKeyLine.TryParse($"ssh-ed25519 {Blob("ssh-ed25519", 32)[..^4]}"));
        Assert.Null(PublicKeyLine.TryParse($"ssh-ed25519 {Convert.ToBase64String(new byte[51])}"));
        Assert.Null(PublicKeyLine.TryParse($"ssh-ed25519 {Convert.ToBase64String([.. Convert.FromBase64String(Blob("ssh-ed25519", 32)), 0])}"));
        Assert.Null(PublicKeyLine.TryParse($"sk-ssh-ed25519@openssh.com {Blob("sk-ssh-ed25519@openssh.com")}"));
        Assert.Null(PublicKeyLine.TryParse($"ssh-dss {Blob("ssh-dss", 100, 20, 100, 100)}"));
        Assert.Null(PublicKeyLine.TryParse($"ssh-ed25519-cert-v01@openssh.com {Blob("ssh-ed25519-cert-v01@openssh.com", 32, 32, 8)}"));
    }
}
