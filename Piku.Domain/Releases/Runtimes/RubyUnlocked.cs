namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>Gemfile</c> without a lock file: bundler writes one beside it, in the copy in which the app runs, and the gems are in there too.</summary>
public sealed record RubyUnlocked() : RubyRuntime("ruby-unlocked")
{
    public override string? DetectedBy(Sources sources, Procfile procfile) =>
        sources.FirstOf(Gemfile) ?? (procfile.Processes.ContainsKey("rwsgi") ? "rwsgi in the Procfile" : null);

    public override Recipe Recipe(BuildQuestion question)
    {
        var recipe = Bundled(question);
        return recipe with
        {
            Refusal = question.Sources.Names.Contains(Gemfile) ? recipe.Refusal : "'rwsgi' needs a Gemfile that names rack, and this app has none; make one: bundle init, bundle add rack",
            Notes = [.. recipe.Notes, $"There is no {Lock}, so that each push installs the newest gems that fit; make one: bundle lock"],
            Compile = Install,
        };
    }

    protected override string Gems(ReleaseFolders folders) => $"{folders.Code}/vendor/bundle";
}
