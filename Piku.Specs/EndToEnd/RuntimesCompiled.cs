using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Programs that are compiled on the box: Go, Rust, .NET; and one that was compiled elsewhere.</summary>
[Collection(nameof(Shared))]
public sealed class RuntimesCompiled(PrivateBox box)
{
    [Fact]
    public void A_module_of_Gos_is_compiled_as_far_as_it_changed()
    {
        using var app = Checkout.Of(box, "go-hello", "go");
        Assert.Contains("example.org/hello/greeting", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("Hello from go-hello\n");

        var second = app.Replace("main.go", "greeting.From(", "\"Again: \" + greeting.From(").Commit("Second").Pushed();
        Assert.Matches(@"remote: +example\.org/hello *\n", second.Errors);
        Assert.DoesNotContain("example.org/hello/greeting", second.Errors, StringComparison.Ordinal);
        app.Serves("Again: Hello from go-hello\n");
        BuildsNothing("go-hello", "Running go build");

        var broken = app.Replace("main.go", "func main", "func man").Commit("Broken").Refused("Running go build failed with exit code");
        Assert.Contains("function main is undeclared in the main package", broken.Errors, StringComparison.Ordinal);
        app.Serves("Again: Hello from go-hello\n");

        box.Verb("rollback go-hello v1");
        app.Serves("Hello from go-hello\n");
        var module = $"{box.Root}/cache/go-hello/go/pkg/mod/example.org/dep@v1.0.0";
        box.Verb($"run go-hello mkdir -p {module}; touch {module}/dep.go; chmod 555 {module}");
        box.Verb("destroy go-hello");
        Eventually.True("the end of the read-only files of go's cache", () => !Directory.Exists($"{box.Root}/cache/go-hello"));
    }

    [Fact]
    public void Programs_of_Gos_are_built_with_what_they_bring_along()
    {
        using var app = Checkout.Inline(box, "go-more", "worker: blog\nother: bin/tool\n");
        app.Write("go.mod", "module example.org/blog\n\ngo 1.19\n\nrequire example.org/dep v1.0.0\n")
            .Write("main.go", "package main\n\nimport (\n\t\"time\"\n\n\t\"example.org/dep\"\n)\n\nfunc main() {\n\tprintln(dep.Says)\n\ttime.Sleep(time.Hour)\n}\n")
            .Write("cmd/tool/main.go", "package main\n\nimport \"time\"\n\nfunc main() { println(\"a tool\"); time.Sleep(time.Hour) }\n")
            .Write("vendor/modules.txt", "# example.org/dep v1.0.0\n## explicit\nexample.org/dep\n")
            .Write("vendor/example.org/dep/dep.go", "package dep\n\nconst Says = \"vendored\"\n").Commit("First").Pushed();
        Assert.Contains("worker.1 | vendored", box.Verb("logs go-more worker").Output, StringComparison.Ordinal);
        Assert.Contains("other.1 | a tool", box.Verb("logs go-more other").Output, StringComparison.Ordinal);

        app.Git("rm", "-qr", "go.mod", "cmd", "vendor");
        app.Write("Procfile", "worker: app\n").Write("main.go", "package main\n\nimport \"time\"\n\nfunc main() { println(\"no module\"); time.Sleep(time.Hour) }\n").Commit("No module").Pushed();
        Assert.Contains("worker.1 | no module", box.Verb("logs go-more worker").Output, StringComparison.Ordinal);

        app.Write("Procfile", "worker: blog\n").Write("Godeps/Godeps.json", """{ "ImportPath": "example.org/me/blog", "Deps": [{ "ImportPath": "example.org/dep" }] }""")
            .Write("vendor/example.org/dep/dep.go", "package dep\n\nconst Says = \"by Godeps\"\n")
            .Write("main.go", "package main\n\nimport (\n\t\"time\"\n\n\t\"example.org/dep\"\n)\n\nfunc main() {\n\tprintln(dep.Says)\n\ttime.Sleep(time.Hour)\n}\n").Commit("Godeps").Pushed();
        Assert.Contains("worker.1 | by Godeps", box.Verb("logs go-more worker").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_of_Rusts_is_that_of_its_commit_and_crates_are_compiled_once()
    {
        using var app = Checkout.Of(box, "rust-hello", "rust");
        var crates = Crates("dep");
        app.Write(".cargo/config.toml", $"[source.crates-io]\nreplace-with = \"here\"\n\n[source.here]\ndirectory = \"{crates}\"\n")
            .Write("Cargo.toml", "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\ndep = \"0.1\"\n")
            .Write("src/greeting.txt", "One").Delete("Cargo.lock")
            .Replace("src/main.rs", "\"Hello from {}\\n\", ", "\"{} {} from {}\\n\", include_str!(\"greeting.txt\"), dep::SAYS, ").Commit("First");
        Assert.Contains("Compiling dep v0.1.0", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("One dep from rust-hello\n");

        var second = app.Write("src/greeting.txt", "Two").Commit("Second").Pushed();
        Assert.Contains("Compiling hello v0.1.0", second.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Compiling dep", second.Errors, StringComparison.Ordinal);
        app.Serves("Two dep from rust-hello\n");
        BuildsNothing("rust-hello", "Running cargo build");

        var broken = app.Replace("src/main.rs", "fn main()", "fn main(").Commit("Broken").Refused("Running cargo build failed with exit code 101");
        Assert.Contains("this file contains an unclosed delimiter", broken.Errors, StringComparison.Ordinal);
        app.Serves("Two dep from rust-hello\n");

        box.Verb("rollback rust-hello v1");
        app.Serves("One dep from rust-hello\n");
        Assert.Contains("Compiling hello v0.1.0", box.Verb("deploy rust-hello").Output, StringComparison.Ordinal);
        app.Serves("One dep from rust-hello\n");
    }

    [Fact]
    public void A_web_project_of_NETs_is_published_and_told_where_to_listen()
    {
        using var app = Checkout.Of(box, "net-hello", "dotnet");
        app.Write("appsettings.json", "{ \"Says\": \"one\" }").Commit("First").Pushed();
        app.Serves("Hello from net-hello\n");

        app.Git("mv", "Hello.csproj", "Program.cs", "appsettings.json", Folder(app, "src/Hello"));
        app.Write("src/Hello.Core/Hello.Core.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>")
            .Write("Hello.slnx", "<Solution>\n  <Project Path=\"src/Hello.Core/Hello.Core.csproj\" />\n  <Project Path=\"src/Hello/Hello.csproj\" />\n</Solution>\n")
            .Replace("src/Hello/Program.cs", "Hello from", "{app.Configuration[\"Says\"]} from").Commit("A solution");
        Assert.DoesNotContain("PIKU_DOTNET_PROJECT", app.Refused("Nothing was deployed, and nothing was stored", "-o", "plan", "main").Errors, StringComparison.Ordinal);
        Assert.Contains(".NET app detected, by Hello.slnx", app.Pushed().Errors, StringComparison.Ordinal);
        app.Serves("one from net-hello\n");
        BuildsNothing("net-hello", "Running dotnet publish");

        var broken = app.Write("src/Hello/More.cs", "class {").Commit("Broken").Refused("Running dotnet publish failed with exit code 1");
        Assert.Contains("error CS1001", broken.Errors, StringComparison.Ordinal);
        app.Write("src/Hello.Core/Hello.Core.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\" />").Commit("Two").Refused("this app has several web projects");
        app.Serves("one from net-hello\n");
        Assert.True(Directory.Exists($"{box.Root}/cache/net-hello/nuget"));
    }

    [Fact]
    public void A_program_that_was_built_elsewhere_keeps_its_right_to_run()
    {
        using var app = Checkout.Inline(box, "bin-hello", "worker: bin/hello\n");
        app.Write("bin/hello", "#!/bin/sh\necho built elsewhere\nexec sleep 1000\n");
        File.SetUnixFileMode($"{app.Folder}/bin/hello", File.GetUnixFileMode($"{app.Folder}/bin/hello") | UnixFileMode.UserExecute);
        Assert.Contains("Generic app detected, by Procfile", app.Commit("First").Pushed().Errors, StringComparison.Ordinal);
        Assert.Contains("worker.1 | built elsewhere", box.Verb("logs bin-hello worker").Output, StringComparison.Ordinal);

        File.SetUnixFileMode($"{app.Folder}/bin/hello", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        app.Commit("Not a program").Refused("worker.1");
    }

    private void BuildsNothing(string app, string title)
    {
        var said = box.Verb($"config:set {app} COLOUR=blue").Output;
        Assert.Contains($"'{app}' is built already", said, StringComparison.Ordinal);
        Assert.DoesNotContain(title, said, StringComparison.Ordinal);
    }

    private static string Folder(Checkout app, string name) => Directory.CreateDirectory($"{app.Folder}/{name}").FullName;

    /// <summary>A folder of crates as <c>cargo vendor</c> makes it, outside of the app, as those of a registry are.</summary>
    private string Crates(string name)
    {
        var crates = Directory.CreateDirectory($"{box.Folder}/crates").FullName;
        Directory.CreateDirectory($"{crates}/{name}/src");
        File.WriteAllText($"{crates}/{name}/Cargo.toml", $"[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        File.WriteAllText($"{crates}/{name}/src/lib.rs", $"pub const SAYS: &str = \"{name}\";\n");
        File.WriteAllText($"{crates}/{name}/.cargo-checksum.json", "{\"files\":{}}");
        return crates;
    }
}
