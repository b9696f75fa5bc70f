using System.Collections.Immutable;
using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Xunit;

namespace Piku.Specs.Applying;

public sealed class ShortProgramsSpecs
{
    private static readonly LinuxHost Host = new("/usr/bin:/bin", TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_hangs_is_killed_and_said_to_have_hung()
    {
        var failed = await Assert.ThrowsAsync<StepFailedException>(() => Host.RunShort(Line("sleep", "1000"), _ => { }, Cancel, TimeSpan.FromMilliseconds(50)));
        Assert.Equal("/bin/sleep 1000 has not ended within 0.05 s, and is given up; run it by hand to see what it waits for.", failed.Message);
        Assert.Equal(0, Host.Programs);
    }

    [Fact]
    public async Task One_that_ends_has_its_exit_code() => Assert.Equal(3, await Host.RunShort(Line("sh", "-c", "exit 3"), _ => { }, Cancel));

    [Fact]
    public async Task One_that_nobody_waits_for_any_more_is_ended_without_a_word()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var run = Host.RunShort(Line("sleep", "1000"), _ => { }, enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static CommandLine Line(string program, params string[] arguments) => new($"/bin/{program}", [.. arguments], "/", ImmutableSortedDictionary<string, string>.Empty);
}
