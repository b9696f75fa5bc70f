using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>Which package manager installs an app's packages, how often, and what of the app decides so.</summary>
public sealed class NodeManagerSpecs
{
    private const string Dependencies = "\"dependencies\": {\"ms\": \"2\"}";

    private const string ForTheBuild = "\"devDependencies\": {\"vite\": \"7\"}";

    private const string Script = "\"scripts\": {\"build\": \"vite build\"}";

    private static readonly PaperTools Box = PaperTools.Debian.With("node", "v20.20.2").With("npm", "10.8.2");

    [Theory]
    [InlineData("npm", "--no-package-lock")]
    [InlineData("yarn@1", "--no-lockfile")]
    [InlineData("pnpm@9", "--no-lockfile")]
    public void Without_a_lock_file_none_is_written_by_an_installation_or_by_the_pruning_after_it(string manager, string flag)
    {
        var app = Package(Dependencies, ForTheBuild, Script, "\"workspaces\": [\"lib\"]").Asking(("NODE_PACKAGE_MANAGER", manager));
        var commands = app.Recipe.Compile!(PaperApp.Folders).ToList();
        Assert.Equal([$"Running {manager.Split('@')[0]}", "Running the build script", "Pruning"], commands.Select(command => command.Title));
        Assert.All([commands[0], commands[2]], command => Assert.Contains(flag, command.Arguments));
    }

    [Theory]
    [InlineData("yarn@1", "yarn@1")]
    [InlineData("yarn@1.22.22", "yarn@1.22.22")]
    [InlineData("yarn@4.1.0", "@yarnpkg/cli-dist@4.1.0")]
    [InlineData("yarn@10.0.0", "@yarnpkg/cli-dist@10.0.0")]
    [InlineData("pnpm@9", "pnpm@9")]
    [InlineData("npm@9", "npm@9")]
    public void A_version_of_a_package_manager_that_the_box_does_not_have_is_brought_by_npms_name_for_it(string asked, string brought)
    {
        var commands = Package(Dependencies).Asking(("NODE_PACKAGE_MANAGER", asked)).Recipe.Install(PaperApp.Folders);
        Assert.Equal(brought, commands.Single(command => command.Title.StartsWith("Bringing ", StringComparison.Ordinal)).Arguments[^1]);
    }

    [Fact]
    public void A_box_without_npm_is_told_to_install_it_and_not_to_bring_npm_by_npm()
    {
        var recipe = (Package(Dependencies) with { Tools = PaperTools.Debian }).Recipe;
        Assert.Equal(["apt-get install nodejs", "apt-get install npm"], recipe.Tools.Select(tool => tool.Remedy));
        Assert.DoesNotContain(recipe.Install(PaperApp.Folders), command => command.Title.StartsWith("Bringing ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Dependencies, Script, 1)]
    [InlineData(Dependencies, ForTheBuild, 1)]
    [InlineData(ForTheBuild, Script, 2)]
    public void Packages_are_installed_twice_where_there_is_a_build_that_needs_more_of_them(string one, string other, int times) =>
        Assert.Equal(times, Package(one, other).Recipe.Install(PaperApp.Folders).Count(command => command.File == "npm"));

    [Theory]
    [InlineData(ForTheBuild, true)]
    [InlineData("\"name\": \"blog\"", false)]
    public void A_build_script_makes_another_environment_where_it_needs_more_packages(string other, bool isAnother) =>
        Assert.Equal(isAnother, !Package(Dependencies, other).Recipe.Dependencies.SequenceEqual(Package(Dependencies, other, Script).Recipe.Dependencies));

    [Theory]
    [InlineData("web: node server.js", "node")]
    [InlineData("web: npm start", "node npm")]
    [InlineData("web: npx serve", "node npm")]
    [InlineData("web: ./server", "")]
    public void An_app_with_nothing_to_build_needs_the_tools_that_its_processes_start(string procfile, string tools)
    {
        var recipe = Started("\"name\": \"blog\"", procfile).Recipe;
        Assert.Equal(tools, string.Join(' ', recipe.Tools.Select(tool => tool.Name)));
        Assert.True(recipe.IsEmpty);
    }

    [Fact]
    public void An_app_with_nothing_to_build_runs_where_it_was_pushed_also_with_a_Node_of_its_own()
    {
        var recipe = Package("\"engines\": {\"node\": \"22\"}").Recipe;
        Assert.True(recipe.HasEnvironment);
        Assert.Null(recipe.Compile);
    }

    [Fact]
    public void Packages_that_are_part_of_the_commit_are_not_told_to_be_installed()
    {
        var app = Package(Dependencies, Script, "\"workspaces\": [\"lib\"]");
        Assert.Empty((app with { Files = app.Files.SetItem("node_modules", "") }).Recipe.Notes);
        Assert.NotEmpty(app.Recipe.Notes);
    }

    [Theory]
    [InlineData("\"dependenciesMeta\": {\"ms\": {\"built\": true}}")]
    [InlineData("\"bundleDependencies\": [\"ms\"]")]
    [InlineData("\"overrides\": {}")]
    public void What_names_no_files_leaves_packages_apart_from_them(string member)
    {
        var recipe = Package(Dependencies, member).Recipe;
        Assert.Contains(recipe.Install(PaperApp.Folders), command => command.Title == "Running npm");
        Assert.Empty(recipe.Notes);
    }

    [Theory]
    [InlineData("\"dependencies\": []")]
    [InlineData("\"dependencies\": null")]
    [InlineData("\"devDependencies\": \"vite\", " + Script + ", \"dependencies\": {}")]
    [InlineData("\"scripts\": {\"build\": 1}")]
    [InlineData("\"scripts\": [\"build\"]")]
    [InlineData("\"engines\": {\"node\": 18}")]
    [InlineData("\"packageManager\": {\"name\": \"pnpm\"}")]
    public void What_does_not_have_the_form_that_npm_demands_installs_nothing(string member)
    {
        var recipe = Package(member).Recipe;
        Assert.Null(recipe.Refusal);
        Assert.False(recipe.HasEnvironment);
    }

    private static PaperApp Package(params string[] members) => Started(string.Join(", ", members), "web: node server.js");

    private static PaperApp Started(string members, string procfile) => PaperApp.Of(("package.json", $"{{{members}}}"), ("Procfile", procfile)) with { Tools = Box };
}
