using Xunit;

namespace Piku.Specs.Simulation;

/// <summary>Histories that once broke a promise, as short as they could be made.</summary>
public sealed class FoundSpecs
{
    [Fact]
    public void A_verdict_that_was_lost_is_told_again_though_nothing_else_has_changed() =>
        Kept("push blog 10 after 0; lose blog 0 after 0; crash blog 0 after 0; lose blog 0 after 0");

    [Fact]
    public void A_folder_in_the_place_of_a_verdict_is_put_aside() => Kept("push blog 10 after 0; block blog 0 after 0");

    [Fact]
    public void A_verdict_that_was_edited_and_could_not_be_written_again_at_once_is_written_later() => Kept("push shop 62 after 0; edit shop 0 after 0; fail blog 0 after 0; wait blog 59 after 0; scale blog 0 after 0");

    [Fact]
    public void A_folder_in_the_place_of_a_note_keeps_no_process_from_being_dismissed() => Kept("push blog 13 after 0; push blog 0 after 0; block blog 74 after 1");

    private static void Kept(string history) => Assert.Null(Simulation.Tell(Deed.Parse(history), Variant.Whole));
}
