using System.Collections.Immutable;
using Piku.Domain.Releases.Runtimes;

namespace Piku.Specs.Support;

/// <summary>A box on which these tools are installed, and no others.</summary>
/// <param name="Versions">Tool → what it says of its version.</param>
/// <param name="Plugins">Of uWSGI: name → file.</param>
internal sealed record PaperTools(ImmutableSortedDictionary<string, string> Versions, ImmutableSortedDictionary<string, string> Plugins) : IToolbox
{
    /// <summary>What a Debian 12 has after <c>apt-get install piku</c>.</summary>
    public static PaperTools Debian { get; } = new(Samples.Map(("python3", "Python 3.11.2"), ("python3.11", "Python 3.11.2")), Samples.Map(("python3", "python311_plugin.so")));

    public PaperTools With(string name, string version) => this with { Versions = Versions.SetItem(name, version) };

    public PaperTools WithPlugin(string name) => this with { Plugins = Plugins.SetItem(name, $"{name}_plugin.so") };

    public string? FindTool(string name) => Versions.ContainsKey(name) ? $"/usr/bin/{name}" : null;

    public string? VersionOf(string name) => Versions.GetValueOrDefault(name);

    public string? UwsgiPlugin(string name) => Plugins.GetValueOrDefault(name);
}
