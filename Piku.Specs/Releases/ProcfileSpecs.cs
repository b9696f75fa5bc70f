using CsCheck;
using Piku.Domain.Releases;
using Xunit;

namespace Piku.Specs.Releases;

public sealed class ProcfileSpecs
{
    private static Procfile Read(string text)
    {
        var procfile = Procfile.TryParse(text, out var refusal);
        Assert.Null(refusal);
        return procfile!;
    }

    private static string Listed(Procfile procfile) => string.Join(" | ", procfile.Processes.Select(p => $"{p.Key}={p.Value}"));

    [Theory]
    [InlineData("web: ./server", "web=./server")]
    [InlineData("web:./server", "web=./server")]
    [InlineData("  web \t:  ./server  --port $PORT  ", "web=./server  --port $PORT")]
    [InlineData("web: ./s\r\nworker: ./w\r\n", "web=./s | worker=./w")]
    [InlineData("\n\n# note\n  # don't\nweb: ./s\n\n", "web=./s")]
    [InlineData("web: ./s # with a note", "web=./s")]
    [InlineData("web: ./s\t# with a note", "web=./s")]
    [InlineData("web: ./s#1 --color=#fff", "web=./s#1 --color=#fff")]
    [InlineData("web: echo 'a # b' # note", "web=echo 'a # b'")]
    [InlineData("web: echo \"it's # 1\" # note", "web=echo \"it's # 1\"")]
    [InlineData("web: echo \\\" # note", "web=echo \\\"")]
    [InlineData("web: a: b", "web=a: b")]
    [InlineData("release: ./migrate\npreflight: ./look\nworker-2: ./w", "preflight=./look | release=./migrate | worker-2=./w")]
    [InlineData("wsgi: app.web:create_app()", "wsgi=app.web:create_app()")]
    [InlineData("static: public/assets", "static=public/assets")]
    [InlineData("static: .", "static=.")]
    [InlineData("cron-1: */5 * * * * ./c # each five minutes\ncron: @daily ./d", "cron=@daily ./d | cron-1=*/5 * * * * ./c")]
    public void Lines_are_read_as_their_author_means_them(string text, string expected)
    {
        var procfile = Read(text);
        Assert.Equal(expected, Listed(procfile));
        Assert.Empty(procfile.Warnings);
    }

    [Fact]
    public void A_quote_within_double_quotes_does_not_start_a_comment_after_it() =>
        Assert.Equal("web=sh -c \"echo \\\"a # b\\\"\"", Listed(Read("web: sh -c \"echo \\\"a # b\\\"\" # note")));

    [Fact]
    public void A_mark_of_byte_order_is_no_part_of_the_first_kind() =>
        Assert.Equal("web=./s", Listed(Read("\uFEFFweb: ./s")));

    [Fact]
    public void A_kind_given_twice_is_the_last_one_with_a_warning()
    {
        var procfile = Read("web: ./a\nworker: ./w\nweb: ./b");
        Assert.Equal("web=./b | worker=./w", Listed(procfile));
        Assert.Equal(["'web' stands in the Procfile 2 times; line 3 is used."], procfile.Warnings);
    }

    [Theory]
    [InlineData("web: ./s\nwsgi: app:app", "wsgi=app:app", "'web' is left out, because 'wsgi' serves this app.")]
    [InlineData("static: public\nwsgi: app:app", "wsgi=app:app", "'static' is left out, because 'wsgi' serves this app.")]
    [InlineData("static: public\nweb: ./s", "web=./s", "'static' is left out, because 'web' serves this app.")]
    public void One_kind_serves_the_app_and_the_others_are_left_out_with_a_warning(string text, string expected, string warning)
    {
        var procfile = Read(text);
        Assert.Equal(expected, Listed(procfile));
        Assert.Equal([warning], procfile.Warnings);
    }

