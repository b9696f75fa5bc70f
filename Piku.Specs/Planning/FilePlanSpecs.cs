using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What brings the box's own files to what they should be, and what is told of it.</summary>
public sealed class FilePlanSpecs
{
    private static readonly DesiredFile Main = new($"{PaperWorld.Root.Root}/nginx/nginx.conf", "events {}\n");

    private static readonly PaperBox Well = PaperBox.Empty.WithFile(Main.Path, Main.Content, Noon) with { Rights = Map((Main.Path, FileRights.Public)) };

    private static string Aside => PaperWorld.Root.Replaced(AppName.Box, Noon, Main.Path);

    [Fact]
    public void What_is_as_it_should_be_is_left() => Is(Well, []);

    [Fact]
    public void A_missing_file_is_written() =>
        Is(Well.Without(Main.Path), [new Step.WriteFile(Main)], new Deviation("nginx/nginx.conf", Main.Path, Change.Missing, null, Main.Content));

    [Fact]
    public void An_edited_file_is_written_again_whatever_its_rights() =>
        Is(Well.WithFile(Main.Path, "mine\n", Noon) with { Rights = Map((Main.Path, 0x1B6)) }, [new Step.WriteFile(Main)], new Deviation("nginx/nginx.conf", Main.Path, Change.Edited, "mine\n", Main.Content));

    [Fact]
    public void What_has_a_files_place_is_put_aside_first() => Is(
        Well.Without(Main.Path).WithFolder(Main.Path),
        [new Step.PutAside(Main.Path, Aside), new Step.WriteFile(Main)],
        new Deviation("nginx/nginx.conf", Main.Path, Change.Replaced, "a folder"),
        new Deviation("nginx/nginx.conf", Main.Path, Change.Missing, null, Main.Content));

    [Fact]
    public void Other_rights_are_given_back_and_the_file_is_not_written() =>
        Is(Well with { Rights = Map((Main.Path, 0x1B6)) }, [new Step.SetRights(Main.Path, FileRights.Public)], new Deviation("nginx/nginx.conf", Main.Path, Change.Rights, "0666", "0644"));

    [Fact]
    public void A_file_that_we_may_not_read_is_written_again() =>
        Is(Well with { Rights = Map((Main.Path, 0)) }, [new Step.WriteFile(Main)], new Deviation("nginx/nginx.conf", Main.Path, Change.Missing, null, Main.Content));

    private static void Is(PaperBox box, Step[] steps, params Deviation[] told)
    {
        var plan = FilePlan.Of(PaperWorld.Root, [Main], new OwnFiles(box), Noon);
        Assert.Equal(steps, plan.Steps);
        Assert.Equal(told, plan.Drift.Deviations);
    }
}
