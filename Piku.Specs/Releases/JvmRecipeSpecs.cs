using Piku.Domain.Releases.Runtimes;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Releases;

/// <summary>How apps for the Java virtual machine are built.</summary>
public sealed class JvmRecipeSpecs
{
    private static readonly PaperTools All = PaperTools.Debian
        .With("java", "openjdk 17.0.15 2025-04-15").With("javac", "javac 17.0.15").With("mvn", "Apache Maven 3.8.7").With("gradle", "").With("clojure", "").With("lein", "Leiningen 2.10.0");

    public static TheoryData<string, string[]> Apps => new()
    {
        { "maven", ["pom.xml", "<project/>"] },
        { "maven-of-a-wrapper", ["pom.xml", "<project/>", "mvnw", "#!/bin/sh\n"] },
        { "gradle", ["build.gradle", "plugins { }\n"] },
        { "gradle-of-a-wrapper", ["build.gradle.kts", "plugins { }\n", "gradlew", "#!/bin/sh\n"] },
        { "clojure", ["deps.edn", "{}", "build.clj", "(ns build)\n(defn uber [_])\n"] },
        { "clojure-of-a-release", ["deps.edn", "{}", "build.clj", "(ns build)\n(defn release [_])\n"] },
        { "clojure-without-a-jar", ["deps.edn", "{}"] },
        { "leiningen", ["project.clj", "(defproject blog \"1\")\n"] },
    };

    [Theory]
    [MemberData(nameof(Apps))]
    public void The_recipe_is_the_one_that_was_approved(string name, string[] files) =>
        Approved.Matches((PaperApp.Of([.. files.Chunk(2).Select(file => (file[0], file[1]))]) with { Tools = All }).Told(), $"{name}.txt");

    [Fact]
    public void A_build_script_of_Clojures_that_makes_no_jar_is_refused_as_one_that_is_missing() =>
        Assert.Equal(PaperApp.Of(("deps.edn", "{}")).Recipe.Refusal!, PaperApp.Of(("deps.edn", "{}"), ("build.clj", "(ns build)\n(defn jar [_])\n")).Recipe.Refusal);

    [Fact]
    public void A_class_under_uWSGI_needs_its_plugins()
    {
        var app = PaperApp.Of(("pom.xml", ""), ("Procfile", "jwsgi: org.example.Hello")) with { Tools = All };
        Assert.Equal("'jwsgi' needs uWSGI's plugin jwsgi, which is not installed; apt-get install uwsgi-plugin-jwsgi-openjdk-17", app.Recipe.Refusal);
        Assert.Null((app with { Tools = All.WithPlugin("jvm").WithPlugin("jwsgi") }).Recipe.Refusal);
        Assert.All(["jvm", "jwsgi"], one => Assert.Equal(app.Recipe.Refusal, (app with { Tools = All.WithPlugin(one) }).Recipe.Refusal));
    }

    [Fact]
    public void A_class_is_looked_for_where_it_was_compiled() =>
        Assert.Equal(
            ["plugin = 0:jvm", "plugin = jwsgi", "jvm-classpath = /usr/share/java/uwsgi.jar", "jvm-classpath = /r/envs/blog/t/app/target/classes", "jwsgi = org/example/Hello"],
            new Maven().Start("jwsgi", "org.example.Hello", new ReleaseFolders("/r/envs/blog/t/app", null), PaperApp.Of(("pom.xml", "")).Settings)!.Value.Select(option => $"{option.Name} = {option.Value}"));

    [Theory]
    [InlineData("pom.xml", "javac: apt-get install default-jdk-headless, mvn: apt-get install maven")]
    [InlineData("build.gradle", "javac: apt-get install default-jdk-headless, gradle: apt-get install gradle")]
    [InlineData("project.clj", "lein: apt-get install leiningen")]
    public void A_missing_tool_is_named_with_where_to_get_it(string file, string tools) =>
        Assert.Equal(tools, string.Join(", ", PaperApp.Of((file, "")).Recipe.Tools.Select(tool => $"{tool.Name}: {tool.Remedy}")));
}
