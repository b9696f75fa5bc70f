using Piku.Domain.Apps;
using Piku.Specs.Support;
using Piku.Ssh.Migration;
using Xunit;
using static Piku.Specs.Migration.Old;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Migration;

public sealed class AdoptionsSpecs
{
    private static readonly OldApp Named = App() with { Settings = "NGINX_SERVER_NAME=blog.example.org\n" };

    [Fact]
    public void An_app_is_taken_with_what_it_has()
    {
        var taken = Taken(Found(Named with { Scaling = "web:2\n" }));
        Assert.True(taken.Runs);
        Assert.Equal(["blog.example.org"], taken.ServerNames);
        Assert.Equal(2, taken.Counts["web"]);
    }

    [Fact]
    public void What_was_taken_over_before_is_left_as_it_is() =>
        Assert.IsType<Adoption.Here>(Assert.Single(Adopted([Found(Named)], Fold(Histories.Live) with { Adopted = SlugA.Fingerprint })));

    [Fact]
    public void Another_app_of_the_name_is_not_touched() =>
        Held("there is an app 'blog' on this box, which was not taken over from elsewhere", Adopted([Found(Named)], Fold(Histories.Live))[0]);

    [Fact]
    public void What_could_not_be_read_is_told() =>
        Held("'Bad_Name' cannot be", Adopted([new FoundApp(OldApp.Unknown("Bad_Name", ""), null, "'Bad_Name' cannot be an app's name.", null, null, [], false, false, null, null)])[0]);

    [Fact]
    public void A_value_by_which_piku_cannot_go_holds_its_app_back() =>
        Held("PORT should be a number from 1024 to 65535, and not '80'. Set it for the old piku, and migrate again: config:set blog …", Adopted([Found(App() with { Settings = "PORT=80\n" })])[0]);

    [Fact]
    public void Of_two_apps_with_one_host_name_the_second_is_held_back_and_the_others_go_on()
    {
        var all = Adopted([Found(Named), Found(Named with { Name = "twin" }), Found(App("shop"))]);
        Assert.IsType<Adoption.Taken>(all[0]);
        Held("'blog.example.org' belongs to app 'blog'; give 'twin' another NGINX_SERVER_NAME there, and migrate again.", all[1]);
        Assert.IsType<Adoption.Taken>(all[2]);
    }

    [Fact]
    public void A_host_name_that_an_app_of_this_box_has_is_its_own()
    {
        var here = Fold(Concat(Histories.Live, [new AppEvent.ConfigChanged(Map(("NGINX_SERVER_NAME", "blog.example.org")), []), new AppEvent.ReleaseCreated(2, 2, SlugA.Fingerprint, Piku.Domain.Releases.ReleaseCause.Config, "")])) with { Name = AppName.Parse("first") };
        Held("'blog.example.org' belongs to app 'first'", Adopted([Found(Named)], here)[0]);
    }

    [Fact]
    public void What_could_not_be_recorded_at_the_end_holds_its_app_back_at_once()
    {
        var found = Found(Named);
        Held("app 'blog' has no process 'clock'", Adopted([found with { Translation = found.Translation! with { Counts = Samples.Map(("clock", 2)) } }])[0]);
    }

    [Fact]
    public void A_file_that_would_overwrite_another_holds_its_app_back() =>
        Held("'uploads' is in its work tree, unknown to git, and its data folder has something there too", Adopted([Found(App() with { Untracked = ["uploads/"], Kept = ["uploads/"] })])[0]);

    [Fact]
    public void A_data_folder_of_ours_with_files_in_it_is_not_written_to() =>
        Held("/var/lib/piku/data/blog has files already; move them away, and migrate again.", Adopted([Found(Named, hasData: true)])[0]);

    [Theory]
    [InlineData(20500, true, 20500)]
    [InlineData(20500, false, null)]
    [InlineData(41234, true, null)]
    public void A_port_that_was_chosen_at_random_is_kept_where_it_is_free_and_one_of_those_for_apps(int port, bool isFree, int? kept)
    {
        var taken = Taken(Found(App() with { LiveSettings = $"PORT={port}\n" }, isFree));
        Assert.Equal(kept, taken.Port);
        Assert.Equal(kept is null, taken.Notes.Contains($"its port {port} was chosen at random, for its last deploy only; piku gives it another one."));
    }

    [Fact]
    public void A_port_that_is_fixed_stays_so_and_the_app_waits_while_somebody_has_it()
    {
        var app = App() with { Settings = "PORT=5000\n" };
        Assert.True(Taken(Found(app)).Runs);
        var waits = Taken(Found(app, isPortFree: false));
        Assert.Equal((false, "5000"), (waits.Runs, waits.Config["PORT"]));
        Assert.Equal(["its PORT 5000 is still taken, by the old piku it seems, so it waits; once that has ended: start blog."], waits.Notes);
    }

    [Fact]
    public void What_was_stopped_there_stays_stopped() => Assert.False(Taken(Found(App() with { Vassals = [] })).Runs);

    private static void Held(string why, Adoption adoption) => Assert.StartsWith(why, Assert.IsType<Adoption.Held>(adoption).Why, StringComparison.Ordinal);
}
