using System.Globalization;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>uWSGI's plugin for Ruby; it was built for one Ruby, and loads what that one finds.</summary>
internal static class RackPlugin
{
    public const string Name = "rack";

    private const string File = "rack_ruby";

    /// <summary>Why uWSGI cannot run the app's <c>rwsgi</c>, without a full stop; null when it can, or the app has none.</summary>
    /// <param name="minor">The version of the box's Ruby, such as "3.1"; null when it has none.</param>
    public static string? WhyNot(BuildQuestion question, string? minor) => (question.Processes.ContainsKey("rwsgi"), question.Tools.UwsgiPlugin(Name)) switch
    {
        (false, _) => null,
        (_, null) => $"'rwsgi' needs uWSGI's plugin {Name}, which is not installed; apt-get install uwsgi-plugin-rack-ruby{minor ?? "3.1"}",
        (_, { } file) when Minor(file) is { } plugin && minor is not null && plugin != minor =>
            $"uWSGI runs 'rwsgi' with Ruby {plugin} and would not find what is installed for Ruby {minor}; start a server of the app's own in its place, such as: web: bundle exec puma -b tcp://$BIND_ADDRESS:$PORT",
        _ => null,
    };

    /// <summary>"3.1" of "rack_ruby31_plugin.so".</summary>
    private static string? Minor(string file) =>
        file.StartsWith(File, StringComparison.Ordinal) && file.IndexOf("_plugin", StringComparison.Ordinal) is var end && end > File.Length + 1
        && int.TryParse(file.AsSpan(File.Length, end - File.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"{file[File.Length]}.{file[(File.Length + 1)..end]}"
            : null;
}
