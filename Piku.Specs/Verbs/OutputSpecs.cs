using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Verbs;

/// <summary>
/// What verbs say: every folder of <c>Outputs</c> is a case, with what was recorded (<c>events.jsonl</c>), what is on the disk (<c>observed/tree</c>), what time it
/// is, and the lines that are asked (<c>verbs.txt</c>).
/// </summary>
public sealed partial class OutputSpecs
{
    private static string Home { get; } = Path.Combine(Source.Root, "Piku.Specs", "Verbs", "Outputs");

    public static TheoryData<string> Sentences() => [.. Directory.EnumerateDirectories(Home).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void What_verbs_say_is_what_was_approved(string sentence)
    {
        var folder = Path.Combine(Home, sentence);
        using var box = new Box(folder);
        Approved.Match(File.ReadLines($"{folder}/verbs.txt").Where(line => line != "").ToDictionary(NameOf, box.Said), folder);
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void What_is_said_in_JSON_is_one_object_a_line_with_the_members_of_the_docs(string sentence)
    {
        var docs = File.ReadAllText($"{Source.Root}/docs/json.md");
        using var box = new Box(Path.Combine(Home, sentence));
        foreach (var verb in File.ReadLines(Path.Combine(Home, sentence, "verbs.txt")).Where(line => line.Contains("--json", StringComparison.Ordinal)))
            foreach (var line in box.Said(verb).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Error: ", StringComparison.Ordinal)))
                Assert.All(Members(JsonDocument.Parse(line).RootElement), member => Assert.Contains($"`{member}`", docs, StringComparison.Ordinal));
    }

    /// <summary>PIKU_APPROVE=1 writes them anew.</summary>
    [Fact]
    public void The_examples_in_the_docs_are_what_is_said()
    {
        var page = File.ReadAllText($"{Source.Root}/docs/json.md");
        var wanted = Example().Replace(page, match => $"`piku {match.Groups["verb"].Value}`:\n\n```json\n{Shown(match.Groups["verb"].Value)}\n```");
        if (Environment.GetEnvironmentVariable("PIKU_APPROVE") == "1") File.WriteAllText($"{Source.Root}/docs/json.md", wanted);
        else Assert.Equal(wanted, page);
    }

    [Fact]
    public void What_changes_something_says_nothing_but_errors_when_it_is_asked_to_be_quiet()
    {
        using var box = new Box(Path.Combine(Home, "a_failed_push_after_a_setting_and_a_rollback"));
        Assert.Equal("", box.Said("config:set blog GREETING=hello -q"));
        Assert.Equal("", box.Said("stop blog --quiet"));
        Assert.Equal("", box.Said("journal verify -q"));
        Assert.Equal("Error: app 'nobody' not found; see: apps.\n", box.Said("stop nobody -q"));
        Assert.NotEqual("", box.Said("start blog"));
        Assert.StartsWith("Error: Unrecognized", box.Said("apps -q"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_is_nearly_one_of_pikus_is_set_and_warned_about()
    {
        using var box = new Box(Path.Combine(Home, "a_failed_push_after_a_setting_and_a_rollback"));
        Assert.StartsWith("Warning: 'NGINX_SERVER_NAMES' is none of piku's settings, so it is only given to the app; did you mean 'NGINX_SERVER_NAME'?\nSetting ", box.Said("config:set blog NGINX_SERVER_NAMES=x"), StringComparison.Ordinal);
        Assert.StartsWith("Setting ", box.Said("config:set blog GREETING=x"), StringComparison.Ordinal);
    }

    private static string Shown(string verb)
    {
        using var box = new Box(Path.Combine(Home, "a_failed_push_after_a_setting_and_a_rollback"));
        using var said = JsonDocument.Parse(box.Said(verb).TrimEnd().Split('\n')[^1]);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) said.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    [GeneratedRegex("`piku (?<verb>[^`]*--json)`:\n\n```json\n((?!```)[^\n]*\n)*```", RegexOptions.ExplicitCapture)]
    private static partial Regex Example();

    private static string NameOf(string line) => line.Replace(' ', '_').Replace(":", "-", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal) + ".txt";

    /// <summary>Names of members, but for those that are settings, process kinds, or an event's own.</summary>
    private static IEnumerable<string> Members(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Members(member.Value).Where(_ => member.Name is not ("settings" or "data" or "wanted") && !(member.Name == "environment" && !member.Value.TryGetProperty("fingerprint", out JsonElement _))).Prepend(member.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Members),
        _ => [],
    };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>The case as a root folder, without any server.</summary>
    private sealed class Box : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("piku-out-").FullName;
        private readonly Clock _clock = new();
        private readonly LiteDbJournal _journal;

        public Box(string folder)
        {
            _journal = new LiteDbJournal($"{_root}/state", _clock);
            foreach (var recorded in File.ReadLines($"{folder}/events.jsonl").Where(line => line != "").Select(Sample.FromLine))
            {
                _clock.Now = recorded.At;
                var alone = Assert.Single(_journal.Append(_journal.Read(recorded.App), [recorded.Event], recorded.By)!);
                Assert.Equal((recorded.Seq, recorded.Version), (alone.Seq, alone.Version));
            }

            _clock.Now = DateTimeOffset.Parse(File.ReadAllText($"{folder}/now.txt").Trim(), CultureInfo.InvariantCulture);
            Directory.CreateDirectory($"{_root}/run");
            if (Directory.Exists($"{folder}/observed/tree")) Assert.Equal(0, Shell.Run(["cp", "-r", $"{folder}/observed/tree/.", _root]).ExitCode);
        }

        /// <summary>Output, then errors; the one thing that a case cannot know is where its folder is.</summary>
        public string Said(string line)
        {
            var (output, errors) = (new StringWriter(), new StringWriter());
            var root = PaperWorld.Root with { Root = _root, AuthorizedKeys = $"{_root}/ssh/authorized_keys" };
            var session = new Session(root, new LinuxHost(root.Path, _clock), _journal, new Screen(output, errors, Terminal.None), "anna", "", null, _clock);
            var code = Dispatch.Run([.. ShellWords.TrySplit(line)!.Words.Select(word => word.Text)], session);
            var text = $"{output}{errors}".Replace(_root, PaperWorld.Root.Root, StringComparison.Ordinal);
            // `why` answers by its exit code too.
            if (!line.StartsWith("why ", StringComparison.Ordinal)) Assert.Equal(errors.ToString() != "", code != 0);
            return text;
        }

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
