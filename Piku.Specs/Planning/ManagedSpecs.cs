using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Planning.Drifting;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Planning;

/// <summary>What of the files on a box is an app's.</summary>
public sealed class ManagedSpecs
{
    [Fact]
    public void What_piku_writes_for_an_app_is_this()
    {
        var app = PaperWorld.Of(App.Absent(Blog)).After("blog", new AppCommand.Push(SlugOf("aaaaaaaaaaaaaaaa", "a1b2c3d4e5f6", "First", ("wsgi", "app:application")) with
        {
            Runtime = "python-bare",
            Env = Map(("NGINX_SERVER_NAME", "www.example.org"), ("NGINX_BASIC_AUTH", "ann:secret"), ("UWSGI_IDLE", "60")),
        })).Settled(drained: true).Apps["blog"];
        var paths = Managed.Paths(PaperWorld.Root, Projection.Of(PaperWorld.Root, app with { Maintenance = "<p>Soon</p>" })).Select(path => PaperWorld.Root.Below(path)).Order(StringComparer.Ordinal);
        Approved.Matches(string.Concat(paths.Select(path => $"{path}\n")), "managed.txt");
        Assert.Empty(Managed.Paths(PaperWorld.Root, Projection.Of(PaperWorld.Root, App.Absent(Blog))));
    }
}
