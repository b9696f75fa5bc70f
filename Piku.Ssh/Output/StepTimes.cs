using Piku.Domain;

namespace Piku.Ssh.Output;

/// <summary>A rollout's log as it is told to who waits: with how long each step has taken behind it, and how long the one under way has by now, where that can be taken back.</summary>
/// <remarks>The times are those of whoever waits, and stand in no log.</remarks>
public sealed class StepTimes(Screen screen, TimeProvider clock)
{
    private const string Arrow = "-----> ";

    /// <summary>Nobody wonders about less.</summary>
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private long? _began;
    private long _shown;

    public void Say(string line)
    {
        Still();
        if (line.StartsWith(Arrow, StringComparison.Ordinal))
        {
            End();
            _began = clock.GetTimestamp();
        }

        screen.Logged(line);
    }

    /// <summary>Called now and then while nothing is said.</summary>
    public void Tick()
    {
        if (_began is not { } began || clock.GetElapsedTime(began) is var took && (took < Soon || (long)took.TotalSeconds == _shown)) return;
        _shown = (long)took.TotalSeconds;
        screen.Ticking($"       … {(_shown < 60 ? $"{_shown} s" : Spans.Length(TimeSpan.FromSeconds(_shown)))}");
    }

    /// <summary>The step under way has ended.</summary>
    public void End()
    {
        Still();
        if (_began is { } began && clock.GetElapsedTime(began) is var took && took >= Worth) screen.Line($"       took {Spans.Length(took)}");
        _began = null;
    }

    private void Still()
    {
        if (_shown > 0) screen.Still();
        _shown = 0;
    }
}
