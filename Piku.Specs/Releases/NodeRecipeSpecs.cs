using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>How apps of Node's are built: the command lines, whole.</summary>
public sealed class NodeRecipeSpecs
{
    private const string Plain = """{"dependencies": {"ms": "2"}, "scripts": {"start": "node ."}}""";

    private const string Built = """{"dependencies": {"ms": "2"}, "devDependencies": {"vite": "7"}, "scripts": {"build": "vite build"}}""";

    private static readonly PaperTools Box = PaperTools.Debian.With("node", "v20.20.2").With("npm", "10.8.2");

    public static TheoryData<string, string[]> Apps => new()
    {
        { "npm", ["package.json", Plain, "package-lock.json", "{}"] },
        { "npm-without-a-lock", ["package.json", Plain] },
        { "npm-with-a-build", ["package.json", Built, "npm-shrinkwrap.json", "{}", ".npmrc", "fund=false\n"] },
        { "npm-with-a-build-alone", ["package.json", """{"scripts": {"build": "node make.js"}}"""] },
        { "npm-with-packages-for-the-build-alone", ["package.json", """{"devDependencies": {"vite": "7"}, "scripts": {"build": "vite build"}}""", "package-lock.json", "{}"] },
        { "npm-with-workspaces", ["package.json", """{"workspaces": ["packages/*"], "dependencies": {"ms": "2"}, "devDependencies": {"vite": "7"}, "scripts": {"build": "vite build"}}""", "package-lock.json", "{}"] },
        { "npm-with-packages-in-the-commit", ["package.json", Built, "node_modules", ""] },
        { "yarn", ["package.json", Built, "yarn.lock", "# yarn lockfile v1\n"] },
        { "yarn-of-today", ["package.json", Built, "yarn.lock", "__metadata:\n  version: 8\n", ".yarnrc.yml", "nodeLinker: pnp\n"] },
        { "yarn-of-today-without-a-lock", ["package.json", """{"packageManager": "yarn@4.1.0", "dependencies": {"ms": "2"}, "devDependencies": {"vite": "7"}}"""] },
        { "yarn-among-the-files", ["package.json", Built, "yarn.lock", "# yarn lockfile v1\n", ".yarn", ""] },
        { "pnpm", ["package.json", Built, "pnpm-lock.yaml", "lockfileVersion: '9.0'\n"] },
        { "pnpm-with-workspaces", ["package.json", Built, "pnpm-lock.yaml", "lockfileVersion: '9.0'\n", "pnpm-workspace.yaml", "packages:\n  - lib\n"] },
        { "pnpm-of-a-version", ["package.json", """{"packageManager": "pnpm@9.1.0+sha224.953c8233", "dependencies": {"ms": "2"}}"""] },
        { "pnpm-of-former-days", ["package.json", Plain, "pnpm-lock.yaml", "lockfileVersion: '6.0'\n"] },
        { "another-node", ["package.json", Plain, "package-lock.json", "{}", ".nvmrc", "v22\n"] },
        { "another-node-and-nothing-to-install", ["package.json", """{"engines": {"node": "18 || >=22"}}""", "Procfile", "web: node server.js"] },
        { "nothing-to-install", ["package.json", """{"name": "blog"}""", "Procfile", "web: node server.js"] },
        { "nothing-to-run", ["package.json", """{"name": "blog"}""", "Procfile", "web: ./server"] },
    };

    [Theory]
    [MemberData(nameof(Apps))]
    public void The_recipe_is_the_one_that_was_approved(string name, string[] files) => Approved.Matches(Of(files).Told(), $"{name}.txt");

