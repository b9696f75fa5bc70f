using Piku.Domain.Apps;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Story;

namespace Piku.Specs.Decider;

/// <summary>A page in the place of an app.</summary>
public sealed class MaintenanceSpecs
{
    [Fact]
    public void It_begins_with_a_page_and_ends() =>
        Given(Histories.Live).When(new AppCommand.BeginMaintenance("<p>Soon</p>")).Then(new AppEvent.MaintenanceBegan("<p>Soon</p>"))
            .When(new AppCommand.BeginMaintenance("<p>Soon</p>")).ThenNothing()
            .When(new AppCommand.BeginMaintenance("")).Then(new AppEvent.MaintenanceBegan(""))
            .When(new AppCommand.EndMaintenance()).Then(new AppEvent.MaintenanceEnded())
            .When(new AppCommand.EndMaintenance()).ThenNothing();

    [Fact]
    public void A_page_that_is_no_notice_any_more_is_refused() =>
        Given(Histories.Live).When(new AppCommand.BeginMaintenance(new string('x', App.MostPage + 1)))
            .ThenRefused("the page has more than 64 KiB; make it smaller, and let it load pictures from elsewhere.");

    [Fact]
    public void It_goes_on_over_a_push_and_ends_with_the_app() =>
        Given([.. Histories.Live, new AppEvent.MaintenanceBegan(""), .. Histories.Restarting[Histories.Live.Length..]]).When(new AppCommand.ReportLive(2)).Then(new AppEvent.WentLive(2, 10))
            .And(app => Assert.Equal("", app.Maintenance))
            .When(new AppCommand.Destroy()).Then(new AppEvent.Destroyed())
            .And(app => Assert.Null(app.Maintenance));

    [Theory]
    [InlineData('x', App.MostPage, true)]
    [InlineData('é', App.MostPage / 2, true)]
    [InlineData('é', (App.MostPage / 2) + 1, false)]
    public void A_page_may_have_so_many_bytes_whatever_its_letters_are(char letter, int count, bool isTaken) =>
        Assert.Equal(isTaken, AppDecider.Decide(new AppCommand.BeginMaintenance(new string(letter, count)), Samples.Fold(Histories.Live)) is Decision.Accepted);
}
