using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>How Python apps are built: the command lines, whole.</summary>
public sealed class PythonRecipeSpecs
{
    private const string Project = "[project]\nname = \"blog\"\ndependencies = [\"flask\"]\n";

    private static readonly PaperTools All = PaperTools.Debian.With("poetry", "Poetry (version 1.3.2)").With("uv", "uv 0.9.5").With("pipenv", "pipenv, version 2022.12.19");

    private static readonly PaperTools Bare = PaperTools.Debian with { Versions = Samples.Map<string>() };

    public static TheoryData<string, string[]> Apps => new()
    {
        { "pip", ["requirements.txt", "flask==3\n"] },
        { "pip-of-a-version", ["requirements.txt", "flask==3\n", ".python-version", "3.11.4\n"] },
        { "pip-of-no-such-version", ["requirements.txt", "flask==3\n", ".python-version", "3.8\n"] },
        { "pip-without-requirements", ["requirements.txt", "# none\n\n"] },
        { "poetry", ["pyproject.toml", "[tool.poetry]\nname = \"blog\"\n", "poetry.lock", "# locked\n"] },
        { "poetry-without-a-lock", ["pyproject.toml", "[tool.poetry]\nname = \"blog\"\n"] },
        { "uv", ["pyproject.toml", Project, "uv.lock", "version = 1\n"] },
        { "uv-without-a-lock", ["pyproject.toml", Project] },
        { "pipenv", ["Pipfile", "[packages]\n", "Pipfile.lock", "{}\n"] },
        { "pipenv-without-a-lock", ["Pipfile", "[packages]\n"] },
        { "pip-with-a-folder", ["requirements.txt", "-r requirements/base.txt\n-e ./lib\n", "requirements/base.txt", "flask==3\n-c ../constraints.txt\n", "constraints.txt", "jinja2<4\n"] },
        { "poetry-with-a-folder", ["pyproject.toml", "[tool.poetry]\n", "poetry.lock", "[package.source]\ntype = \"directory\"\nurl = \"lib\"\n"] },
        { "uv-with-a-folder", ["pyproject.toml", Project + "[tool.uv.sources]\nlib = { path = \"lib\" }\n"] },
        { "bare-python", ["Procfile", "wsgi: app:application\n"] },
    };

    [Theory]
    [MemberData(nameof(Apps))]
    public void The_recipe_is_the_one_that_was_approved(string name, string[] files) =>
        Approved.Matches((PaperApp.Of([.. files.Chunk(2).Select(file => (file[0], file[1]))]) with { Tools = name.StartsWith("pip-", StringComparison.Ordinal) ? PaperTools.Debian : All }).Told(), $"{name}.txt");

    [Theory]
    [InlineData("pyproject.toml", Project, "uv venv --python 3.12 /r/envs/blog/e")]
    [InlineData("requirements.txt", "flask", "uv venv --python 3.12 --seed /r/envs/blog/e")]
    [InlineData("requirements.txt", "", "uv venv --python 3.12 /r/envs/blog/e")]
    public void Uv_brings_a_version_that_Debian_does_not_have_with_pip_only_where_pip_installs(string file, string text, string line) =>
        Assert.Equal(line, Line((PaperApp.Of((file, text)).Asking(("PYTHON_VERSION", "3.12")) with { Tools = All }).Recipe.Install(PaperApp.Folders).First()));

    [Theory]
    [InlineData("3", null)]
    [InlineData("3.12", "uWSGI runs 'wsgi' with Python 3.11 and would not find what is installed for Python 3.12; ")]
    public void Wsgi_needs_uWSGIs_Python_of_uv_too_as_far_as_anybody_knows(string asked, string? why)
    {
        var app = PaperApp.Of(("requirements.txt", "flask"), ("Procfile", "wsgi: app:application")).Asking(("PYTHON_VERSION", asked)) with { Tools = Bare.With("uv", "uv 0.9.5") };
        Assert.True(why is null ? app.Recipe.Refusal is null : app.Recipe.Refusal!.StartsWith(why, StringComparison.Ordinal), app.Recipe.Refusal);
    }

    [Theory]
    [InlineData("3", "python3: apt-get install python3-venv")]
    [InlineData("3.12", "python3.12: apt-get install python3.12-venv")]
    public void A_box_with_neither_Python_nor_uv_is_told_of_Debians_Python(string asked, string tool)
    {
        var recipe = (PaperApp.Of(("requirements.txt", "flask")).Asking(("PYTHON_VERSION", asked)) with { Tools = Bare }).Recipe;
        Assert.Equal([tool], recipe.Tools.Select(one => $"{one.Name}: {one.Remedy}"));
        Assert.DoesNotContain(recipe.Install(PaperApp.Folders), command => command.File == "uv");
    }

