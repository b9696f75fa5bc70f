using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Reconciler.Journal;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Forecasts;

/// <summary>A plan by the program itself, on a box on which nothing runs.</summary>
public sealed class The_plan_of_a_verb : IDisposable
{
    private readonly Folder _folder = new();

    public The_plan_of_a_verb()
    {
        var journal = new LiteDbJournal($"{_folder.Path}/state", TimeProvider.System);
        foreach (var command in new AppCommand[] { new AppCommand.Push(Slug), new AppCommand.ReportBuilt(1, null), new AppCommand.ReportPorts(1, Samples.Map(("web.1", 20000))), new AppCommand.ReportLive(1) })
            Assert.IsType<Outcome.Done>(Transaction.Run(journal, Sample.Blog, _ => command, Sample.By));
    }

    private static Slug Slug => Samples.SlugA with { Runtime = "generic", Env = Samples.Map(("NGINX_SERVER_NAME", "blog.example.org")) };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plan blog", "uWSGI's Emperor does not answer")]
    [InlineData("plan blog config:set FOO=bar", "uWSGI's Emperor does not answer")]
    [InlineData("config:set blog FOO=bar --plan", "config: set FOO")]
    [InlineData("destroy blog --json --plan --reveal", "app.destroyed")]
    [InlineData("plan blog restart --json", "uWSGI's Emperor does not answer")]
    public void Leaves_the_journal_its_head_and_every_file_as_they_are(string line, string tells)
    {
        var before = Everything();
        var ran = Piku(line);
        Assert.True(ran is { ExitCode: 0, Errors: "" }, $"{ran}");
        Assert.DoesNotContain("Setting FOO", ran.Output, StringComparison.Ordinal);
        Assert.Contains(tells, ran.Output, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void Is_the_same_by_the_option_and_by_the_verb() =>
        Assert.Equal(Piku("plan blog config:set FOO=bar --json").Output, Piku("config:set blog FOO=bar --json --plan").Output);

    [Fact]
    public void Tells_programs_what_would_be_recorded()
    {
        using var plan = JsonDocument.Parse(Piku("config:set blog FOO=bar --plan --json").Output);
        Assert.Equal("app.config-changed", plan.RootElement.GetProperty("events")[0].GetProperty("type").GetString());
        Assert.False(plan.RootElement.GetProperty("pikudRuns").GetBoolean());
    }

    [Theory]
    [InlineData("plan nothing", "app 'nothing' not found")]
    [InlineData("plan blog config:set PORT=1", "PORT should be a number from 1024 to 65535")]
    [InlineData("config:set blog PORT=1 --plan", "PORT should be a number from 1024 to 65535")]
    [InlineData("plan blog logs", "'logs' asks an app for nothing, so there is nothing to plan")]
    [InlineData("plan blog restrat", "did you mean 'restart'?")]
    [InlineData("logs blog --plan", "--plan")]
    public void Is_refused_as_the_verb_itself_would_be(string line, string because)
    {
        var before = Everything();
        var ran = Piku(line);
        Assert.True(ran is { ExitCode: 1, Output: "" }, $"{ran}");
        Assert.StartsWith("Error: ", ran.Errors, StringComparison.Ordinal);
        Assert.Contains(because, ran.Errors, StringComparison.Ordinal);
        Assert.Equal(1, ran.Errors.Count(c => c == '\n'));
        Assert.Equal(before, Everything());
    }

    private Ran Piku(string line) => Shell.Run([Path.Combine(AppContext.BaseDirectory, "piku"), "--root", _folder.Path, .. line.Split(' ')]);

    /// <summary>Every file with what is in it and when it was written, but for the lock, which is held and has nothing in it.</summary>
    private List<string> Everything() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => File.Exists(path) ? $"{path} {File.GetLastWriteTimeUtc(path):O} {Convert.ToHexString(File.ReadAllBytes(path))}" : path)];
}
