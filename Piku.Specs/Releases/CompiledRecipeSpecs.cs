using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>How apps of Go, Rust and .NET are built: the command lines, whole.</summary>
public sealed class CompiledRecipeSpecs
{
    private const string Web = """<Project Sdk="Microsoft.NET.Sdk.Web" />""";

    private const string Library = """<Project Sdk="Microsoft.NET.Sdk" />""";

    private const string Console = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>""";

    private const string Tests = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup><PackageReference Include="xunit.v3" /></Project>""";

    private static readonly PaperTools All = PaperTools.Debian.With("go", "").With("cargo", "cargo 1.65.0").With("dotnet", "10.0.100");

    public static TheoryData<string, string[]> Apps => new()
    {
        { "go", ["go.mod", "module example.org/blog\n"] },
        { "go-without-a-module", ["main.go", "package main\n"] },
        { "go-of-Godeps", ["Godeps", "", "main.go", "", "Godeps/Godeps.json", """{ "ImportPath": "github.com/me/blog", "Deps": [{ "ImportPath": "github.com/you/dep" }] }"""] },
        { "rust", ["Cargo.toml", "", "Cargo.lock", ""] },
        { "rust-without-a-lock", ["Cargo.toml", "", "rust-toolchain.toml", ""] },
        { "dotnet", ["Blog.csproj", Web] },
        { "dotnet-of-a-solution-with-locked-packages", ["Blog.sln", Solution(@"src\Blog\Blog.csproj", @"src\Core\Core.csproj"), "src/Blog/Blog.csproj", Web, "src/Core/Core.csproj", Library, "src/Blog/packages.lock.json", "{}"] },
    };

    [Theory]
    [MemberData(nameof(Apps))]
    public void The_recipe_is_the_one_that_was_approved(string name, string[] files) =>
        Approved.Matches((PaperApp.Of([.. files.Chunk(2).Select(file => (file[0], file[1]))]) with { Tools = All }).Told(), $"{name}.txt");

    [Theory]
    [InlineData("go.mod", "go", "apt-get install golang-go")]
    [InlineData("Cargo.toml", "cargo", "apt-get install cargo")]
    [InlineData("Blog.csproj", "dotnet", "Debian does not have it; install the SDK as https://learn.microsoft.com/dotnet/core/install/linux-debian says")]
    public void A_missing_compiler_is_named_with_where_to_get_it(string file, string tool, string remedy) =>
        Assert.Equal((tool, remedy), (PaperApp.Of((file, "")).Recipe.Tools[0].Name, PaperApp.Of((file, "")).Recipe.Tools[0].Remedy));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "ImportPath": "../../etc" }""")]
    [InlineData("""{ "ImportPath": "/etc" }""")]
    public void A_program_of_Godeps_that_does_not_say_its_name_is_refused_with_the_way_out(string list) =>
        Assert.Equal(
            "Godeps/Godeps.json does not say by which ImportPath this program is imported; make a module of it instead: go mod init, go mod tidy, and push go.mod",
            PaperApp.Of(("Godeps", ""), ("Godeps/Godeps.json", list)).Recipe.Refusal);

    [Fact]
    public void A_toolchain_that_rustup_can_bring_is_not_told_to_be_missing() =>
        Assert.Empty((PaperApp.Of(("Cargo.toml", ""), ("rust-toolchain.toml", "")) with { Tools = All.With("rustup", "rustup 1.28") }).Recipe.Notes);

    [Theory]
    [InlineData("web beside a library, a tool and tests", "a.csproj")]
    [InlineData("tool beside a library and tests", "b.csproj")]
    [InlineData("library only", "c.csproj")]
    [InlineData("two webs", "this app has several web projects, a.csproj and a2.csproj; name the one that runs: PIKU_DOTNET_PROJECT=a.csproj")]
    [InlineData("two tools", "this app has several programs, b.csproj and b2.csproj; name the one that runs: PIKU_DOTNET_PROJECT=b.csproj")]
    [InlineData("library and tests", "none of this app's projects says that it makes a program; name the one that runs: PIKU_DOTNET_PROJECT=c.csproj")]
    [InlineData("nothing", "there is no project in the top folder, and no solution there that names any; name the one that runs: PIKU_DOTNET_PROJECT")]
    public void The_project_that_runs_is_published_or_asked_for(string projects, string published)
    {
        var (web, web2, tool, tool2, library, tests) = (("a.csproj", Web), ("a2.csproj", Web), ("b.csproj", Console), ("b2.csproj", Console), ("c.csproj", Library), ("d.csproj", Tests));
        Assert.Equal(published, Published(PaperApp.Of([("global.json", "{}"), .. projects switch
        {
            "web beside a library, a tool and tests" => [web, tool, library, tests],
            "tool beside a library and tests" => [tool, library, tests],
            "library only" => [library],
            "two webs" => [web, web2, tool],
            "two tools" => [tool, tool2],
            "library and tests" => [library, tests],
            _ => Array.Empty<(string, string)>(),
        }])));
    }

    [Fact]
    public void PIKU_DOTNET_PROJECT_says_which_one() =>
        Assert.Equal("src/B/B.csproj", Published(PaperApp.Of(("a.csproj", Web), ("b.csproj", Web)).Asking(("PIKU_DOTNET_PROJECT", "src/B/B.csproj"))));

    [Fact]
    public void A_solution_of_the_new_form_is_read_as_well() =>
        Assert.Equal("src/My Blog/Blog.fsproj", Published(PaperApp.Of(("Blog.slnx", """<Solution><Project Path="src/My Blog/Blog.fsproj" /></Solution>"""))));

    [Fact]
    public void A_project_outside_of_the_app_is_none_of_it() =>
        Assert.Equal("a/a.csproj", Published(PaperApp.Of(("Blog.sln", Solution(@"..\other\b.csproj", "/etc/c.csproj", @"a\a.csproj")))));

    [Fact]
    public void What_decides_how_a_solution_is_built_is_told_by_the_solution() =>
        Assert.Equal(
            ["Blog.sln", "src/Blog/Blog.csproj", "src/Blog/packages.lock.json"],
            new DotNet().ReadsBesides(PaperApp.Of(("Blog.sln", Solution(@"src\Blog\Blog.csproj"))).Sources));

    private static string Solution(params string[] projects) =>
        string.Concat(projects.Select(project => $"Project(\"{{9A19103F}}\") = \"Any\", \"{project}\", \"{{1B2C}}\"\r\nEndProject\r\n"));

    private static string Published(PaperApp app) => app.Recipe.Refusal ?? app.Recipe.Compile!(PaperApp.Folders).Single().Arguments[1];
}
