using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>Which texts decide what the dependencies of an app are, so that another environment is made when one of them changes, and none when another does.</summary>
public sealed class LockFileSpecs
{
    [Theory]
    [InlineData("poetry", "poetry.lock")]
    [InlineData("uv", "uv.lock")]
    [InlineData("pipenv", "Pipfile.lock")]
    [InlineData("composer", "composer.lock")]
    [InlineData("bundler", "Gemfile.lock")]
    [InlineData("npm", "package-lock.json")]
    public void Another_lock_file_makes_another_environment(string tool, string locked) => Assert.True(IsAnother(Of(tool), locked));

    [Theory]
    [InlineData("pipenv", "Pipfile")]
    [InlineData("composer", "composer.json")]
    public void Where_the_lock_file_says_everything_the_projects_own_file_may_change(string tool, string project) => Assert.False(IsAnother(Of(tool), project));

    [Theory]
    [InlineData("poetry", "pyproject.toml")]
    [InlineData("uv", "pyproject.toml")]
    [InlineData("bundler", "Gemfile")]
    [InlineData("bundler", ".ruby-version")]
    public void What_decides_together_with_the_lock_file_makes_another_environment_too(string tool, string project) => Assert.True(IsAnother(Of(tool), project));

    [Theory]
    [InlineData("poetry", "poetry.lock", "pyproject.toml")]
    [InlineData("uv", "uv.lock", "pyproject.toml")]
    [InlineData("pipenv", "Pipfile.lock", "Pipfile")]
    [InlineData("composer", "composer.lock", "composer.json")]
    public void Without_a_lock_file_the_projects_own_file_decides(string tool, string locked, string project) => Assert.True(IsAnother(Without(Of(tool), locked), project));

    [Theory]
    [InlineData("poetry", "poetry.lock")]
    [InlineData("uv", "uv.lock")]
    [InlineData("pipenv", "Pipfile.lock")]
    public void An_empty_lock_file_is_another_one_than_none(string tool, string locked)
    {
        var app = With(Of(tool), "Pipfile", "");
        Assert.NotEqual(With(app, locked, "").Recipe.Dependencies, Without(app, locked).Recipe.Dependencies);
    }

    [Theory]
    [InlineData("pipenv", "Pipfile.lock", """{"lib": {"editable": true}}""", true)]
    [InlineData("pipenv", "Pipfile.lock", """{"lib": {"path": "./lib"}}""", true)]
    [InlineData("pipenv", "Pipfile.lock", """{"lib": {"path": "./lib.whl", "hashes": []}}""", false)]
    [InlineData("pipenv", "Pipfile.lock", """{"lib": {"version": "==1"}}""", false)]
    [InlineData("poetry", "poetry.lock", "[package.source]\ntype = \"directory\"\n", true)]
    [InlineData("poetry", "poetry.lock", "[package.source]\ntype = \"git\"\n", false)]
    [InlineData("uv", "uv.lock", "source = { directory = \"lib\" }\n", true)]
    [InlineData("uv", "uv.lock", "source = { editable = \"packages/lib\" }\n", true)]
    [InlineData("uv", "uv.lock", "source = { editable = \".\" }\n", false)]
    public void The_lock_file_says_whether_dependencies_are_folders_of_the_app(string tool, string locked, string text, bool are)
    {
        Assert.Equal(are, AreAmongFiles(With(Of(tool), locked, text)));
        Assert.Equal(are, AreAmongFiles(With(With(Of(tool), locked, text), "Pipfile", "[packages]\nlib = {path = \"./lib\"}\n")));
    }

    [Theory]
    [InlineData("pipenv", "Pipfile.lock", "Pipfile", "[packages]\nlib = {path = \"./lib\", editable = true}\n")]
    [InlineData("poetry", "poetry.lock", "pyproject.toml", "[tool.poetry.dependencies]\nlib = { path = \"lib\" }\n")]
    [InlineData("uv", "uv.lock", "pyproject.toml", "[project]\n[tool.uv.sources]\nlib = { path = \"lib\" }\n")]
    [InlineData("uv", "uv.lock", "pyproject.toml", "[project]\n[tool.uv.sources]\nlib = { workspace = true }\n")]
    public void Without_a_lock_file_the_projects_own_file_says_so(string tool, string locked, string project, string text)
    {
        Assert.True(AreAmongFiles(Without(With(Of(tool), project, text), locked)));
        Assert.False(AreAmongFiles(Without(Of(tool), locked)));
    }

    /// <summary>An app with a lock file, in which no dependency is a folder of the app.</summary>
    private static PaperApp Of(string tool) => tool switch
    {
        "poetry" => PaperApp.Of(("pyproject.toml", "[tool.poetry]\nname = \"blog\"\n"), ("poetry.lock", "# locked\n")),
        "uv" => PaperApp.Of(("pyproject.toml", "[project]\nname = \"blog\"\n"), ("uv.lock", "version = 1\n")),
        "pipenv" => PaperApp.Of(("Pipfile", "[packages]\nflask = \"*\"\n"), ("Pipfile.lock", "{}\n")),
        "composer" => PaperApp.Of(("composer.json", """{"require": {"psr/log": "^3"}}"""), ("composer.lock", "{}\n")),
        "bundler" => PaperApp.Of(("Gemfile", "gem \"rack\"\n"), ("Gemfile.lock", "GEM\n"), (".ruby-version", "3.1.2\n")),
        _ => PaperApp.Of(("package.json", """{"dependencies": {"ms": "2"}}"""), ("package-lock.json", "{}\n")),
    };

    private static PaperApp With(PaperApp app, string file, string text) => app with { Files = app.Files.SetItem(file, text) };

    private static PaperApp Without(PaperApp app, string file) => app with { Files = app.Files.Remove(file) };

    /// <summary>Whether a change to the file makes another environment.</summary>
    private static bool IsAnother(PaperApp app, string changed) =>
        !app.Recipe.Dependencies.SequenceEqual(With(app, changed, app.Files[changed] + "# changed\n").Recipe.Dependencies);

    private static bool AreAmongFiles(PaperApp app) => (app.Recipe.Dependencies.Contains("slug=5106"), app.Recipe.Compile is not null) switch
    {
        (true, true) => true,
        (false, false) => false,
        _ => throw new InvalidOperationException("what is installed with each commit is installed in a tree, and nothing else is"),
    };
}
