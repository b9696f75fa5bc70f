using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>What all Ruby apps have in common: a <c>Gemfile</c> whose gems bundler installs into a folder of their own, and uWSGI's plugin.</summary>
public abstract record RubyRuntime(string Name) : Runtime(Name, "Ruby")
{
    protected const string Gemfile = "Gemfile";

    protected const string Lock = "Gemfile.lock";

    private const string VersionFile = ".ruby-version";

    public override ImmutableArray<string> Reads => [Gemfile, Lock, VersionFile];

    public override bool IsNeededBy(Procfile procfile) => procfile.Processes.ContainsKey("rwsgi");

    public override string? UsualProcfile(Sources sources) =>
        sources.Names.Contains(Gemfile) && sources.FirstOf("config.ru") is { } rackup ? $"rwsgi: {rackup}" : null;

    /// <remarks>A <c>.bundle/config</c> of the repository would go before the environment, and have gems put among the code; so bundler is told another place for it, where there is none.</remarks>
    public override ImmutableDictionary<string, string> Variables(ReleaseFolders folders) => ImmutableDictionary<string, string>.Empty
        .Add("BUNDLE_PATH", Gems(folders))
        .Add("BUNDLE_APP_CONFIG", Gems(folders))
        .Add("BUNDLE_WITHOUT", "development:test")
        .Add("RACK_ENV", "production")
        .Add("RAILS_ENV", "production");

    /// <remarks>uWSGI's threads are none that Ruby knows of.</remarks>
    public override ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, EffectiveSettings settings) => kind == "rwsgi"
        ? [new("plugin", RackPlugin.Name), new("need-app", "true"), new("threads", "1"), new("rbrequire", "bundler/setup"), new("rack", command)]
        : null;

    protected abstract string Gems(ReleaseFolders folders);

    /// <summary>What every recipe of Ruby's has; nothing in it says yet what installs.</summary>
    protected static Recipe Bundled(BuildQuestion question)
    {
        var ruby = question.Tools.VersionOf("ruby")?.Split(' ').ElementAtOrDefault(1)?.Split('p')[0];
        var minor = ruby is null ? null : string.Join('.', ruby.Split('.').Take(2));
        return new Recipe
        {
            Refusal = RackPlugin.WhyNot(question, minor),
            Notes = ruby is not null && Asked(question.Sources) is { } asked && asked != ruby ? [$"Ruby {ruby} stands in for the {asked} that {VersionFile} asks for"] : [],
            Tools = [new Tool("ruby", "ruby") { Version = minor }, new Tool("bundle", "ruby-bundler")],
            Variables = folders => ImmutableDictionary<string, string>.Empty
                .Add("BUNDLE_USER_CACHE", $"{folders.Cache}/bundle")
                .Add("BUNDLE_GLOBAL_GEM_CACHE", "true"),
        };
    }

    protected static IEnumerable<BuildCommand> Install(BuildFolders folders) => [new("Running bundle install", "bundle", ["install"])];

    /// <summary>What decides which gems there are and what they are compiled for, besides Ruby itself.</summary>
    protected static ImmutableArray<string> Locked(BuildQuestion question) =>
        [question.Sources.Text(Gemfile) ?? "", question.Sources.Text(Lock) ?? "", question.Sources.Text(VersionFile) ?? "", question.Settings.Values.GetValueOrDefault("BUNDLE_WITHOUT") ?? ""];

    /// <summary>"3.1.2" of "ruby-3.1.2"; other engines' versions ask for nothing that a box could answer.</summary>
    private static string? Asked(Sources sources) =>
        (sources.Text(VersionFile) ?? "").Trim() is var text && (text.StartsWith("ruby-", StringComparison.Ordinal) ? text[5..] : text) is { Length: > 0 and < 20 } version && version.All(c => char.IsAsciiDigit(c) || c == '.') ? version : null;
}
