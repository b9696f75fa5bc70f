using System.Collections.Immutable;
using CsCheck;
using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Journal;
using Piku.Specs.Support;
using Piku.Ssh.Copies;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;
using Xunit;

namespace Piku.Specs.Fuzzing;

/// <summary>What comes by ssh in <c>SSH_ORIGINAL_COMMAND</c>.</summary>
public sealed class CommandLineSpecs : IDisposable
{
    private static readonly Key Reader = Samples.KeyOf("reader", Right.Read, "blog");

    private static readonly Gen<string> Word = Fuzz.Or(
        "blog", "shop", "/blog", "'blog'", "../blog", "--json", "-n", "3", "-q", "--plan", "--", "--help", "-h", "@file", "KEY=value", "KEY=", "web=2", "#12", "v3", "--to", "2030-01-01", "--since", "--app", "--page", "-", "web", "\"a b\"", "$(id)", "`id`", "a;b", "a\nb", "--release", "--grep", "x", "@box", "''");

    private static readonly Gen<string> Line = Gen.Select(Fuzz.Or([.. VerbTable.All.Select(verb => verb.Name), "bash", "/bin/sh", "git-shell"]), Word.Array[0, 5]).Select((verb, words) => string.Join(' ', words.Prepend(verb)));

    private static readonly Gen<string> Path = Fuzz.Or("blog/file", "/blog/a b", "../shop", "/", ".", "", "~", "/etc/passwd", "blog/../shop/x", "*");

    /// <summary>Verbs that begin another program.</summary>
    private static readonly string[] Elsewhere = ["version", "sftp", "scp", "rsync", "git-upload"];

    private readonly string _root = Directory.CreateTempSubdirectory("piku-line-").FullName;
    private readonly LiteDbJournal _journal;

    public CommandLineSpecs()
    {
        _journal = new LiteDbJournal($"{_root}/state", TimeProvider.System);
        var somebody = new Provenance("anna", "", "spec");
        Transaction.Run(_journal, AppName.Box, _ => new KeyCommand.Add(Reader), somebody);
        foreach (var app in new[] { "blog", "shop" }) Transaction.Run(_journal, AppName.Parse(app), _ => new AppCommand.Push(Samples.SlugA), somebody);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Whoever_has_no_key_here_gets_one_sentence_and_nothing_else_whatever_is_asked()
    {
        var before = Now();
        Gen.OneOf(Line, Line.Mutated(), Fuzz.Text).Sample(
            line =>
            {
                if (Asked(line, "SHA256:stranger") is not var (code, output, errors)) return;
                Assert.Equal((1, ""), (code, output));
                IsRefusal(errors);
            },
            iter: Fuzz.Rounds(1_500), threads: 1);
        Assert.Equal(before, Now());
    }

    [Fact]
    public void Whoever_may_only_read_changes_nothing_whatever_is_asked()
    {
        var before = Now();
        var asked = Gen.OneOf(Line, Line.Mutated()).Where(line => !line.Contains("-f", StringComparison.Ordinal) && !Elsewhere.Any(verb => line.Contains(verb, StringComparison.Ordinal)));
        asked.Sample(
            line =>
            {
                if (Asked(line, Reader.Public.Fingerprint) is not var (code, output, errors)) return;
                Assert.DoesNotContain(output, c => char.IsControl(c) && c is not ('\n' or '\t'));
                if (errors != "") IsRefusal(errors);
                Assert.InRange(code, 0, 1);
            },
            iter: Fuzz.Rounds(300), threads: 1);
        Assert.Equal(before, Now());
    }

    [Fact]
    public void Whatever_scp_and_rsync_are_asked_for_one_of_three_programs_gets_it_word_by_word() =>
        Gen.Select(Fuzz.Or("-t", "-f", "-r", "-p", "-d", "-v", "--", "-S", "-o", "-oProxyCommand=x", "--server", "--sender", "--daemon", "--config=x", "-e.LsfxC", "-logDtpre.iLsfxC", "--rsh=x").Array[0, 4], Path.Array[0, 3]).Sample(
            (options, paths) =>
            {
                ImmutableArray<string> words = [.. options, .. paths];
                if (Copy.OfScp(words) is { } scp)
                {
                    var end = scp.Program.IndexOf("--");
                    Assert.Equal("/usr/bin/scp", scp.Program[0]);
                    Assert.All(scp.Program[1..end], option => Assert.Contains(option, (string[])["-t", "-f", "-r", "-p", "-d", "-v", "-q"]));
                    Assert.Equal(scp.Program[1..end].Contains("-t"), scp.IsWriting);
                }

                if (Copy.OfRsync(words) is { } rsync)
                {
                    Assert.Equal(("/usr/bin/rsync", "--server"), (rsync.Program[0], rsync.Program[1]));
                    Assert.DoesNotContain(rsync.Program, word => word == "--daemon" || word.StartsWith("--config", StringComparison.Ordinal));
                    Assert.True(rsync.IsWriting || rsync.Program[2] == "--sender");
                }
            },
            iter: Fuzz.Rounds(5_000));

    [Fact]
    public void A_name_of_an_app_is_a_folder_right_below_the_others_and_is_never_quoted() => Fuzz.Or("blog", "a-b", "..", "-x", "x-").Sample(
        text =>
        {
            if (AppName.TryParse(text, out var refusal) is not { } name)
            {
                Fuzz.IsSentence(refusal?.Sentence);
                return;
            }

            Assert.Equal("/r/data", System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath($"/r/data/{name}")));
            Assert.Equal([name.Value], ShellWords.TrySplit(name.Value)!.Words.Select(word => word.Text));
            Assert.Matches(@"\A[a-z0-9-]+\z", name.Value);
        },
        iter: Fuzz.Rounds(5_000));

    [Fact]
    public void An_input_that_never_ends_is_read_no_further_than_it_may_be_long()
    {
        using var endless = new Endless();
        Fuzz.IsSentence(Assert.Throws<RefusedException>(() => BoundedText.Read(endless, 65_536, "make it smaller")).Message);
        Assert.Equal("text", BoundedText.Read(new StringReader("text"), 4, "make it smaller"));
    }

    private sealed class Endless : TextReader
    {
        public override int Read() => 'x';

        public override int Peek() => 'x';
    }

    private static void IsRefusal(string errors)
    {
        var line = Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("Error: ", line, StringComparison.Ordinal);
        Assert.True(line.Length < 4_000, line);
        Assert.DoesNotContain(line, char.IsControl);
    }

    /// <returns>Null where the line is none.</returns>
    private (int Code, string Output, string Errors)? Asked(string line, string fingerprint)
    {
        if (ShellWords.TrySplit(line) is not { } split) return null;
        var (output, errors) = (new StringWriter(), new StringWriter());
        var root = PaperWorld.Root with { Root = _root, AuthorizedKeys = $"{_root}/ssh/authorized_keys" };
        var session = new Session(root, new LinuxHost(root.Path, TimeProvider.System), _journal, new Screen(output, errors, Terminal.None), "somebody", fingerprint, split, TimeProvider.System);
        return (Dispatch.Run([.. split.Words.Select(word => word.Text)], session), output.ToString(), errors.ToString());
    }

    /// <summary>What is recorded, and every file that there is.</summary>
    private string Now() => $"{_journal.Head}\n{string.Join('\n', Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))}";
}