    [Fact]
    public void An_interpreter_that_is_missing_is_told_before_a_plugin_of_uWSGI_that_is() =>
        Assert.StartsWith("this app asks for Python 3.8", (PaperApp.Of(("requirements.txt", ""), (".python-version", "3.8"), ("Procfile", "wsgi: app:application")) with { Tools = Bare with { Plugins = Samples.Map<string>() } }).Recipe.Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("3.11", 0)]
    [InlineData("3.11.2", 0)]
    [InlineData("3.11.4", 1)]
    public void A_version_that_another_one_stands_in_for_is_told_and_makes_no_other_environment(string asked, int notes)
    {
        var app = PaperApp.Of(("requirements.txt", "flask"), (".python-version", asked));
        Assert.Equal(notes, app.Recipe.Notes.Length);
        Assert.Equal(PaperApp.Of(("requirements.txt", "flask")).Recipe.Dependencies, app.Recipe.Dependencies);
    }

    [Fact]
    public void UWSGI_is_given_the_plugin_the_environment_and_the_module_of_a_wsgi_line_and_of_no_other_kind()
    {
        var (app, folders) = (PaperApp.Of(("requirements.txt", "")), new ReleaseFolders("/r/slugs/blog/s", "/r/envs/blog/e"));
        Assert.Equal(
            ["plugin = python3", "need-app = true", "virtualenv = /r/envs/blog/e", "module = app:application"],
            new Pip().Start("wsgi", "app:application", folders, app.Settings)!.Value.Select(option => $"{option.Name} = {option.Value}"));
        Assert.Null(new Pip().Start("php", "public", folders, app.Settings));
    }

    [Theory]
    [InlineData("-r base.txt", "base.txt")]
    [InlineData("-r ./sub/./base.txt", "sub/base.txt")]
    [InlineData("-r sub//base.txt", "sub/base.txt")]
    [InlineData("--requirement=sub/base.txt", "sub/base.txt")]
    [InlineData("flask\n  -c base.txt # limits", "base.txt")]
    public void What_a_list_of_requirements_names_belongs_to_it(string requirements, string other)
    {
        var app = PaperApp.Of(("requirements.txt", requirements), (other, "flask==2"));
        Assert.Equal([other], new Pip().ReadsBesides(app.Sources));
        Assert.NotEqual(app.Recipe.Dependencies, (app with { Files = app.Files.SetItem(other, "flask==3") }).Recipe.Dependencies);
        Assert.Null(app.Recipe.Compile);
    }

    [Fact]
    public void A_list_that_names_itself_or_what_is_outside_ends() =>
        Assert.Equal(["a/b.txt"], new Pip().ReadsBesides(PaperApp.Of(("requirements.txt", "-r requirements.txt\n-r ../x.txt\n-r /etc/passwd\n-r a/b.txt"), ("a/b.txt", "-r ../requirements.txt\n-r ../../y.txt")).Sources));

    [Fact]
    public void Fifty_lists_belong_together_however_they_name_each_other()
    {
        var chain = Enumerable.Range(0, 60).Select(i => ($"{i}.txt", $"-r {i + 1}.txt")).Append(("requirements.txt", "-r 0.txt"));
        Assert.Equal(Enumerable.Range(0, 49).Select(i => $"{i}.txt"), new Pip().ReadsBesides(PaperApp.Of([.. chain]).Sources));
        Assert.Equal(49, new Pip().ReadsBesides(PaperApp.Of(("requirements.txt", string.Concat(Enumerable.Range(0, 1000).Select(i => $"-r {i}.txt\n")))).Sources).Count());
    }

    [Theory]
    [InlineData("-e .")]
    [InlineData("./lib")]
    [InlineData("lib/thing")]
    [InlineData("--find-links=wheels\nthing")]
    [InlineData("thing @ file:///srv/thing")]
    public void Dependencies_among_the_files_are_installed_with_each_commit(string requirements)
    {
        var recipe = PaperApp.Of(("requirements.txt", requirements)).Recipe;
        Assert.Contains("slug=5106", recipe.Dependencies);
        Assert.NotNull(recipe.Compile);
        Assert.Equal(PaperApp.Folders.Tree, recipe.Install(PaperApp.Folders).Last().Folder);
    }

