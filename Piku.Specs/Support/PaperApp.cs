using System.Collections.Immutable;
using System.Text;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Xunit;

namespace Piku.Specs.Support;

/// <summary>The top folder of an app, to see by what and how it would be built.</summary>
internal sealed record PaperApp(ImmutableSortedDictionary<string, string> Files)
{
    public static readonly BuildFolders Folders = new("/r/slugs/blog/s", "/r/envs/blog/e", "/r/envs/blog/t/app", "/r/cache/blog");

    public PaperTools Tools { get; init; } = PaperTools.Debian;

    public EffectiveSettings Settings { get; init; } = EffectiveSettings.Of(Samples.Map<string>(), Samples.Map<string>());

    public Sources Sources => new(Files.Keys.ToImmutableHashSet(), name => Files.GetValueOrDefault(name));

    public Procfile Procfile => Procfile.TryParse(Files.GetValueOrDefault("Procfile", "web: ./server"), out _)!;

    public RuntimeChoice Choice
    {
        get
        {
            var choice = RuntimeChoice.Of(Sources, Procfile, Settings.Runtimes, out var refusal);
            Assert.Null(refusal?.Sentence);
            return choice!;
        }
    }

    public Recipe Recipe => Recipe.Joined([.. Choice.Runtimes.Select(runtime => runtime.Recipe(new BuildQuestion(Sources, "5106", Procfile.Processes, Settings, Tools)))]);

    public static PaperApp Of(params (string Name, string Text)[] files) => new(Samples.Map(files));

    public PaperApp Asking(params (string Key, string Value)[] settings) => this with { Settings = EffectiveSettings.Of(Samples.Map<string>(), Samples.Map(settings)) };

    /// <summary>Everything that the recipe says, line by line.</summary>
    public string Told()
    {
        var (recipe, text) = (Recipe, new StringBuilder());
        text.Append($"{Choice.Name}, by {Choice.Because}\n");
        if (recipe.Refusal is { } why) return text.Append($"refused: {why}\n").ToString();
        foreach (var note in recipe.Notes) text.Append($"note: {note}\n");
        foreach (var tool in recipe.Tools) text.Append($"needs {tool.Name}{(tool.Version is { } version ? $" {version}" : "")}: {tool.Remedy}\n");
        text.Append($"environment: {(recipe.HasEnvironment ? "yes" : "none")}\n");
        foreach (var (name, value) in recipe.Variables(Folders).OrderBy(v => v.Key, StringComparer.Ordinal)) text.Append($"{name}={value}\n");
        Commands("install", recipe.Install(Folders));
        Commands("compile", recipe.Compile?.Invoke(Folders) ?? []);
        return text.ToString();

        void Commands(string stage, IEnumerable<BuildCommand> commands)
        {
            foreach (var c in commands)
                text.Append($"{stage}{(c.Title == "" ? "" : $", {c.Title}")}: {c.File}{(c.Folder is { } folder ? $"  (in {folder})" : "")}\n{string.Concat(c.Arguments.Select(a => $"    {a}\n"))}");
        }
    }
}
