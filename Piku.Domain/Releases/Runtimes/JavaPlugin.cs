using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>uWSGI's plugins for the Java virtual machine: the machine, and what has it answer by a class.</summary>
internal static class JavaPlugin
{
    private const string Kind = "jwsgi";

    /// <summary>The machine answers in the place of uWSGI's own protocol (0), so that nginx need not know whom it asks.</summary>
    private const string Machine = "jvm";

    /// <summary>Why uWSGI cannot run the app's <c>jwsgi</c>, without a full stop; null when it can, or the app has none.</summary>
    public static string? WhyNot(BuildQuestion question) => question.Processes.ContainsKey(Kind) && (question.Tools.UwsgiPlugin(Machine) is null || question.Tools.UwsgiPlugin(Kind) is null)
        ? $"'{Kind}' needs uWSGI's plugin {Kind}, which is not installed; apt-get install uwsgi-plugin-jwsgi-openjdk-17"
        : null;

    /// <param name="classes">Folders below the release's in which classes are.</param>
    public static ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, params ReadOnlySpan<string> classes)
    {
        if (kind != Kind) return null;
        var options = ImmutableArray.CreateBuilder<UwsgiOption>();
        options.AddRange(new("plugin", $"0:{Machine}"), new("plugin", Kind), new("jvm-classpath", "/usr/share/java/uwsgi.jar"));
        foreach (var folder in classes) options.Add(new("jvm-classpath", $"{folders.Code}/{folder}"));
        options.Add(new(Kind, command.Replace('.', '/'))); // As the machine itself writes the names of classes.
        return options.ToImmutable();
    }
}