    [Theory]
    [InlineData("20", "v20.20.2", true)]
    [InlineData("v20.20", "v20.20.2", true)]
    [InlineData("20.20.1", "v20.20.2", false)]
    [InlineData("20.20.2", "v20.20.2", true)]
    [InlineData("<=20.20.2", "v20.20.2", true)]
    [InlineData("<=20.20.1", "v20.20.2", false)]
    [InlineData(">20.20.2", "v20.20.2", false)]
    [InlineData(">20.20.2", "v20.20.3", true)]
    [InlineData("22", "v20.20.2", false)]
    [InlineData("20.x", "v20.20.2", true)]
    [InlineData("*", "v20.20.2", true)]
    [InlineData("^20.19.0", "v20.20.2", true)]
    [InlineData("^20.21.0", "v20.20.2", false)]
    [InlineData("^0.10.3", "v0.10.4", true)]
    [InlineData("^0.10.3", "v0.11.0", false)]
    [InlineData("^0.0.3", "v0.0.4", false)]
    [InlineData("~20.20.0", "v20.20.2", true)]
    [InlineData("~20.19", "v20.20.2", false)]
    [InlineData("~20", "v20.20.2", true)]
    [InlineData(">=18", "v20.20.2", true)]
    [InlineData(">= 18 < 20", "v20.20.2", false)]
    [InlineData(">=18 <=20", "v20.20.2", true)]
    [InlineData(">20", "v20.20.2", false)]
    [InlineData(">20", "v21.0.0", true)]
    [InlineData("<20.20.2", "v20.20.2", false)]
    [InlineData("16 || 18 || 20", "v20.20.2", true)]
    [InlineData("^18.18.0 || ^19.8.0 || >= 20.0.0", "v20.20.2", true)]
    [InlineData("18 - 20", "v20.20.2", true)]
    [InlineData("18 - 20.19", "v20.20.2", false)]
    public void A_range_has_the_versions_that_npm_says_it_has(string range, string version, bool has)
    {
        var app = Of("package.json", Plain, ".nvmrc", range) with { Tools = Box.With("node", version) };
        Assert.Equal(has ? [] : [$"node@{range}"], app.Recipe.Dependencies.Where(one => one.StartsWith("node@", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("lts/*")]
    [InlineData("node")]
    [InlineData("20 ||")]
    [InlineData("20 lts")]
    [InlineData("18\u001b[31m", "18?[31m")]
    [InlineData("$(reboot)")]
    public void What_is_no_range_asks_for_nothing_and_is_told(string text, string? shown = null)
    {
        var recipe = Of("package.json", Plain, ".nvmrc", text).Recipe;
        Assert.Equal([$"'{shown ?? text}' in .nvmrc is no version of Node; the box's is taken"], recipe.Notes);
        Assert.DoesNotContain(recipe.Dependencies, one => one.StartsWith("node@", StringComparison.Ordinal));
    }

    [Fact]
    public void A_range_has_a_hundred_characters_and_no_more()
    {
        var longest = string.Join(" || ", Enumerable.Repeat("18", 16)) + " || 20.x";
        Assert.Equal(100, longest.Length);
        Assert.Empty(Of("package.json", Plain, ".nvmrc", longest).Recipe.Notes);
        Assert.Contains("is no version of Node", Of("package.json", Plain, ".nvmrc", "18 || " + longest).Recipe.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_asks_for_no_version_and_leaves_the_word_to_the_next() =>
        Assert.Equal(["The box has Node 20.20.2, and .nvmrc asks for 22: npm brings it"], Of("package.json", Plain, ".node-version", "\n", ".nvmrc", "22\n").Recipe.Notes);

    [Theory]
    [InlineData("20.1", ".node-version", "NODE_VERSION")]
    [InlineData("", ".node-version", ".node-version")]
    [InlineData("", "", "package.json")]
    public void NODE_VERSION_goes_before_the_files_and_those_before_engines(string set, string file, string by)
    {
        var app = Of("package.json", """{"engines": {"node": "16"}, "dependencies": {"ms": "2"}}""", file == "" ? "server.js" : file, "18");
        Assert.Contains(by, (set == "" ? app : app.Asking(("NODE_VERSION", set))).Recipe.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void NODE_PACKAGE_MANAGER_goes_before_package_json_and_the_lock_file()
    {
        var app = Of("package.json", """{"packageManager": "yarn@1.22.0", "dependencies": {"ms": "2"}}""", "package-lock.json", "{}").Asking(("NODE_PACKAGE_MANAGER", "pnpm@9"));
        Assert.Contains("pnpm@9", app.Recipe.Dependencies);
        Assert.Equal("pnpm", app.Recipe.Install(PaperApp.Folders).Last().File);
    }

    [Theory]
    [InlineData("yarn", "1.22.19")]
    [InlineData("pnpm@9", "9.15.0")]
    [InlineData("npm@10", "10.8.2")]
    public void A_package_manager_that_the_box_has_is_not_brought(string asked, string there)
    {
        var app = Of("package.json", Plain).Asking(("NODE_PACKAGE_MANAGER", asked)) with { Tools = Box.With(asked.Split('@')[0], there) };
        Assert.DoesNotContain(app.Recipe.Dependencies, one => one.StartsWith(asked.Split('@')[0] + "@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bun@1.2.0")]
    [InlineData("pnpm@$(reboot)")]
    [InlineData("--global")]
    public void A_package_manager_that_piku_does_not_know_is_refused(string asked) =>
        Assert.StartsWith($"package.json asks for the package manager '{asked}', and piku knows npm, yarn and pnpm", Of("package.json", "{\"packageManager\": \"" + asked + "\", \"dependencies\": {\"ms\": \"2\"}}").Recipe.Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    [InlineData("", null)]
    public void A_package_json_that_cannot_be_read_is_refused(string text, string? procfile) =>
        Assert.Equal("package.json is not an object of JSON; mend it", Of("package.json", text, "Procfile", procfile ?? "web: node x").Recipe.Refusal);

    [Fact]
    public void What_is_not_about_packages_makes_no_other_environment() =>
        Assert.Equal(
            Of("package.json", """{"version": "1", "dependencies": {"ms": "2"}, "scripts": {"start": "node ."}}""", "package-lock.json", "{}").Recipe.Dependencies,
            Of("package.json", """{"version": "2", "dependencies": {"ms": "2"}, "scripts": {"start": "node server.js"}}""", "package-lock.json", "{}").Recipe.Dependencies);

    [Theory]
    [InlineData("package.json", """{"dependencies": {"ms": "3"}}""")]
    [InlineData("package-lock.json", "{ }")]
    [InlineData(".npmrc", "registry=https://example.org\n")]
    public void What_decides_about_packages_makes_another_environment(string file, string text)
    {
        var app = Of("package.json", """{"dependencies": {"ms": "2"}}""", "package-lock.json", "{}");
        Assert.NotEqual(app.Recipe.Dependencies, (app with { Files = app.Files.SetItem(file, text) }).Recipe.Dependencies);
    }

    [Theory]
    [InlineData("""{"dependencies": {"lib": "file:./lib"}}""")]
    [InlineData("""{"dependencies": {"lib": "../lib", "ms": "2"}}""")]
    [InlineData("""{"dependencies": {"lib": "workspace:*"}}""")]
    [InlineData("""{"dependencies": {"lib": "1"}, "overrides": {"ms": {"x": "link:x"}}}""")]
    [InlineData("""{"dependencies": {"lib": "1"}, "pnpm": {"patchedDependencies": {"lib": "patches/lib.patch"}}}""")]
    [InlineData("""{"dependencies": {"lib": "1"}, "scripts": {"postinstall": "prisma generate"}}""")]
    [InlineData("""{"dependencies": {"lib": "1"}, "workspaces": ["x"]}""")]
    public void Packages_that_need_the_files_of_the_app_are_installed_among_them(string package)
    {
        var recipe = Of("package.json", package).Recipe;
        Assert.False(recipe.HasEnvironment);
        Assert.Equal("npm", recipe.Compile!(PaperApp.Folders).First().File);
        Assert.StartsWith("Packages are installed anew with each push, because ", recipe.Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_wants_packages_among_the_files_gets_them_there() =>
        Assert.False(Of("package.json", Plain).Asking(("NODE_MODULES_APART", "false")).Recipe.HasEnvironment);

    [Theory]
    [InlineData("""{"scripts": {"start": "node ."}}""", "web: npm start")]
    [InlineData("""{"scripts": {"test": "node ."}}""", null)]
    [InlineData("{", null)]
    public void An_app_without_a_Procfile_is_started_by_its_start_script(string package, string? procfile) =>
        Assert.Equal(procfile, new Node().UsualProcfile(Of("package.json", package).Sources));

    private static PaperApp Of(params string[] files) => PaperApp.Of([.. files.Chunk(2).Select(file => (file[0], file[1]))]) with { Tools = Box };
}
