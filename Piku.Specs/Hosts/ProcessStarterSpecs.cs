using Piku.Reconciler.Desired;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Hosts;

/// <summary>The script that starts processes, run by the shell that runs it on a box.</summary>
public sealed class The_script_that_starts_a_process : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-").FullName;

    public The_script_that_starts_a_process() => File.WriteAllText($"{_folder}/start-process", ProcessStarter.Script);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Notes_the_start_and_becomes_the_process_as_the_Procfile_has_it()
    {
        using var running = Start(variables: new() { [ProcessStarter.Name] = "none", ["row"] = "mi", ["ends"] = "ne", ["PATH"] = "/nowhere" }, command: """echo "$0|$#|$row$starts$ends|%d $(echo two) 'a  b'"; exit 7""");
        var ran = running.End(Shell.Usual);
        Assert.Equal((7, "/bin/sh|0|mine|%d two 'a  b'\n"), (ran.ExitCode, ran.Output));
        Assert.Equal((".", "0\n"), (Text("starts"), Text("ends")));
    }

    [Theory]
    [InlineData("0\n", "1\n")]
    [InlineData("no number\n", "1\n")]
    public void Starts_again_at_once_what_has_ended_once(string ends, string noted)
    {
        Given(ends, age: 0);
        using var running = Start("exit 0");
        Assert.Equal(0, running.End(Shell.Usual).ExitCode);
        Assert.Equal(noted, Text("ends"));
    }

    [Theory]
    [InlineData("", "5 30\n")]
    [InlineData("1\n", "2 2\n")]
    [InlineData("2\n", "3 5\n")]
    [InlineData("3 5\n", "4 15\n")]
    [InlineData("4\n", "5 30\n")]
    [InlineData("5\n", "6 60\n")]
    [InlineData("41\n", "42 60\n")]
    public void Waits_longer_each_time_that_it_has_ended_soon_and_says_so(string ends, string noted)
    {
        Given(ends, age: ProcessStarter.SoonSeconds - 10);
        using var running = Start("exit 0");
        Eventually.True(noted, () => Text("ends") == noted, more: () => Text("ends"));
        Assert.Equal("..", Text("starts"));
    }

    [Fact]
    public void Forgets_early_ends_when_it_has_run_for_long()
    {
        Given("9\n", age: ProcessStarter.SoonSeconds + 10);
        using var running = Start("exit 0");
        Assert.Equal(0, running.End(Shell.Usual).ExitCode);
        Assert.Equal(("0\n", "..."), (Text("ends"), Text("starts")));
    }

    [Fact]
    public void Ends_what_is_left_of_the_process_before_whose_port_it_needs()
    {
        Given("0\n", age: ProcessStarter.SoonSeconds + 10);
        using var orphan = Shell.Start(["sleep", "1000"], variables: Named("a_web.1_g1"));
        using var stubborn = Shell.Start(["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"], variables: Named("a_web.1_g1"));
        using var other = Shell.Start(["sleep", "1000"], variables: Named("a_web.1_g11"));
        using var running = Start("echo started", Named("a_web.1_g1"));
        Assert.Equal("started\n", running.End(Shell.Usual).Output);
        Eventually.True("the end of both", () => orphan.HasEnded && stubborn.HasEnded);
        Assert.False(other.HasEnded);
    }

    [Fact]
    public void After_the_Emperors_own_start_it_begins_anew_and_still_ends_what_is_left()
    {
        Given("5 30\n", age: 0);
        File.Delete($"{_folder}/starts");
        using var orphan = Shell.Start(["sleep", "1000"], variables: Named("a_web.1_g1"));
        using var running = Start("echo started", Named("a_web.1_g1"));
        Assert.Equal("started\n", running.End(Shell.Usual).Output);
        Assert.True(orphan.HasEnded);
        Assert.Equal(("0\n", "."), (Text("ends"), Text("starts")));
    }

    private static Dictionary<string, string?> Named(string vassal) => new() { [ProcessStarter.Name] = vassal };

    private void Given(string ends, int age)
    {
        File.WriteAllText($"{_folder}/ends", ends);
        File.WriteAllText($"{_folder}/starts", "..");
        File.SetLastWriteTimeUtc($"{_folder}/starts", TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-age));
    }

    private string Text(string file) => File.Exists($"{_folder}/{file}") ? File.ReadAllText($"{_folder}/{file}") : "";

    private Running Start(string command, Dictionary<string, string?>? variables = null) =>
        Shell.Start(["/bin/sh", $"{_folder}/start-process", $"{_folder}/starts", $"{_folder}/ends"], variables: new Dictionary<string, string?>(variables ?? Named("none")) { [ProcessStarter.Command] = command });
}
