using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>A box with programs that stand in for tools which cannot be had where the specs run; they write down how they were called.</summary>
public sealed class StandInBox : PrivateBox
{
    public StandInBox()
    {
        File.AppendAllText($"{Root}/piku.conf", $"PIKU_PATH={Made()}:/usr/local/bin:/usr/bin:/bin\n");
        Kill("pikud", "TERM");
        Start();
    }

    /// <summary>How a tool was called so far, a line each.</summary>
    public static IReadOnlyList<string> Calls(string cache, string tool) => File.Exists($"{cache}/{tool}.calls") ? File.ReadAllLines($"{cache}/{tool}.calls") : [];

    private string Made()
    {
        var folder = Directory.CreateDirectory($"{Root}/tools").FullName;
        Write($"{folder}/uv", """
            #!/bin/sh
            set -e
            [ "$1" != --version ] || { echo "uv 0.9.5"; exit; }
            echo "$*" >>"$UV_CACHE_DIR.calls"
            case $1 in
                venv) shift; for last; do :; done; exec python3 -m venv --without-pip "$last" ;;
                sync) touch "$(echo "$UV_PROJECT_ENVIRONMENT"/lib/python3.*/site-packages)/installed-by-uv" ;;
            esac

            """);
        foreach (var (tool, records, jar) in Java) Write($"{folder}/{tool}", Compiling(records, jar));
        return folder;
    }

    /// <summary>What makes jars: the tool, what names the cache beside which it writes down its calls, and where it puts the jar.</summary>
    private static readonly (string Tool, string Records, string Jar)[] Java =
    [
        ("gradle", "$GRADLE_USER_HOME", "build/libs/app.jar"),
        ("clojure", "$CLJ_CONFIG", "target/app.jar"),
    ];

    private static string Compiling(string records, string jar) => $"""
        #!/bin/sh
        set -e
        echo "$*" >>"{records}.calls"
        mkdir -p {Path.GetDirectoryName(jar)} classes
        javac -d classes src/main/java/*.java
        jar --create --file {jar} --main-class Hello -C classes .

        """;

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        Shell.Run(["chmod", "755", path]);
    }
}

public sealed class RuntimesStandIn(StandInBox box) : IClassFixture<StandInBox>
{
    [Fact]
    public void Uv_fills_the_environment_from_its_lock_file_once()
    {
        using var app = Checkout.Of(box, "s-uv", "python-uv");
        app.Pushed();
        app.Serves("Hello from s-uv\n");
        app.Write("readme", "more").Commit("Again").Pushed();
        Assert.Equal(["sync --locked --no-dev --no-install-project --no-progress"], StandInBox.Calls($"{box.Root}/cache/s-uv", "uv"));
        var environment = Assert.Single(Directory.EnumerateDirectories($"{box.Root}/envs/s-uv"));
        Assert.Single(Directory.EnumerateFiles($"{environment}/lib", "installed-by-uv", SearchOption.AllDirectories));
        Assert.Equal($"{environment}/bin/python\n", box.Verb("run s-uv which python").Output);
    }

    [Theory]
    [InlineData("gradle", "--no-daemon --console=plain --build-cache assemble")]
    [InlineData("clojure", "-T:build uber")]
    public void A_jar_is_made_for_each_commit_and_runs_where_it_was_made(string tool, string called)
    {
        var name = $"s-{tool}";
        using var app = Checkout.Of(box, name, tool);
        app.Write("src/main/java/Hello.java", File.ReadAllText($"{Source.Root}/examples/maven/src/main/java/Hello.java")).Commit("What the stand-in can compile").Pushed();
        app.Serves($"Hello from {name}\n");
        app.Replace("src/main/java/Hello.java", "Hello from", "Again from").Commit("Second").Pushed();
        app.Serves($"Again from {name}\n");
        Assert.Contains($"'{name}' is built already", box.Verb($"config:set {name} COLOUR=blue").Output, StringComparison.Ordinal);

        app.Replace("src/main/java/Hello.java", "class Hello", "clas Hello").Commit("Broken").Refused("failed with exit code 1");
        app.Serves($"Again from {name}\n");
        Assert.Equal(Enumerable.Repeat(called, 3), StandInBox.Calls($"{box.Root}/cache/{name}", tool));
    }
}
