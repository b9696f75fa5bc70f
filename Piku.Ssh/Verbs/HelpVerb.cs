using System.CommandLine;
using System.Text.Json;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>The table of verbs, for people: all of them by topic, those of one topic, or one.</summary>
internal static class HelpVerb
{
    private static IEnumerable<Verb> Shown => VerbTable.All.Where(verb => !verb.IsInternal);

    public static void Help(Command command, Session session)
    {
        var name = new Argument<string?>("VERB|TOPIC") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var verbs = Asked(parsed.GetValue(name));
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line => line.List("verbs", verbs, verb => Write(line, verb))));
            else foreach (var line in Lines(parsed.GetValue(name), verbs, session.Screen.Columns)) session.Screen.Line(line);
            return ExitCode.Done;
        });
    }

    /// <summary>One word may be both a verb and what it is about.</summary>
    /// <exception cref="RefusedException">It is neither.</exception>
    private static List<Verb> Asked(string? word) => Shown.Where(verb => word is null || verb.Name == word || Topics.Name(verb.Topic) == word).ToList() is { Count: > 0 } verbs
        ? verbs
        : throw new RefusedException(Unknown(word!, Topics.All.Select(Topics.Name)));

    /// <param name="topics">Where they would do, too.</param>
    public static string Unknown(string word, IEnumerable<string> topics)
    {
        var shown = string.Concat(word.Take(40).Select(c => char.IsControl(c) ? '?' : c));
        return $"'{shown}' is not a verb of piku; {Nearest.OrElse(shown, Shown.Select(verb => verb.Name).Concat(topics), "see: help")}";
    }

    /// <param name="room">A line of each is what fits there; who asks for more gets all.</param>
    private static IEnumerable<string> Lines(string? word, List<Verb> verbs, int? room) => verbs.Find(verb => verb.Name == word) switch
    {
        { } one when verbs.Count > 1 => [.. Of(one), "", .. OfTopic(one.Name, verbs.Where(verb => verb != one))],
        { } one => Of(one),
        null when word is null => OfAll(verbs).Select(line => TextWidth.Cut(line, room ?? int.MaxValue)),
        _ => OfTopic(word, verbs),
    };

    private static IEnumerable<string> OfAll(List<Verb> verbs)
    {
        yield return "piku runs what you push. More of a verb or a topic: help VERB, help TOPIC.";
        foreach (var topic in Topics.All)
        {
            yield return "";
            yield return $"{Topics.Title(topic)} ({Topics.Name(topic)})";
            foreach (var verb in verbs.Where(verb => verb.Topic == topic)) yield return $"  {verb.Name,-16} {verb.Summary}";
        }

        yield return "";
        yield return "What asks an app for something takes --plan, and then only tells what that would come to.";
        yield return "What shows something takes --json, and what changes something -q, to say nothing but errors.";
    }

    private static IEnumerable<string> OfTopic(string topic, IEnumerable<Verb> verbs) =>
        [$"Verbs about {topic}:", .. verbs.SelectMany(verb => new[] { $"  {verb.Call}", $"      {verb.Summary}" })];

    private static IEnumerable<string> Of(Verb verb)
    {
        yield return verb.Call;
        yield return $"  piku will {verb.Summary}.";
        if (verb.Changes) yield return "  With --plan it only tells what that would come to.";
        if (verb.TakesQuiet) yield return "  With -q (--quiet) it says nothing but errors.";
        foreach (var (i, example) in VerbExamples.Of(verb).Index()) yield return $"  {(i == 0 ? "For example:" : "            ")} {example}";
    }

    private static void Write(Utf8JsonWriter json, Verb verb)
    {
        json.Text("verb", verb.Name);
        json.Text("topic", Topics.Name(verb.Topic));
        json.Text("usage", verb.Usage);
        json.Text("summary", verb.Summary);
        json.WriteBoolean("takesPlan", verb.Changes);
        json.WriteBoolean("takesQuiet", verb.TakesQuiet);
        json.Texts("examples", VerbExamples.Of(verb));
    }
}
