using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>requirements.txt</c>: a virtual environment, filled by pip.</summary>
public sealed partial record Pip() : PythonRuntime("python")
{
    private const string Requirements = "requirements.txt";

    private const int MostFiles = 50;

    public override ImmutableArray<string> Reads => [Requirements, VersionFile];

    public override IEnumerable<string> ReadsBesides(Sources sources) => Files(sources).Skip(1);

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources.FirstOf(Requirements);

    /// <remarks>An app that requires nothing gets an environment without pip, which takes a tenth of the time.</remarks>
    public override Recipe Recipe(BuildQuestion question)
    {
        ImmutableArray<string> texts = [.. Files(question.Sources).Select(name => question.Sources.Text(name) ?? "")];
        var lines = texts.SelectMany(text => text.Split('\n')).Select(line => line.Trim()).Where(line => line is not ("" or ['#', ..])).ToList();
        return Venv(question, texts, tool: null, folders => lines.Count > 0 ? [Install(folders)] : [], lines.Count > 0, lines.Any(line => !Other().IsMatch(line) && Local().IsMatch(line)));
    }

    /// <summary>The file, and those that it names by <c>-r</c> and <c>-c</c>, each once; not more than <see cref="MostFiles"/>, however many one of them names.</summary>
    private static List<string> Files(Sources sources)
    {
        var files = new List<string> { Requirements };
        for (var i = 0; i < files.Count; i++)
            foreach (Match other in Other().Matches(sources.Text(files[i]) ?? ""))
                if (files.Count < MostFiles && Inside(files[i], other.Groups["path"].Value) is { } path && !files.Contains(path)) files.Add(path);
        return files;
    }

    /// <summary>The path from the top folder; null when it leads out of it.</summary>
    private static string? Inside(string file, string named)
    {
        var parts = new List<string>();
        foreach (var part in file.Split('/').SkipLast(1).Concat(named.Split('/')))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }

        return named.StartsWith('/') ? null : string.Join('/', parts);
    }

    private static BuildCommand Install(BuildFolders folders) =>
        new("Running pip", $"{folders.Environment}/bin/python", [
            "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off",
            "--cache-dir", $"{folders.Cache}/pip", "-r", Requirements]);

    [GeneratedRegex(@"^[ \t]*(-r|-c|--requirement|--constraint)[ \t=]+(?<path>[^\s#]+)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Other();

    /// <summary>A line that names files of the app: by a path, as something editable, or as a folder to find packages in.</summary>
    [GeneratedRegex(@"\A(-e|--editable|-f|--find-links|\.|/)|file:|^[^:@]*/[^:@]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Local();
}
