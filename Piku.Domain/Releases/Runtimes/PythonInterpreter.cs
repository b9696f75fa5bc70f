using System.Collections.Immutable;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>The interpreter that an app is built with: the one it asks for, or the closest to it that is installed.</summary>
/// <param name="Asked">Such as "3", "3.11" or "3.11.7".</param>
/// <param name="Minor">Such as "3.11"; null when nobody knows yet.</param>
/// <param name="ByUv">It is not of Debian, and uv brings it.</param>
/// <param name="Refusal">Why there is none, without a full stop.</param>
internal sealed record PythonInterpreter(string Asked, string? Minor, Tool Tool, bool ByUv, ImmutableArray<string> Notes, string? Refusal)
{
    public static PythonInterpreter Of(BuildQuestion question)
    {
        var asked = question.Settings.Values.GetValueOrDefault("PYTHON_VERSION") ?? FromFile(question.Sources) ?? question.Settings.Text("PYTHON_VERSION");
        var minor = string.Join('.', asked.Split('.').Take(2));
        var tool = new Tool($"python{minor}", $"python{minor}-venv");
        return (question.Tools.VersionOf(tool.Name), question.Tools.FindTool("uv")) switch
        {
            ({ } version, _) => Installed(asked, version, tool),
            (null, not null) => new(asked, minor == "3" ? null : minor, Uv.Program, ByUv: true, [], null),
            _ when minor == "3" => new(asked, null, tool, false, [], null),
            _ => new(asked, null, tool, false, [], $"this app asks for Python {asked}, which this box does not have{Others(question)}; apt-get install {tool.Package}, or install uv, which brings any version, or ask for another one: PYTHON_VERSION"),
        };
    }

    /// <summary>Environments are good for all interpreters of one minor version, so that an update of Debian's rebuilds none.</summary>
    private static PythonInterpreter Installed(string asked, string version, Tool tool)
    {
        var number = version.Split(' ')[^1];
        var minor = string.Join('.', number.Split('.').Take(2));
        ImmutableArray<string> notes = asked.Split('.').Length > 2 && asked != number ? [$"Python {number} stands in for the {asked} that this app asks for"] : [];
        return new(asked, minor, tool with { Version = minor }, false, notes, null);
    }

    /// <summary>The first line that is a version; pyenv's other forms, such as "system", ask for nothing.</summary>
    private static string? FromFile(Sources sources) => (sources.Text(".python-version") ?? "").Split('\n')
        .Select(line => line.Trim())
        .FirstOrDefault(line => Settings.SettingTable.WhyRefused("PYTHON_VERSION", line) is null && line.StartsWith('3'));

    private static string Others(BuildQuestion question) =>
        question.Tools.VersionOf("python3") is { } version ? $" (python3 is {version.Split(' ')[^1]})" : "";
}
