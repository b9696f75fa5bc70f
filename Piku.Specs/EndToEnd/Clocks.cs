using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>pikud's clock jumps by days, forth and back; all other clocks go on, that of the files too.</summary>
public sealed class Clocks(HaltingBox box) : IClassFixture<HaltingBox>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void A_clock_that_jumps_by_days_neither_stops_an_app_nor_what_is_done_for_it()
    {
        using var pebble = new Pebble($"{box.Folder}/pebble", box.HttpPort).Start();
        File.AppendAllText($"{box.Root}/piku.conf", $"ACME_CA_FILE={pebble.CaFile}\nACME_EMAIL=piku@piku.dev\n");
        box.StartPikud();
        using var app = Checkout.Web(box, "clock");
        app.Write("ENV", $"NGINX_SERVER_NAME=clock.piku.dev\nPIKU_DRAIN_SECONDS=3\n{pebble.Setting}").Write("Procfile", "web: python3 -u server.py\ncron-tick: * * * * * true\n").Commit("Second").Pushed();
        Eventually.True("the certificate", () => Certificate().Contains(" issued ", StringComparison.Ordinal), seconds: 60, more: Certificate);
        Rests();
        using var visitors = new Visitors("clock.piku.dev", box.HttpsPort, atOnce: 2, TimeSpan.FromMilliseconds(50));
        var (pems, runs) = (Directory.GetFiles($"{box.Root}/nginx/certs/clock"), Runs());

        foreach (var ahead in new[] { Day, TimeSpan.Zero, -Day })
        {
            box.Count();
            box.SetClock(ahead);
            IsRepaired();
            Rests();
            Assert.DoesNotContain("before Build", box.Reached);
        }

        // What was live a day later than now is replaced, and dismissed when it has drained; and so it is when the clock jumps meanwhile.
        foreach (var (ahead, says) in new[] { (TimeSpan.Zero, "two"), (-Day, "three"), (TimeSpan.Zero, "four") })
        {
            app.Write("says", says).Commit(says).Pushed();
            Assert.Equal((200, says), box.Get("clock.piku.dev"));
            box.SetClock(ahead);
            IsRepaired();
            Rests();
        }

        Assert.InRange(Runs() - runs, 1, 12);
        Assert.Equal(pems, Directory.GetFiles($"{box.Root}/nginx/certs/clock"));
        Assert.Single(box.Events(), e => e.GetProperty("type").GetString() == "app.certificate-ordered");
        Assert.True(visitors.Answered(10));
        Assert.Empty(visitors.Lost);
        TestContext.Current.SendDiagnosticMessage($"{Runs() - runs} runs of a cron line, {visitors.Count} visits");
    }

    private string Certificate() => box.Local("piku", "certs", "clock").Output;

    private void Rests() => Eventually.True("rest", () => box.IsAtRest("clock"), more: () => $"{string.Join(' ', box.Vassals("clock"))}\n{box.Local("piku", "plan", "clock")}{box.Said}");

    private void IsRepaired()
    {
        var site = $"{box.Root}/nginx/sites/clock.conf";
        var text = File.ReadAllText(site);
        File.AppendAllText(site, "# edited\n");
        Eventually.Equal(text, () => File.ReadAllText(site));
    }

    private int Runs()
    {
        using var said = JsonDocument.Parse(box.Local("piku", "cron", "clock", "cron-tick", "--json").Output);
        return said.RootElement.GetProperty("crons")[0].GetProperty("runs").GetArrayLength();
    }
}
