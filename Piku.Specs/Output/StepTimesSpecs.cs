using Piku.Ssh.Output;
using Xunit;

namespace Piku.Specs.Output;

/// <summary>Who waits for a rollout sees what takes how long.</summary>
public sealed class StepTimesSpecs : IDisposable
{
    private readonly StringWriter _said = new();
    private readonly Stopped _clock = new();

    public void Dispose() => _said.Dispose();

    [Fact]
    public void A_step_that_took_long_is_told_so_when_it_has_ended()
    {
        var steps = new StepTimes(new Screen(_said, TextWriter.Null, Terminal.None), _clock);
        steps.Say("-----> Running pip for 'blog'");
        _clock.Seconds += 11;
        steps.Tick();
        steps.Say("       Collecting flask");
        _clock.Seconds += 1;
        steps.Say("-----> spawning 'blog:web.1'");
        _clock.Seconds += 1;
        steps.End();
        Assert.Equal("-----> Running pip for 'blog'\n       Collecting flask\n       took 12 s\n-----> spawning 'blog:web.1'\n", _said.ToString());
    }

    [Fact]
    public void At_a_terminal_the_time_of_the_step_under_way_is_shown_and_taken_back()
    {
        var steps = new StepTimes(new Screen(_said, TextWriter.Null, new Terminal(HasColours: false, IsLive: true, 80)), _clock);
        steps.Say("-----> Running pip for 'blog'");
        steps.Tick();
        _clock.Seconds += 1;
        steps.Tick();
        steps.Tick();
        _clock.Seconds += 1;
        steps.Tick();
        steps.Say("       Collecting flask");
        steps.End();
        Assert.Equal("-----> Running pip for 'blog'\n\r\e[K       … 1 s\r\e[K       … 2 s\r\e[K       Collecting flask\n       took 2.0 s\n", _said.ToString());
    }

    private sealed class Stopped : TimeProvider
    {
        public long Seconds { get; set; } = 100;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
