using System.Diagnostics;
using Xunit;

namespace Piku.Specs.Support;

/// <summary>Waits for a condition, with a deadline; never for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <param name="what">Completes "… did not happen".</param>
    public static void True(string what, Func<bool> condition, int seconds = 20, Func<string>? more = null)
    {
        using var never = new ManualResetEventSlim();
        for (var watch = Stopwatch.StartNew(); !condition(); never.Wait(Between))
            if (watch.Elapsed.TotalSeconds > seconds) Assert.Fail($"{what} did not happen within {seconds} s. {more?.Invoke()}");
    }

    /// <summary>Waits until a value is the one that is expected, and says the last one when it never is.</summary>
    public static void Equal<T>(T expected, Func<T> actual, int seconds = 20)
    {
        var last = actual();
        True($"{expected}", () => EqualityComparer<T>.Default.Equals(last = actual(), expected), seconds, () => $"It was: {last}");
    }
}