    [Theory]
    [InlineData("flask==3.0")]
    [InlineData("thing @ https://example.org/thing.whl")]
    [InlineData("git+https://example.org/a/b.git@v1")]
    [InlineData("--index-url https://example.org/simple")]
    public void Dependencies_from_elsewhere_are_not(string requirements)
    {
        var recipe = PaperApp.Of(("requirements.txt", requirements)).Recipe;
        Assert.Null(recipe.Compile);
        Assert.Equal([requirements], recipe.Dependencies);
    }

    [Fact]
    public void Another_version_that_uv_brings_makes_another_environment()
    {
        var app = PaperApp.Of(("requirements.txt", "flask"), (".python-version", "3.12")) with { Tools = All };
        Assert.NotEqual(app.Recipe.Dependencies, (app with { Files = app.Files.SetItem(".python-version", "3.13") }).Recipe.Dependencies);
    }

    [Fact]
    public void Settings_of_tools_alone_make_no_project() =>
        Assert.Equal("generic", PaperApp.Of(("pyproject.toml", "[tool.ruff]\nline-length = 100\n"), ("Procfile", "web: ./server")).Choice.Name);

    [Fact]
    public void PYTHON_VERSION_goes_before_the_repositorys_file() =>
        Assert.Null(PaperApp.Of(("requirements.txt", ""), (".python-version", "3.8")).Asking(("PYTHON_VERSION", "3.11")).Recipe.Refusal);

    [Theory]
    [InlineData("system\nsome-virtualenv\n")]
    [InlineData("3.13-dev\n")]
    [InlineData("2.7\n")]
    public void A_file_that_names_no_version_of_Python_3_asks_for_none(string file) =>
        Assert.Equal("python3", PaperApp.Of(("requirements.txt", ""), (".python-version", file)).Recipe.Tools[0].Name);

    [Fact]
    public void An_update_of_the_interpreter_within_its_minor_version_makes_no_other_environment() =>
        Assert.Equal(
            PaperApp.Of(("requirements.txt", "")).Recipe.Tools,
            (PaperApp.Of(("requirements.txt", "")) with { Tools = PaperTools.Debian.With("python3", "Python 3.11.9") }).Recipe.Tools);

    [Fact]
    public void Wsgi_with_another_Python_than_uWSGIs_is_refused_with_the_way_out()
    {
        var app = PaperApp.Of(("requirements.txt", "flask\n"), ("Procfile", "wsgi: app:application")).Asking(("PYTHON_VERSION", "3.12")) with { Tools = PaperTools.Debian.With("python3.12", "Python 3.12.1") };
        Assert.Equal(
            "uWSGI runs 'wsgi' with Python 3.11 and would not find what is installed for Python 3.12; ask for 3.11 (PYTHON_VERSION), or start a server of the app's own in its place, such as: web: gunicorn -b $BIND_ADDRESS:$PORT app:application",
            app.Recipe.Refusal);
        Assert.Null((app with { Files = app.Files.SetItem("Procfile", "web: gunicorn app") }).Recipe.Refusal);
    }

    [Theory]
    [InlineData("UWSGI_GEVENT", "gevent_python3", "uwsgi-plugin-gevent-python3")]
    [InlineData("UWSGI_ASYNCIO", "greenlet_python3", "uwsgi-plugin-greenlet-python3")]
    public void A_missing_plugin_of_uWSGI_is_refused_by_its_package(string setting, string plugin, string package)
    {
        var app = PaperApp.Of(("Procfile", "wsgi: app:application")).Asking((setting, "100"));
        Assert.Equal($"'wsgi' needs uWSGI's plugin {plugin}, which is not installed; apt-get install {package}", app.Recipe.Refusal);
        Assert.Null((app with { Tools = PaperTools.Debian.WithPlugin("gevent_python3").WithPlugin("greenlet_python3").WithPlugin("asyncio_python3") }).Recipe.Refusal);
    }

    [Fact]
    public void An_app_of_a_server_of_its_own_needs_no_plugin() =>
        Assert.Null((PaperApp.Of(("requirements.txt", ""), ("Procfile", "web: gunicorn app")) with { Tools = PaperTools.Debian with { Plugins = Samples.Map<string>() } }).Recipe.Refusal);

    private static string Line(BuildCommand command) => $"{command.File} {string.Join(' ', command.Arguments)}";
}
