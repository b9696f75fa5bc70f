using CsCheck;
using Piku.Reconciler.Hosts;
using Piku.Ssh.Logs;
using Xunit;

namespace Piku.Specs.Logs;

/// <summary>Who follows a log gets each line once, whatever is done to its files meanwhile.</summary>
public sealed class FollowedLogSpecs
{
    private static readonly LinuxHost Host = new("/usr/bin:/bin", TimeProvider.System);

    private enum Event
    {
        Say,
        SayHalf,
        PutAside,
        SayToFormer,
        Look,
    }

    [Fact]
    public void No_line_is_lost_or_comes_twice() =>
        Gen.Frequency((6, Gen.Const(Event.Say)), (2, Gen.Const(Event.SayHalf)), (2, Gen.Const(Event.PutAside)), (2, Gen.Const(Event.SayToFormer)), (3, Gen.Const(Event.Look))).Array[1, 60].Sample(
            events =>
            {
                using var log = new Growing();
                using var followed = new FollowedLog(Host, log.Book).AtEnd();
                var seen = new List<string>();
                foreach (var what in events)
                {
                    if (what == Event.Look || !log.Do(what)) seen.AddRange(followed.NewLines().Select(line => line.Text));
                }

                log.End();
                for (var i = 0; i < 2; i++) seen.AddRange(followed.NewLines().Select(line => line.Text));
                Assert.Equal(log.Lines.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
                Assert.All(seen.GroupBy(line => line[..1]), writer => Assert.Equal(writer.Order(StringComparer.Ordinal), writer));
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void What_was_there_before_is_left_out_but_for_a_line_that_has_not_ended()
    {
        using var log = new Growing();
        File.WriteAllText(log.Book.Path, "before\nha");
        using var followed = new FollowedLog(Host, log.Book).AtEnd();
        Assert.Empty(followed.NewLines());
        File.AppendAllText(log.Book.Path, "lf\n");
        Assert.Equal(["half"], followed.NewLines().Select(line => line.Text));
    }

    [Fact]
    public void A_file_that_has_become_shorter_is_read_from_its_beginning()
    {
        using var log = new Growing();
        File.WriteAllText(log.Book.Path, "a long line before\n");
        using var followed = new FollowedLog(Host, log.Book).AtEnd();
        File.WriteAllText(log.Book.Path, "new\n");
        Assert.Equal(["new"], followed.NewLines().Select(line => line.Text));
    }

    [Fact]
    public void A_copy_that_is_put_beside_a_log_which_is_made_empty_is_not_told_again()
    {
        using var log = new Growing();
        File.WriteAllText(log.Book.Path, "one\ntwo\n");
        using var followed = new FollowedLog(Host, log.Book).AtEnd();
        File.AppendAllText(log.Book.Path, "three\n");
        Assert.Equal(["three"], followed.NewLines().Select(line => line.Text));
        Host.CutOff(log.Book.Path, $"{log.Book.Path}.1");
        File.AppendAllText(log.Book.Path, "four\n");
        Assert.Equal(["four"], followed.NewLines().Select(line => line.Text));
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText($"{log.Book.Path}.1"));
    }

    [Fact]
    public void A_log_that_is_not_there_yet_is_followed_from_its_first_line()
    {
        using var log = new Growing();
        using var followed = new FollowedLog(Host, log.Book).AtEnd();
        Assert.Empty(followed.NewLines());
        File.WriteAllText(log.Book.Path, "first\n");
        Assert.Equal(["first"], followed.NewLines().Select(line => line.Text));
    }

    /// <summary>A log, written as processes of two generations do: the former one goes on with the file that it has open.</summary>
    private sealed class Growing : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("piku-follow-").FullName;
        private readonly List<string> _lines = [];
        private string _half = "";
        private int _number;
        private int _unseen;

        public Logbook Book => new("web.1", $"{_folder}/web.1.log");

        public IEnumerable<string> Lines => _lines;

        /// <returns>False where it has to be looked at first: of three files, the oldest would have gone unseen.</returns>
        public bool Do(Event what)
        {
            switch (what)
            {
                case Event.Say:
                    Add($"a{_number++:d6}");
                    break;
                case Event.SayHalf when _half == "":
                    Write(_half = $"a{_number++:d6}");
                    break;
                case Event.PutAside when _half == "" && File.Exists(Book.Path):
                    if (_unseen == 2) return Looked();
                    File.Move(Book.Path, $"{Book.Path}.1", overwrite: true);
                    break;
                case Event.SayToFormer when File.Exists($"{Book.Path}.1"):
                    _lines.Add($"b{_number:d6}");
                    File.AppendAllText($"{Book.Path}.1", $"b{_number++:d6}\n");
                    break;
                default:
                    return Looked();
            }

            return true;
        }

        public void End()
        {
            if (_half != "") Add("");
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private bool Looked()
        {
            _unseen = 0;
            return false;
        }

        private void Write(string text)
        {
            if (!File.Exists(Book.Path)) _unseen++;
            File.AppendAllText(Book.Path, text);
        }

        private void Add(string rest)
        {
            var line = _half == "" ? rest : _half;
            Write((_half == "" ? rest : "") + "\n");
            if (_half != "" && rest != "") _number--;
            _half = "";
            _lines.Add(line);
        }
    }
}
