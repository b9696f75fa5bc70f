using Piku.Reconciler.Hosts;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Tidy;

/// <summary>What piku may do as root is what it does as root, word for word.</summary>
public sealed class SudoersSpecs
{
    [Fact]
    public void The_packages_rule_has_the_command_lines_that_are_run_and_no_others()
    {
        var rule = Assert.Single(File.ReadLines($"{Source.Root}/packaging/debian/sudoers"), line => !line.StartsWith('#'));
        CommandLine[] run = [BoxNginx.Test, BoxNginx.Reload];
        Assert.Equal($"piku ALL=(root) NOPASSWD: {string.Join(", ", run.Select(line => string.Join(' ', line.Arguments.Skip(1))))}", rule);
        Assert.All(run, line => Assert.Equal(("/usr/bin/sudo", "-n"), (line.File, line.Arguments[0])));
    }
}
