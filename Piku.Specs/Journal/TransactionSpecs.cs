using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Releases;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Journal;

public sealed class TransactionSpecs
{
    private static readonly Slug Named = Samples.SlugA with { Env = Samples.Map(("NGINX_SERVER_NAME", "blog.example.org")) };

    private readonly MemoryJournal _journal = new(TimeProvider.System);

    [Fact]
    public void What_is_decided_is_recorded_and_the_app_comes_back_as_it_is_then()
    {
        var done = Assert.IsType<Outcome.Done>(Run(_journal, "blog", new AppCommand.Push(Named)));
        Assert.Equal(3, done.Recorded.Count);
        Assert.Equal(Sample.Text(_journal.Read(Sample.Blog)), Sample.Text(done.App));
    }

    [Fact]
    public void What_is_already_so_records_nothing_and_what_is_refused_neither()
    {
        Run(_journal, "blog", new AppCommand.Push(Named));
        Assert.Empty(Assert.IsType<Outcome.Done>(Run(_journal, "blog", new AppCommand.Push(Named))).Recorded);
        Assert.Equal("app 'shop' not found; push to it first: git push piku main.", Refusal(Run(_journal, "shop", new AppCommand.Stop())));
        Assert.Equal(3, _journal.Head);
    }

    [Fact]
    public void A_host_name_that_another_app_has_is_refused_with_its_owner()
    {
        Run(_journal, "blog", new AppCommand.Push(Named));
        Assert.Equal(
            "'blog.example.org' belongs to app 'blog'; give 'shop' another NGINX_SERVER_NAME, or take it from 'blog' first.",
            Refusal(Run(_journal, "shop", new AppCommand.Push(Named))));
        Assert.False(_journal.Read(Sample.Shop).Exists);
    }

    private static Outcome Run(IJournal journal, string app, AppCommand command) => Transaction.Run(journal, AppName.Parse(app), _ => command, Sample.By);

    private static string Refusal(Outcome outcome) => Assert.IsType<Outcome.Refused>(outcome).Refusal.Sentence;
}