    [Theory]
    [InlineData("", "the Procfile names no process; add a line such as: web: ./server.")]
    [InlineData("# only\n\n  # comments", "the Procfile names no process; add a line such as: web: ./server.")]
    [InlineData("web: ./s\n\nserver", "line 3 of the Procfile is not 'kind: command': 'server'.")]
    [InlineData("web:", "line 1 of the Procfile is not 'kind: command': 'web:'.")]
    [InlineData("web: # none", "line 1 of the Procfile is not 'kind: command': 'web:'.")]
    [InlineData("../x: ./s", "line 1 of the Procfile is not 'kind: command': '../x: ./s'.")]
    [InlineData("web: a\rb: c", "line 1 of the Procfile contains a control character.")]
    [InlineData("web: a\0b", "line 1 of the Procfile contains a control character.")]
    [InlineData("a123456789012345678901234567890: x", "line 1 of the Procfile has a kind of more than 30 characters.")]
    [InlineData("web: ./s\ncron: 0 24 * * * ./c", "line 2 of the Procfile has '24' for the hour; write numbers from 0 to 23, ranges (1-5), lists (1,3), and steps (*/2, 1-5/2).")]
    [InlineData("cron2: ./c", "line 1 of the Procfile should be five fields and a command, as in 'cron: 30 4 * * * ./tidy', or '@daily ./tidy', and not './c'.")]
    [InlineData("php: ../public", "line 1 of the Procfile should name a folder inside the app, made of letters, digits and . _ - /, as in 'php: public', and not '../public'.")]
    [InlineData("jwsgi: a-b", "line 1 of the Procfile should name a class, as in 'jwsgi: org.example.Hello', and not 'a-b'.")]
    [InlineData("rwsgi: /etc/passwd", "line 1 of the Procfile should name the file for rackup, made of letters, digits and . _ - /, as in 'rwsgi: config.ru', and not '/etc/passwd'.")]
    public void A_bad_line_is_refused_by_its_number(string text, string sentence) => Refused(text, sentence);

    [Theory]
    [InlineData("../etc")]
    [InlineData("/etc")]
    [InlineData("public/../../etc")]
    [InlineData("..")]
    [InlineData("public;")]
    [InlineData("a b")]
    [InlineData("$document_root")]
    public void A_static_folder_outside_of_the_app_is_refused(string folder) =>
        Refused($"static: {folder}", $"line 1 of the Procfile should name a folder inside the app, made of letters, digits and . _ - /, and not '{folder}'.");

    [Theory]
    [InlineData("app:app\\nattach-daemon = sh")]
    [InlineData("app:app --exec sh")]
    [InlineData("@(exec://sh):app")]
    [InlineData("../app:app")]
    [InlineData("app:app:app")]
    [InlineData("app:run('x')")]
    [InlineData("%d:app")]
    [InlineData("$(sh):app")]
    public void A_wsgi_line_that_is_not_a_module_and_a_callable_is_refused(string module) =>
        Refused($"wsgi: {module}", $"line 1 of the Procfile should name a module and a callable, as in 'wsgi: app:application', and not '{module}'.");

    [Fact]
    public void A_huge_file_is_refused_unread() =>
        Refused(new string('x', 1_000_000), "the Procfile has 1000000 characters, and 65536 is the most; put long commands into scripts.");

    [Fact]
    public void A_file_of_the_greatest_length_is_read() =>
        Assert.Equal(Procfile.MaxLength - 5, Read("web: " + new string('x', Procfile.MaxLength - 5)).Processes["web"].Length);

    [Fact]
    public void A_kind_of_thirty_characters_is_read() =>
        Assert.Equal("a12345678901234567890123456789=./s", Listed(Read("a12345678901234567890123456789: ./s")));

    [Fact]
    public void A_bad_line_is_shown_whole_up_to_sixty_characters_and_otherwise_by_its_beginning()
    {
        Refused(new string('x', 60), $"line 1 of the Procfile is not 'kind: command': '{new string('x', 60)}'.");
        Refused(new string('x', 61), $"line 1 of the Procfile is not 'kind: command': '{new string('x', 60)}…'.");
    }

    [Theory]
    [InlineData("web", true, false)]
    [InlineData("wsgi", true, true)]
    [InlineData("jwsgi", true, true)]
    [InlineData("rwsgi", true, true)]
    [InlineData("php", true, true)]
    [InlineData("static", false, false)]
    [InlineData("worker", false, false)]
    [InlineData("release", false, false)]
    [InlineData("cron-1", false, false)]
    public void Visitors_come_to_web_and_to_what_uWSGI_runs_itself(string kind, bool listens, bool speaksUwsgi) =>
        Assert.Equal((listens, speaksUwsgi), (Procfile.Listens(kind), Procfile.SpeaksUwsgi(kind)));

    [Fact]
    public void Whatever_is_given_is_a_Procfile_or_a_sentence() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["web: wsgi#'\"\\\n\r\t./"], 0, 80]).Sample(text =>
        {
            var procfile = Procfile.TryParse(text, out var refusal);
            Assert.True(procfile is null ^ refusal is null);
            Assert.DoesNotContain(refusal?.Sentence ?? "", char.IsControl);
            foreach (var command in procfile?.Processes.Values ?? []) Assert.DoesNotContain(command, char.IsControl);
        });

    private static void Refused(string text, string sentence)
    {
        Assert.Null(Procfile.TryParse(text, out var refusal));
        Assert.Equal(sentence, refusal!.Sentence);
    }
}
