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
                sync) echo 'def words(): return "from uv"' >"$(echo "$UV_PROJECT_ENVIRONMENT"/lib/python3.*/site-packages)/hello.py" ;;
            esac

            """);
        return folder;
    }

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
        using var app = Checkout.Of(box, "s-uv", "python-poetry");
        app.Delete("poetry.lock").Write("pyproject.toml", "[project]\nname = \"blog\"\nversion = \"1\"\n").Write("uv.lock", "version = 1\n").Commit("uv").Pushed();
        app.Serves("from uv, at s-uv\n");
        app.Write("readme", "more").Commit("Again").Pushed();
        Assert.Equal(["sync --locked --no-dev --no-install-project --no-progress"], StandInBox.Calls($"{box.Root}/cache/s-uv", "uv"));
    }
}
