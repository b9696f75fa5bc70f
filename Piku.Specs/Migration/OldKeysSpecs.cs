using Piku.Ssh.Migration;
using Xunit;

namespace Piku.Specs.Migration;

public sealed class OldKeysSpecs
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8bXr0QyYxkVvDyM8dG5bGm0p3Zc9pPqfQ0yq1bR0aB";

    private const string Rest = "/home/piku/piku.py $SSH_ORIGINAL_COMMAND\",no-agent-forwarding,no-user-rc,no-X11-forwarding,no-port-forwarding";

    [Theory]
    [InlineData("default", "anna@laptop", "anna@laptop")]
    [InlineData("default", "two words", "default")]
    [InlineData("default", "", "default")]
    [InlineData("ci", "anna@laptop", "ci")]
    public void A_key_is_named_by_its_line_or_else_by_its_comment(string name, string comment, string owner)
    {
        var key = Assert.Single(OldKeys.In($"command=\"FINGERPRINT=SHA256:abc/+ NAME={name} {Rest} {Key} {comment}\n"));
        Assert.Equal(owner, key.Owner);
        Assert.StartsWith(Key, key.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Key + " anna@laptop")]
    [InlineData("command=\"/usr/bin/rrsync /backup\",restrict " + Key)]
    [InlineData("# " + Key)]
    [InlineData("command=\"FINGERPRINT=x NAME=default " + Rest + " no key")]
    [InlineData("")]
    public void Other_lines_are_nobodys(string line) => Assert.Empty(OldKeys.In(line));
}
