using System.Collections.Immutable;
using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>What recipes are, whatever they build.</summary>
public sealed class RecipeSpecs
{
    private static readonly Recipe Packages = new()
    {
        Notes = ["Packages are old"],
        Tools = [new Tool("python3", "python3"), new Tool("make", "make")],
        Dependencies = ["flask"],
        Install = folders => [new BuildCommand("", "pip", [folders.Environment])],
        Variables = folders => Variables(("CACHE", $"{folders.Cache}/pip"), ("PIP", "1")),
    };

    private static readonly Recipe Program = new()
    {
        Notes = ["The program is large"],
        Tools = [new Tool("go", "golang-go"), new Tool("make", "make")],
        Compile = folders => [new BuildCommand("", "go", [folders.Tree])],
        Variables = folders => Variables(("CACHE", $"{folders.Cache}/go")),
    };

    private static readonly Recipe Page = new() { Dependencies = ["vite"], Install = _ => [new BuildCommand("", "npm", ["ci"])], Compile = _ => [new BuildCommand("", "npm", ["run", "build"])] };

    [Fact]
    public void Joined_recipes_build_one_after_the_other()
    {
        var joined = Recipe.Joined([Page, Packages, Program]);
        Assert.Equal(["Packages are old", "The program is large"], joined.Notes);
        Assert.Equal(["python3", "make", "go"], joined.Tools.Select(tool => tool.Name));
        Assert.Equal(["vite", "flask"], joined.Dependencies);
        Assert.Equal(["npm ci", "pip /r/envs/blog/e"], joined.Install(PaperApp.Folders).Select(Line));
        Assert.Equal(["npm run build", "go /r/envs/blog/t/app"], joined.Compile!(PaperApp.Folders).Select(Line));
        Assert.Equal([("CACHE", "/r/cache/blog/go"), ("PIP", "1")], joined.Variables(PaperApp.Folders).Select(one => (one.Key, one.Value)).Order());
    }

    [Fact]
    public void Joined_recipes_none_of_which_makes_something_of_the_files_need_no_copy_of_them() => Assert.Null(Recipe.Joined([Packages, Packages]).Compile);

    [Fact]
    public void Joined_recipes_are_refused_for_the_first_reason_that_one_of_them_has()
    {
        var (early, late) = (Program with { Refusal = "there is no go" }, Page with { Refusal = "there is no npm" });
        Assert.Equal("there is no go", Recipe.Joined([Packages, early, late]).Refusal);
        Assert.Null(Recipe.Joined([Packages, Program]).Refusal);
    }

    [Fact]
    public void There_is_something_to_build_where_there_are_dependencies_or_something_is_made_of_the_files()
    {
        Assert.True(Recipe.Nothing.IsEmpty);
        Assert.All([Packages, Program, Page], recipe => Assert.False(recipe.IsEmpty));
    }

    private static ImmutableDictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        ImmutableDictionary.CreateRange(variables.Select(one => KeyValuePair.Create(one.Name, one.Value)));

    private static string Line(BuildCommand command) => $"{command.File} {string.Join(' ', command.Arguments)}";
}
