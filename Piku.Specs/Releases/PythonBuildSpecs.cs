using System.Collections.Immutable;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>The command lines that build a Python app, whole.</summary>
public sealed class PythonBuildSpecs
{
    private static readonly BuildFolders Folders = new("/r/slugs/blog/s", "/r/envs/blog/e", "/r/cache/blog");

    [Theory]
    [InlineData("python-with-requirements.txt", "flask==3\n", "3")]
    [InlineData("python-of-a-version.txt", "flask==3\n", "3.11.4")]
    [InlineData("python-without-requirements.txt", "# none\n\n", "3")]
    public void The_command_lines_are_those_that_were_approved(string name, string requirements, string version)
    {
        var settings = EffectiveSettings.Of(Samples.Map<string>(), Samples.Map(("PYTHON_VERSION", version)));
        var commands = new Python().Build(Folders, settings, Samples.Map(("requirements.txt", requirements)).ToImmutableDictionary());
        Approved.Matches(string.Concat(commands.Select(c => $"{c.Title}: {c.File}\n{string.Concat(c.Arguments.Select(a => $"    {a}\n"))}")), name);
    }
}
