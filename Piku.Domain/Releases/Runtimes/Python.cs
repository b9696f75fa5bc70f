using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>requirements.txt</c>: a virtual environment, filled by pip.</summary>
public sealed record Python() : Runtime("python", "Python")
{
    private const string Requirements = "requirements.txt";

    public override bool Detects(IReadOnlySet<string> files, Procfile procfile) => files.Contains(Requirements);

    public override ImmutableArray<Tool> Tools(EffectiveSettings settings) => [Interpreter(settings)];

    public override ImmutableArray<string> LockFiles => [Requirements];

    public override bool HasEnvironment => true;

    /// <remarks>An app that requires nothing gets an environment without pip, which takes a tenth of the time.</remarks>
    public override ImmutableArray<BuildCommand> Build(
        BuildFolders folders, EffectiveSettings settings, ImmutableDictionary<string, string> lockFiles) =>
        RequiresNothing(lockFiles[Requirements])
            ? [Venv(folders, settings, "--without-pip")]
            : [Venv(folders, settings), Pip(folders)];

    public override ImmutableDictionary<string, string> Variables(string environment, string path) =>
        ImmutableDictionary<string, string>.Empty
            .Add("VIRTUAL_ENV", environment)
            .Add("PATH", $"{environment}/bin:{path}");

    private static Tool Interpreter(EffectiveSettings settings) =>
        $"python{string.Join('.', settings.Text("PYTHON_VERSION").Split('.').Take(2))}" is var name && name == "python3"
            ? new Tool(name, "python3-venv")
            : new Tool(name, $"{name}-venv");

    private static bool RequiresNothing(string requirements) =>
        requirements.Split('\n').All(line => line.Trim() is "" or ['#', ..]);

    private static BuildCommand Venv(BuildFolders folders, EffectiveSettings settings, params ReadOnlySpan<string> options) =>
        new("Creating the virtual environment", Interpreter(settings).Name, ["-m", "venv", .. options, folders.Environment]);

    private static BuildCommand Pip(BuildFolders folders) =>
        new("Running pip", $"{folders.Environment}/bin/python", [
            "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off",
            "--cache-dir", $"{folders.Cache}/pip", "-r", Requirements]);
}
