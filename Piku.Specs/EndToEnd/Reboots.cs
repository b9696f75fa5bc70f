using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Servers that are killed, and a box that is rebooted, in the middle of a deploy. What happens to an app that just serves is tried on a machine with systemd: packaging/fresh-machine.</summary>
[Collection(nameof(Alone))]
public sealed class Reboots(PrivateBox box)
{
    [Theory]
    [InlineData("emperor")]
    [InlineData("nginx")]
    public void A_deploy_goes_on_after_a_server_was_killed_in_the_middle_of_it(string server)
    {
        using var app = Checkout.Web(box, $"r-{server}");
        app.Pushed();
        using var push = Halfway(app);
        box.Kill(server, "KILL");
        box.Start();
        Eventually.Equal((200, "one"), () => Answer(app), seconds: 30);
        File.WriteAllText(Gate(app), "");
        var ended = push.End(Shell.Usual);
        Assert.True(ended.Well, $"{ended}");
        app.Serves("two");
    }

    [Fact]
    public void A_deploy_goes_on_after_a_reboot_in_the_middle_of_it()
    {
        using var app = Checkout.Web(box, "r-boot");
        app.Pushed();
        using var push = Halfway(app);
        Eventually.True("the end of all that runs", () =>
        {
            var all = Processes();
            if (all.Length > 0) Shell.Run(["kill", "-KILL", .. all]);
            return all.Length == 0;
        });
        Shell.Run(["find", $"{box.Root}/run", "-mindepth", "1", "-delete"]);
        File.WriteAllText(Gate(app), "");
        box.Start();
        Eventually.Equal((200, "two"), () => Answer(app), seconds: 30);
        Assert.Contains("generation 2 went live", box.Verb("history r-boot").Output, StringComparison.Ordinal);
        app.Write("says", "three").Commit("Third").Pushed();
        app.Serves("three");
    }

    /// <summary>Pushed as far as to its release phase, which waits for the gate.</summary>
    private Running Halfway(Checkout app)
    {
        app.Write("says", "two").Write("Procfile", $"web: python3 -u server.py\nrelease: echo waiting; until test -e {Gate(app)}; do sleep 0.05; done\n").Commit("Second");
        var push = app.StartPush();
        Eventually.True("the release phase", () => push.SaidSoFar.Contains("waiting", StringComparison.Ordinal));
        return push;
    }

    /// <summary>What was started with something of the box, or runs in a folder of it.</summary>
    private string[] Processes() => [.. Directory.EnumerateDirectories("/proc").Where(IsOfBox).Select(path => Path.GetFileName(path))];

    private bool IsOfBox(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _)
                && (File.ReadAllText($"{process}/cmdline").Contains($"{box.Root}/", StringComparison.Ordinal) || $"{new FileInfo($"{process}/cwd").LinkTarget}/".StartsWith($"{box.Root}/", StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string Gate(Checkout app) => $"{box.Root}/data/{app.App}/gate";

    /// <summary>While servers come up, nobody may be there.</summary>
    private static (int Status, string Body) Answer(Checkout app)
    {
        try
        {
            return app.Get();
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
    }
}
