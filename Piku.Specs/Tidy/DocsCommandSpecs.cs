using System.Text.RegularExpressions;
using Piku.Domain.Settings;
using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Piku.Ssh.Completion;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Tidy;

/// <summary>Whoever copies something out of the docs finds that it is there.</summary>
public sealed partial class DocsCommandSpecs
{
    /// <summary>What the client does itself, on the developer's machine.</summary>
    private static readonly string[] OfTheClient = ["init", "create", "open", "shell"];

    /// <summary>Variables that have piku's names, and are settings neither of an app nor of the box.</summary>
    private static readonly string[] NoSettings =
    [
        RootFile.Variable, "ACME_CA_FILE",
        "PIKU_SERVER", "PIKU_APP", "PIKU_REMOTE", // for the client
        "PIKU_BIN", "PIKU_PEER", // for bench/
        "PIKU_SIMULATE", // for the specs
        "UWSGI_INCLUDE_FILE", // of the original, of which is said that it is not read
        "ACME_DNS_", // and whatever lego wants behind it
    ];

    public static TheoryData<string> Pages() => [.. DocsPage.OfToday.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_of_the_docs_is_one_that_piku_understands(string path) =>
        Assert.Equal("", string.Join('\n', Page(path).Code.SelectMany(code =>
            Asked(code).SelectMany(line => Wrong(line).Select(why => $"{line}: {why}"))
                .Concat(Mentioned(code).SelectMany(line => WrongInASentence(line).Select(why => $"{line}: {why}"))))));

    [Fact]
    public void A_wrong_command_is_found_wherever_it_stands()
    {
        Assert.Equal(["ps:scael blog web=2"], Asked("$ ssh -t piku@box ps:scael blog web=2    # twice"));
        Assert.Equal(["export --with-repos > $f.part"], Asked("0 3 * * *  f=$HOME/box.tar; ssh piku@box export --with-repos > $f.part && mv $f.part $f"));
        Assert.Equal(["setup:ssh - < key.pub"], Asked("ssh pi@raspberrypi sudo piku setup:ssh - < key.pub"));
        Assert.Equal(["undo \"#57\""], Asked("piku undo \"#57\""));
        Assert.NotEmpty(Wrong("ps:scael blog web=2"));
        Assert.NotEmpty(Wrong("history blog --sinse yesterday"));
        Assert.NotEmpty(Wrong("rollback blog v1 v2 v3"));
        Assert.NotEmpty(Wrong("config:set blog"));
        Assert.Equal(["config:set GREETING='two | words'"], Mentioned("blog> config:set GREETING='two | words' | less"));
        Assert.NotEmpty(WrongInASentence("keys:add --no-revel"));
        Assert.Empty(WrongInASentence("keys:add --no-reveal"));
        Assert.Empty(Wrong("logs -f"));
        Assert.Empty(Wrong("plan blog config:set …"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_push_option_of_the_docs_is_one(string path) =>
        Assert.All(Page(path).Code.SelectMany(line => PushOption().Matches(line)), option => Assert.Contains(option.Groups["option"].Value, (string[])["plan", "quiet", "…"]));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_of_the_checkout_that_the_docs_name_is_there(string path) =>
        Assert.All(Page(path).Code.SelectMany(line => Script().Matches(line)), script => Assert.True(Path.Exists($"{Source.Root}/{script.Groups["file"].Value}"), script.Value));

    [Fact]
    public void Every_word_for_run_is_one_of_its_own()
    {
        var script = File.ReadAllText($"{Source.Root}/run");
        Assert.All(DocsPage.OfToday.SelectMany(page => page.Code).SelectMany(line => WordForRun().Matches(line)), word => Assert.Contains($"    {word.Groups["word"].Value}) ", script, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_setting_that_the_docs_name_is_in_a_table(string path) =>
        Assert.All(SettingName().Matches(Page(path).Text), name => Assert.True(IsSetting(name.Value), name.Value));

    [Fact]
    public void Every_page_is_reached_from_the_README()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(["README.md"]);
        while (next.TryDequeue(out var path))
            foreach (var page in DocsPage.All.Where(page => page.Path == path || page.Path.StartsWith($"{path}/", StringComparison.Ordinal)).Where(page => reached.Add(page.Path)))
                foreach (var (to, _) in page.Links) next.Enqueue(to);
        Assert.Empty(DocsPage.All.Select(page => page.Path).Except(reached));
    }

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it() => Assert.Empty(
        from page in DocsPage.All
        from link in page.Links
        where !Path.Exists($"{Source.Root}/{link.To}") || (link.Anchor != "" && !Page(link.To).Anchors.Contains(link.Anchor))
        select $"{page.Path} links to {link.To}#{link.Anchor}");

    private static DocsPage Page(string path) => DocsPage.All.Single(page => page.Path == path);

    /// <summary>The words for piku in a line for a shell, up to where the shell goes on.</summary>
    private static IEnumerable<string> Asked(string line) => Call().Matches(Substitution().Replace(line, "1")).Select(call => call.Groups["words"].Value.Trim());

    /// <summary>What begins with a verb, as at the prompt or in a sentence.</summary>
    private static IEnumerable<string> Mentioned(string line) => AtThePrompt().Matches(line).Where(typed => VerbTable.Named(typed.Groups["verb"].Value) is { IsInternal: false }).Select(typed => typed.Groups["words"].Value.Trim());

    /// <summary>Words in capitals stand for themselves, <c>…</c> and brackets for anything; and the app may be left out, as it is at the prompt and by the client.</summary>
    private static IReadOnlyList<string> Wrong(string line)
    {
        var words = line.Split(' ');
        if (words[0] is "VERB" or "complete" || OfTheClient.Contains(words[0])) return [];
        if (line.Contains('…', StringComparison.Ordinal) || line.Contains('[', StringComparison.Ordinal)) return VerbTable.Named(words[0]) is null ? [$"'{words[0]}' is no verb."] : [];
        var errors = VerbLine.Errors(line);
        return errors.Count > 0 && AppLeftOut.Is(words, app => app is "blog" or "app" or "hello" or "shop" or "APP")
            ? VerbLine.Errors($"{words[0]} blog {string.Join(' ', words[1..])}".Trim())
            : errors;
    }

    /// <summary>A sentence names a verb without all that it needs.</summary>
    private static IEnumerable<string> WrongInASentence(string line) => Wrong(line).Where(why => !why.StartsWith("Required argument", StringComparison.Ordinal));

    private static bool IsSetting(string name) =>
        NoSettings.Any(known => name == known || (known.EndsWith('_') && name.StartsWith(known, StringComparison.Ordinal)))
        || SettingTable.All.Any(setting => setting.Name == name || (name.EndsWith('_') && setting.Name.StartsWith(name, StringComparison.Ordinal)))
        || RootSettings.All.Any(setting => setting.Name == name);

    private const string Rest = """("[^"]*"|'[^']*'|[^#|;&"']|(?<! )#|(?<! )\|)*""";

    [GeneratedRegex("""(?<=^|[;&(] ?|\$ |sudo |\d \* \* \*\s+)(piku(?![\w@.>-])|ssh( -t)? piku@[\w-]+) +(?<words>[a-z"V]""" + Rest + ")", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    [GeneratedRegex(@"\$\([^)]*\)")]
    private static partial Regex Substitution();

    [GeneratedRegex("^([a-z-]+> )?(?<words>(?<verb>[a-z][a-z:-]+)( " + Rest + ")?)", RegexOptions.ExplicitCapture)]
    private static partial Regex AtThePrompt();

    [GeneratedRegex(@"git push\b.* -o (?<option>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex PushOption();

    [GeneratedRegex(@"(?<=^|\s)(\./)?(?<file>((packaging|bench|test|examples|docs|Piku\.\w+)/[\w./-]+|(?<=\./)(run|test)(?![\w/.-])))", RegexOptions.ExplicitCapture)]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<=^|\s)\./run (?<word>[a-z-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex WordForRun();

    [GeneratedRegex(@"\b(PIKU|NGINX|UWSGI|ACME|HEALTHCHECK)_[A-Z0-9_]*")]
    private static partial Regex SettingName();
}
