using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Piku.Domain.Crons;
using Piku.Domain.Releases;
using Piku.Domain.Releases.Runtimes;
using Piku.Domain.Settings;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Fuzzing;

/// <summary>The files of a commit that piku itself reads.</summary>
public sealed class PushedTextSpecs
{
    private static readonly Gen<string> ProcfileLine = Gen.Select(
        Fuzz.Or("web", "worker", "wsgi", "jwsgi", "rwsgi", "php", "static", "cron", "cron-tidy", "release", "preflight"),
        Fuzz.Or(":", ": ", " :\t"),
        Fuzz.Or("./server --port $PORT", "app:application", "public", ".", "../out", "config.ru", "org.example.Hello", "*/5 * * * * ./tidy", "@daily ./tidy", "a && b | c # comment", "%(x) @(exec://id) $(id)"),
        Fuzz.Or("", "", " # why", "\r"))
        .Select((kind, colon, command, end) => kind + colon + command + end);

    private static readonly Gen<string> EnvLine = Gen.Select(Fuzz.Or("A", "B", "NGINX_SERVER_NAME", "PATH", "LD_PRELOAD", "PORT", "TZ"), Fuzz.Or("x", "$A", "${B}$A", "'$A'", "\"q\"", "example.org", "5000", "")).Select((key, value) => $"{key}={value}");

    private static readonly ImmutableArray<(string Name, string Text)> Manifests =
    [
        ("requirements.txt", "-r more.txt\nflask==3.0\n-c x\n--find-links ../x\n"), ("more.txt", "-r requirements.txt\n"), (".python-version", "3.11\n"),
        ("pyproject.toml", "[project]\nname = \"x\"\nrequires-python = \">=3.9,<4\"\n[tool.poetry]\nname = \"x\"\n[tool.poetry.dependencies]\npython = \"^3.9\"\n"), ("poetry.lock", "[metadata]\npython-versions = \">=3.9\"\n"), ("uv.lock", "version = 1\nrequires-python = \">=3.9\"\n"),
        ("Pipfile", "[requires]\npython_version = \"3.11\"\n"), ("Pipfile.lock", "{\"_meta\": {\"requires\": {\"python_version\": \"3.11\"}}}"),
        ("Gemfile", "source 'https://rubygems.org'\nruby '3.1'\ngem 'rack'\n"), ("Gemfile.lock", "GEM\n  specs:\n    rack (3.0)\nRUBY VERSION\n   ruby 3.1.2p20\nBUNDLED WITH\n   2.3.15\n"), (".ruby-version", "3.1\n"),
        ("package.json", "{\"name\": \"x\", \"engines\": {\"node\": \">=18 <21\"}, \"packageManager\": \"pnpm@8.1.0\", \"scripts\": {\"build\": \"x\", \"start\": \"node .\"}, \"workspaces\": [\"a\"]}"), ("package-lock.json", "{\"lockfileVersion\": 3}"), ("pnpm-lock.yaml", "lockfileVersion: '6.0'\n"), ("yarn.lock", "__metadata:\n  version: 6\n"), (".nvmrc", "v18\n"), (".npmrc", "a=b\n"),
        ("go.mod", "module x\n\ngo 1.21\n"), ("Godeps", "github.com/a/b 1\n"), ("pom.xml", "<project/>"), ("build.gradle", "plugins {}\n"), ("gradlew", "#!/bin/sh\n"), ("deps.edn", "{}"), ("project.clj", "(defproject x \"1\")"), ("composer.json", "{\"require\": {\"php\": \"^8.1\"}}"), ("composer.lock", "{\"platform\": {\"php\": \"^8.1\"}}"), ("Cargo.toml", "[package]\nname = \"x\"\n"), ("x.csproj", "<Project><TargetFramework>net8.0</TargetFramework></Project>"), ("x.sln", "Project(\"{1}\") = \"x\", \"a\\\\x.csproj\", \"{2}\"\n"),
    ];

    [Fact]
    public void Whatever_a_Procfile_says_it_is_taken_line_by_line_or_refused_in_a_sentence() =>
        Gen.OneOf(ProcfileLine.Array[0, 6].Select(lines => string.Join('\n', lines)), ProcfileLine.Array[1, 3].Select(lines => string.Join('\n', lines)).Mutated(), Fuzz.Text).Sample(
            text =>
            {
                if (Procfile.TryParse(text, out var refusal) is not { } procfile)
                {
                    Fuzz.IsSentence(refusal?.Sentence);
                    return;
                }

                Assert.All(procfile.Warnings, Fuzz.IsSentence);
                foreach (var (kind, command) in procfile.Processes)
                {
                    Assert.Matches(@"\A[A-Za-z0-9_-]{1,30}\z", kind);
                    Assert.DoesNotContain(command, char.IsControl);
                    if (kind is "static" or "php" or "rwsgi") Assert.StartsWith("/slug/", Path.GetFullPath(command, "/slug/x") + "/", StringComparison.Ordinal);
                    if (UwsgiKind.Named(kind) is not null || kind == "static") Assert.DoesNotContain(command, c => "%$@'\"\\ ;{}".Contains(c, StringComparison.Ordinal));
                    if (Procfile.IsCron(kind)) ComesOnce(CronLine.TryParse(command, out _)!);
                }
            },
            iter: Fuzz.Rounds(5_000));

