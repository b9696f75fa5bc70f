using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Apps that Maven and Leiningen build, with what Debian has of their repositories in the place of what they would download.</summary>
[Collection(nameof(Shared))]
public sealed class RuntimesJava(PrivateBox box)
{
    [Fact]
    public void Maven_packages_each_commit_once()
    {
        using var app = Checkout.Of(box, "j-maven", "maven");
        Downloaded("j-maven", "m2/repository");
        app.Write(".mvn/maven.config", "--offline\n").Commit("First");
        Assert.Contains("Running mvn package for", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("Hello from j-maven\n");
        app.Replace("src/main/java/Hello.java", "Hello from", "Again from").Commit("Second").Pushed();
        app.Serves("Again from j-maven\n");
        BuildsNothing("j-maven", "Running mvn");

        var broken = app.Replace("src/main/java/Hello.java", "class Hello", "clas Hello").Commit("Broken").Refused("Running mvn package failed with exit code 1");
        Assert.Contains("COMPILATION ERROR", broken.Errors, StringComparison.Ordinal);
        app.Serves("Again from j-maven\n");
    }

    [Fact]
    public void A_wrapper_of_the_repository_goes_before_the_boxs_own_program_whatever_its_rights()
    {
        using var app = Checkout.Of(box, "j-mvnw", "maven");
        app.Write("mvnw", "mkdir -p target classes && javac -d classes src/main/java/Hello.java && jar --create --file target/app.jar --main-class Hello -C classes . && echo \"by a wrapper: $*\"\n").Commit("First");
        Assert.Contains($"by a wrapper: -B -q -Dmaven.repo.local={box.Root}/cache/j-mvnw/m2/repository -DskipTests package", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("Hello from j-mvnw\n");
    }

    [Fact]
    public void A_class_answers_under_uWSGI_and_one_that_is_not_there_is_refused()
    {
        using var app = Checkout.Of(box, "j-wsgi", "maven");
        app.Write("Procfile", "jwsgi: org.example.Hello\n")
            .Write("mvnw", "mkdir -p target/classes && javac -nowarn -d target/classes Hello.java\n")
            .Write("Hello.java", """
                package org.example;
                import java.util.HashMap;
                public class Hello {
                    public static Object[] application(HashMap<String, Object> env) {
                        HashMap<String, Object> headers = new HashMap<>();
                        headers.put("Content-Type", "text/plain");
                        return new Object[] { 200, headers, "Hello from " + System.getenv("APP") + env.get("PATH_INFO") };
                    }
                }

                """)
            .Commit("First").Pushed();
        app.Serves("Hello from j-wsgi/");
        app.Write("Procfile", "jwsgi: org.example.Missing\n").Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nPIKU_HEALTH_TIMEOUT=10\n").Commit("Missing").Refused("jwsgi.1");
        app.Serves("Hello from j-wsgi/");
    }

    [Fact]
    public void Leiningen_makes_one_jar_of_each_commit()
    {
        using var app = Checkout.Of(box, "j-lein", "leiningen");
        Downloaded("j-lein", ".m2/repository");
        app.Write("ENV", $"NGINX_SERVER_NAME={app.Host}\nLEIN_OFFLINE=true\n").Commit("First").Pushed();
        app.Serves("Hello from j-lein\n");
        BuildsNothing("j-lein", "Running lein");

        app.Replace("src/app/main.clj", "(defn -main", "(defn -main (").Commit("Broken").Refused("Running lein uberjar failed with exit code 1");
        app.Serves("Hello from j-lein\n");
    }

    private void BuildsNothing(string app, string title)
    {
        var said = box.Verb($"config:set {app} COLOUR=blue").Output;
        Assert.Contains($"'{app}' is built already", said, StringComparison.Ordinal);
        Assert.DoesNotContain(title, said, StringComparison.Ordinal);
    }

    private void Downloaded(string app, string folder)
    {
        var repository = $"{box.Root}/cache/{app}/{folder}";
        Shell.Run(PrivateBox.AsUser(["mkdir", "-p", Path.GetDirectoryName(repository)!]));
        Assert.True(Shell.Run(PrivateBox.AsUser(["cp", "-rL", "/usr/share/maven-repo", repository])).Well);
    }
}
