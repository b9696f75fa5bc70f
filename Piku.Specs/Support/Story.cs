using System.Collections;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Keys;
using Xunit;

namespace Piku.Specs.Support;

/// <summary>One rule as it is told: given these events, when this is asked, then that happens.</summary>
public sealed class Story
{
    private Story(App app, Decision? decision) => (After, Decided) = (app, decision);

    /// <summary>The app after all that has been told so far.</summary>
    public App After { get; }

    private Decision? Decided { get; }

    public static Story Given(params AppEvent[] events) => new(Samples.Fold(events), null);

    /// <summary>The same for the keys of the box.</summary>
    public static Story GivenKeys(params KeyEvent[] events) => new(Samples.Fold(App.Absent(AppName.Box), events), null);

    /// <summary>Decides, and records what was decided.</summary>
    public Story When(AppCommand command)
    {
        var decision = AppDecider.Decide(command, After);
        return new Story(decision is Decision.Accepted(var events) ? Samples.Fold(After, events) : After, decision);
    }

    /// <summary>What was decided, compared as text, since maps compare by identity.</summary>
    public Story Then(params AppEvent[] expected)
    {
        var accepted = Assert.IsType<Decision.Accepted>(Decided);
        Assert.Equal(Lines(expected), Lines(accepted.Events));
        return this;
    }

    public Story ThenNothing() => Then();

    public Story ThenRefused(string sentence)
    {
        Assert.Equal(sentence, Assert.IsType<Decision.Refused>(Decided).Refusal.Sentence);
        return this;
    }

    public Story And(Action<App> demand)
    {
        demand(After);
        return this;
    }

    public static string Lines(IEnumerable<AppEvent> events) => string.Join('\n', events.Select(Line));

    /// <summary>An event or a command with all that is in it.</summary>
    public static string Line(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        AppName name => name.Value,
        IEnumerable list => "[" + string.Join(", ", list.Cast<object>().Select(Line)) + "]",
        AppEvent or AppCommand or Piku.Domain.Releases.Slug or Key => value.GetType().Name + "(" + string.Join(", ", value.GetType().GetProperties()
            .Where(p => p.Name != "EqualityContract")
            .Select(p => $"{p.Name}: {Line(p.GetValue(value))}")) + ")",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
