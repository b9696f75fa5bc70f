using Piku.Ssh.Output;

namespace Piku.Ssh.Plans;

/// <summary>A forecast for people.</summary>
public static class ForecastText
{
    public static void Tell(ToldForecast told, Screen screen)
    {
        if (told.ChangesNothing)
        {
            screen.Step($"Nothing would change for '{told.App}'");
            return;
        }

        Listed(screen, $"This would be recorded for '{told.App}':", told.Events.Select(e => $"{e.Told}  ({e.By})"));
        Listed(screen, "pikud would:", told.Steps.Select((step, i) => $"{step.Told}{Later(step.After - (i == 0 ? 0 : told.Steps[i - 1].After))}"));
        if (told.Files is { IsEmpty: false } files)
        {
            screen.Step("These files would change:");
            foreach (var (file, diff) in files)
                foreach (var line in diff.Count > 0 ? diff : [$"{file.From} becomes {file.To}, with the same content"]) screen.Line(line);
        }

        screen.Step($"Interruption: {told.Forecast.Interruption.Told}");
        if (told.Obstacle is { } why) screen.Warning($"something stands in the way: {why}.");
        if (!told.PikudRuns) screen.Warning("pikud is not running, so nothing of this would be done before it is.");
        screen.Step("This is only a plan: nothing was recorded, and nothing was done");
    }

    private static void Listed(Screen screen, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0) return;
        screen.Step(title);
        foreach (var line in all) screen.Line($"       {line}");
    }

    private static string Later(int seconds) => seconds > 1 ? $", {seconds} s later" : "";
}