    /// <summary>A schedule that is taken comes within the years in which each date falls on each day of the week.</summary>
    private static void ComesOnce(CronLine cron) => Assert.InRange(cron.Schedule.Next(Noon, TimeZoneInfo.Utc), Noon, Noon.AddYears(29));

    [Fact]
    public void Whatever_ENV_says_each_line_is_a_setting_or_costs_a_warning() =>
        Gen.OneOf(EnvLine.Array[0, 8].Select(lines => string.Join('\n', lines)), EnvLine.Array[1, 4].Select(lines => string.Join('\n', lines)).Mutated(), Fuzz.Text).Sample(
            text =>
            {
                var env = EnvFile.Parse(text);
                Assert.All(env.Warnings, Fuzz.IsSentence);
                Assert.All(env.Values, pair => Assert.Null(SettingTable.WhyBadKey(pair.Key) ?? SettingTable.WhyRefused(pair.Key, pair.Value)));
            },
            iter: Fuzz.Rounds(5_000));

    [Fact]
    public void References_that_double_and_double_come_to_no_more_than_an_environment_can_hold()
    {
        var env = EnvFile.Parse("A=aaaaaaaaaa\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{(char)('B' + (i % 20))}{i}=${(i == 0 ? "A" : $"{(char)('B' + ((i - 1) % 20))}{i - 1}")}${(i == 0 ? "A" : $"{(char)('B' + ((i - 1) % 20))}{i - 1}")}\n")));
        Assert.True(env.Values.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key + pair.Value) + 1) <= SettingTable.MaxTotalBytes);
        Assert.NotEmpty(env.Warnings);
    }

    [Fact]
    public void Whatever_is_in_the_files_of_a_package_manager_there_is_a_recipe_or_a_sentence() =>
        Gen.Select(Gen.Shuffle(Manifests.ToArray(), 1, 5), Gen.Int[0, 4], Fuzz.Text, Gen.Bool).SelectMany((files, which, junk, isJunk) =>
            (isJunk ? Gen.Const(junk) : Gen.Const(files[which % files.Length].Text).Mutated()).Select(text => files.Select((file, i) => i == which % files.Length ? (file.Name, text) : file).ToArray())).Sample(
            files =>
            {
                var app = PaperApp.Of(files);
                var choice = RuntimeChoice.Of(app.Sources, app.Procfile, [], out _)!;
                var usual = choice.Runtimes[0].UsualProcfile(app.Sources);
                if (usual is not null && Procfile.TryParse(usual, out var why) is null) Fuzz.IsSentence(why!.Sentence);
                var recipe = Recipe.Joined([.. choice.Runtimes.Select(runtime => runtime.Recipe(new BuildQuestion(app.Sources, "5106", app.Procfile.Processes, app.Settings, Everything)))]);
                if (recipe.Refusal is { } refusal) Fuzz.IsSentence($"{refusal}.");
                Assert.All(recipe.Notes, note => Assert.DoesNotContain(note, char.IsControl));
                foreach (var command in recipe.Install(PaperApp.Folders).Concat(recipe.Compile?.Invoke(PaperApp.Folders) ?? [])) IsHarmless(command);
            },
            iter: Fuzz.Rounds(1_000));

    private static readonly PaperTools Everything = new[] { "node", "npm", "pnpm", "yarn", "ruby", "bundle", "go", "mvn", "gradle", "clojure", "lein", "php", "composer", "cargo", "dotnet", "poetry", "uv", "pipenv", "java" }
        .Aggregate(PaperTools.Debian, (tools, name) => tools.With(name, "v18.1.0"));

    /// <summary>No shell gets a text of the files, and no word is an option that the file has thought of.</summary>
    private static void IsHarmless(BuildCommand command)
    {
        Assert.DoesNotContain(command.File, char.IsControl);
        Assert.All(command.Arguments, argument => Assert.DoesNotContain('\0', argument));
        Assert.False(command.File.EndsWith("sh", StringComparison.Ordinal) && command.Arguments.Contains("-c"), $"a shell gets: {command}");
    }
}
