using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>Which runtime builds an app, and what decides so.</summary>
public sealed class RuntimeChoiceSpecs
{
    /// <summary>What is in the top folder, the runtime, and what decided; the rows of a family stand in the order of <see cref="Runtime.All"/>.</summary>
    public static TheoryData<string, string, string, string> Rows => new()
    {
        { "requirements.txt pyproject.toml", "web: x", "python", "requirements.txt" },
        { "poetry.lock pyproject.toml", "web: x", "python-poetry", "poetry.lock" },
        { "uv.lock pyproject.toml", "web: x", "python-uv", "uv.lock" },
        { "Pipfile", "web: x", "python-pipenv", "Pipfile" },
        { "Gemfile Gemfile.lock", "web: x", "ruby", "Gemfile.lock" },
        { "Gemfile", "web: x", "ruby-unlocked", "Gemfile" },
        { "package.json index.html", "web: node server.js", "node", "package.json" },
        { "pom.xml build.gradle", "web: x", "maven", "pom.xml" },
        { "build.gradle.kts", "web: x", "gradle", "build.gradle.kts" },
        { "Godeps main.go", "web: x", "go-godeps", "Godeps" },
        { "go.mod Godeps main.go", "web: x", "go", "go.mod" },
        { "deps.edn project.clj", "web: x", "clojure", "deps.edn" },
        { "project.clj", "web: x", "leiningen", "project.clj" },
        { "composer.json", "php: public", "php", "php in the Procfile" },
        { "Cargo.toml", "web: x", "rust", "Cargo.toml" },
        { "Blog.csproj Blog.sln global.json", "web: x", "dotnet", "Blog.sln" },
        { "app.py", "wsgi: app:application", "python-bare", "wsgi in the Procfile" },
        { "index.html", "static: .", "static", "static in the Procfile" },
        { "server", "web: ./server", "generic", "Procfile" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_first_that_fits_builds_the_app(string files, string procfile, string runtime, string because)
    {
        var choice = PaperApp.Of([.. files.Split(' ').Select(name => (name, "")), ("Procfile", procfile)]).Choice;
        Assert.Equal((runtime, because), (choice.Name, choice.Because));
    }

    [Theory]
    [InlineData("web: node server.js", "node,python")]
    [InlineData("web: PORT=1 exec node server.js", "node,python")]
    [InlineData("worker: npx queue", "node,python")]
    [InlineData("web: gunicorn app\nworker: node queue.js", "node,python")]
    [InlineData("web: gunicorn node", "python")]
    [InlineData("web: PORT=1", "python")]
    [InlineData("php: public", "php,python")]
    public void A_runtime_that_the_Procfile_cannot_do_without_joins_the_first(string procfile, string runtimes) =>
        Assert.Equal(runtimes, PaperApp.Of(("requirements.txt", ""), ("package.json", "{}"), ("Procfile", procfile)).Choice.Name);

    [Theory]
    [InlineData("Gemfile", "rwsgi: config.ru", "Gemfile")]
    [InlineData("config.ru", "rwsgi: config.ru", "rwsgi in the Procfile")]
    [InlineData("d.go b.go a.go c.go e.go", "web: x", "a.go")]
    public void What_decided_is_a_file_where_there_is_one_and_the_first_of_several(string files, string procfile, string because) =>
        Assert.Equal(because, PaperApp.Of([.. files.Split(' ').Select(name => (name, "")), ("Procfile", procfile)]).Choice.Because);

    [Fact]
    public void PIKU_RUNTIMES_names_what_builds_and_in_which_order()
    {
        var choice = PaperApp.Of(("requirements.txt", ""), ("Procfile", "static: public")).Asking(("PIKU_RUNTIMES", "static, python")).Choice;
        Assert.Equal(("static,python", "PIKU_RUNTIMES"), (choice.Name, choice.Because));
        Assert.Equal(choice.Runtimes, RuntimeChoice.Named(choice.Name));
    }

    [Theory]
    [InlineData("cobol", "PIKU_RUNTIMES asks for 'cobol', which is none of: ")]
    [InlineData("python", "PIKU_RUNTIMES asks for 'python', and nothing in the top folder of this app is of that kind.")]
    public void A_runtime_that_cannot_build_the_app_is_refused(string asked, string why)
    {
        var app = PaperApp.Of(("Procfile", "web: ./server"));
        Assert.Null(RuntimeChoice.Of(app.Sources, app.Procfile, [asked], out var refusal));
        Assert.StartsWith(why, refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_runtime_has_a_row_here_in_the_order_of_the_table() => Assert.Equal(Runtime.All.Select(runtime => runtime.Name), Rows.Select(row => row.Data.Item3));

    [Fact]
    public void Each_family_is_in_the_docs() =>
        Assert.All(Runtime.Families, family => Assert.Contains($"| `{family}` |", File.ReadAllText($"{Source.Root}/docs/runtimes.md"), StringComparison.Ordinal));

    [Fact]
    public void No_two_runtimes_are_stored_under_one_name() => Assert.Equal(Runtime.All.Length, Runtime.All.DistinctBy(runtime => runtime.Name).Count());
}
