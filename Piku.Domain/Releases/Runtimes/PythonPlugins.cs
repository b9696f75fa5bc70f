using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>uWSGI's plugins for Python: the one of the interpreter, and those for greenlets and tasks.</summary>
internal static class PythonPlugins
{
    public static readonly Tool Interpreter = new("python3", "uwsgi-plugin-python3");

    /// <summary>Those besides the interpreter's, each with Debian's package of it.</summary>
    public static ImmutableArray<Tool> Of(EffectiveSettings settings) => (settings.Text("UWSGI_GEVENT"), settings.Text("UWSGI_ASYNCIO")) switch
    {
        ("", "") => [],
        (_, "") => [new("gevent_python3", "uwsgi-plugin-gevent-python3")],
        _ => [new("greenlet_python3", "uwsgi-plugin-greenlet-python3"), new("asyncio_python3", "uwsgi-plugin-asyncio-python3")],
    };

    public static ImmutableArray<UwsgiOption> Options(EffectiveSettings settings) => (settings.Text("UWSGI_GEVENT"), settings.Text("UWSGI_ASYNCIO")) switch
    {
        ("", "") => [],
        (var greenlets, "") => [new("gevent", greenlets)],
        (_, var tasks) => [new("asyncio", tasks), new("greenlet", "true")],
    };

    /// <summary>Why uWSGI cannot run the app's <c>wsgi</c>, without a full stop; null when it can, or the app has none.</summary>
    /// <param name="minor">The version of the app's interpreter; null when it has no environment that would have to fit.</param>
    public static string? WhyNot(BuildQuestion question, string? minor)
    {
        if (!question.Processes.ContainsKey("wsgi")) return null;
        if (Of(question.Settings).Insert(0, Interpreter).FirstOrDefault(plugin => question.Tools.UwsgiPlugin(plugin.Name) is null) is { } missing)
            return $"'wsgi' needs uWSGI's plugin {missing.Name}, which is not installed; apt-get install {missing.Package}";
        return Minor(question.Tools.UwsgiPlugin(Interpreter.Name)!) is { } plugin && minor is not null && plugin != minor
            ? $"uWSGI runs 'wsgi' with Python {plugin} and would not find what is installed for Python {minor}; ask for {plugin} (PYTHON_VERSION), or start a server of the app's own in its place, such as: web: gunicorn -b $BIND_ADDRESS:$PORT {question.Processes["wsgi"]}"
            : null;
    }

    /// <summary>"3.11" of "python311_plugin.so".</summary>
    private static string? Minor(string file) =>
        file.StartsWith("python3", StringComparison.Ordinal) && file.IndexOf("_plugin", StringComparison.Ordinal) is > 7 and var end
        && int.TryParse(file.AsSpan(7, end - 7), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? string.Create(CultureInfo.InvariantCulture, $"3.{minor}")
            : null;
}
