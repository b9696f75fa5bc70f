using System.Text.Json;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What somebody does to files of piku's by hand, on a box that runs.</summary>
[Collection(nameof(Alone))]
public sealed class Drifting(PrivateBox box)
{
    /// <summary>What is done · to which file, given the app's vassal · what is seen once it is healed, and the app answers.</summary>
    private static readonly (string What, Func<PrivateBox, string, string> Path, Action<string> How)[] Table =
    [
        ("a site is emptied", (box, _) => $"{box.Root}/nginx/sites/d-hand.conf", path => File.WriteAllText(path, "")),
        ("a site is replaced by a folder", (box, _) => $"{box.Root}/nginx/sites/d-hand.conf", path => { File.Delete(path); Directory.CreateDirectory(path); }),
        ("a site is replaced by a link", (box, _) => $"{box.Root}/nginx/sites/d-hand.conf", path => { File.Move(path, $"{path}.mine"); File.CreateSymbolicLink(path, $"{path}.mine"); }),
        ("a vassal is written by everybody", (box, vassal) => $"{box.Root}/uwsgi-enabled/{vassal}", path => Shell.Run(["chmod", "666", path])),
        ("a vassal is replaced by a folder", (box, vassal) => $"{box.Root}/uwsgi-enabled/{vassal}", path => { File.Delete(path); Directory.CreateDirectory(path); }),
        ("a variable is edited", (box, vassal) => $"{box.Root}/uwsgi/env/{vassal[..^4]}/PIKU_DRAIN_SECONDS", path => File.WriteAllText(path, "7")),
        ("an environment is read by everybody", (box, vassal) => $"{box.Root}/uwsgi/env/{vassal[..^4]}", path => Shell.Run(["chmod", "755", path])),
        ("an environment is closed to piku", (box, vassal) => $"{box.Root}/uwsgi/env/{vassal[..^4]}", path => Shell.Run(["chmod", "000", path])),
        ("the code is closed to piku", (box, _) => Code(box), path => Shell.Run(["chmod", "000", path])),
        ("where the certificates are is closed to piku", (box, _) => $"{box.Root}/nginx/certs/d-hand", path => Shell.Run(["chmod", "000", path])),
        ("where all sites are is closed to piku", (box, _) => $"{box.Root}/nginx/sites", path => Shell.Run(["chmod", "000", path])),
        ("where all vassals are is closed to piku", (box, _) => $"{box.Root}/uwsgi-enabled", path => Shell.Run(["chmod", "000", path])),
        ("the link to the code is gone", (box, _) => $"{box.Root}/apps/d-hand", File.Delete),
        ("the code is gone", (box, _) => Code(box), path => Directory.Delete(path, recursive: true)),
        ("nginx's own file is edited", (box, _) => $"{box.Root}/nginx/nginx.conf", path => File.AppendAllText(path, "# mine\n")),
        ("the Emperor's own file is gone", (box, _) => $"{box.Root}/uwsgi/emperor.ini", File.Delete),
        ("a line of sshd's file is gone", (box, _) => $"{box.Root}/ssh/authorized_keys", path => File.WriteAllText(path, "")),
    ];

    [Fact]
    public void Whatever_is_done_by_hand_is_put_back_told_once_with_its_difference_and_kept()
    {
        using var app = Checkout.Web(box, "d-hand");
        app.Pushed();
        foreach (var (what, find, how) in Table)
        {
            // Fresh processes may just have taken the place of others.
            Eventually.Equal(1, () => box.Vassals("d-hand").Length);
            var path = find(box, box.Vassals("d-hand").Single());
            var (before, newest) = (Picture(path), Newest());
            ByHand(() => how(path));
            Eventually.Equal(before, () => Picture(path), seconds: 65);
            Eventually.True($"a word that {what}", () => Repairs(newest).Count > 0, more: () => box.Verb("history").Output);
            Eventually.Equal((200, "one"), () => app.Get());
            Assert.True(Assert.Single(Repairs(newest)).GetProperty("difference").GetString() is { Length: > 0 }, what);
        }

        Assert.True(File.Exists($"{box.Root}/nginx/sites/d-hand.conf.mine"));
        File.Delete($"{box.Root}/nginx/sites/d-hand.conf.mine");
        Assert.Contains(Directory.EnumerateFiles($"{box.Root}/drift", "*", SearchOption.AllDirectories), file => file.EndsWith("PIKU_DRAIN_SECONDS", StringComparison.Ordinal) && File.ReadAllText(file) == "7");
        Assert.Equal("drwx------", Shell.Run(["stat", "-c", "%A", $"{box.Root}/drift"]).Output.Trim());
    }

    /// <summary>Above its mark, by which pikud sees whether nginx serves a site.</summary>
    [Fact]
    public void An_edit_that_nginx_has_read_is_not_served_any_more_once_it_is_put_back()
    {
        using var app = Checkout.Web(box, "d-read");
        app.Pushed();
        ByHand(() =>
        {
            Edit(app);
            Assert.True(Shell.Run(["kill", "-HUP", $"{box.Pid("nginx")}"]).Well);
            Eventually.True("that nginx serves the edit", IsServed);
        });
        Eventually.True("the end of that", () => !IsServed(), seconds: 65);

        bool IsServed() => Shell.Run(["curl", "-si", "-H", $"Host: {app.Host}", $"http://127.0.0.1:{box.HttpPort}/"]).Output.Contains("X-Mine: yes", StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_edited_is_told_though_nginx_cannot_be_asked_to_read_it_again()
    {
        using var app = Checkout.Web(box, "d-down");
        app.Pushed();
        box.Kill("nginx", "QUIT");
        try
        {
            Edit(app);
            Eventually.True("a word about it", () => box.Verb("history d-down").Output.Contains("written again, for it was not as it should be: nginx/sites/d-down.conf", StringComparison.Ordinal), seconds: 65);
        }
        finally
        {
            box.Start();
        }

        Eventually.Equal((200, "one"), () => app.Get());
        Assert.Single(box.Verb("history d-down").Output.Split('\n'), line => line.Contains("written again", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_live_comes_back_while_the_next_release_is_still_built()
    {
        using var app = Checkout.Web(box, "d-build");
        app.Pushed();
        var vassal = $"{box.Root}/uwsgi-enabled/{box.Vassals("d-build").Single()}";
        app.Write("Procfile", "web: python3 -u server.py\npreflight: while ! test -e $DATA_ROOT/built; do sleep 0.1; done\n").Write("says", "two").Commit("Takes its time");
        using var push = app.StartPush();
        Eventually.True("the build", () => box.Verb("releases d-build").Output.Contains("building", StringComparison.Ordinal), more: () => box.Verb("releases d-build").Output);
        File.Delete(vassal);
        File.Delete($"{box.Root}/nginx/sites/d-build.conf");
        Eventually.True("the return of both", () => File.Exists(vassal) && File.Exists($"{box.Root}/nginx/sites/d-build.conf"));
        Eventually.Equal((200, "one"), () => app.Get());
        File.WriteAllText($"{box.Root}/data/d-build/built", "");
        Assert.True(push.End(TimeSpan.FromMinutes(2)).Well);
        app.Serves("two");
    }

    private void Edit(Checkout app)
    {
        var site = $"{box.Root}/nginx/sites/{app.App}.conf";
        File.WriteAllText(site, File.ReadAllText(site).Replace("    server_name ", "    add_header X-Mine yes always;\n    server_name ", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_that_is_wished_an_edit_is_left_and_the_doctor_tells_of_it_until_something_is_asked_of_the_app()
    {
        using var app = Checkout.Web(box, "d-left");
        app.Pushed();
        box.Verb("config:set d-left PIKU_DRIFT=report");
        var site = $"{box.Root}/nginx/sites/d-left.conf";
        Eventually.True("rest", () => box.Local("piku", "doctor", "d-left").Well);
        var text = File.ReadAllText(site);
        File.AppendAllText(site, "# mine\n");
        Eventually.True("a word", () => box.Verb("history d-left -n 1").Output.Contains("left as it is", StringComparison.Ordinal), seconds: 65);
        Assert.EndsWith("# mine\n", File.ReadAllText(site), StringComparison.Ordinal);
        var told = box.Local("piku", "doctor", "d-left");
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("edited  nginx/sites/d-left.conf", told.Output, StringComparison.Ordinal);
        Assert.Contains("config:unset d-left PIKU_DRIFT", told.Output, StringComparison.Ordinal);
        box.Verb("restart d-left");
        Eventually.Equal(text.Length, () => File.ReadAllText(site).Length);
    }

    /// <summary>As after root has brought back a backup with its own hands.</summary>
    [Fact]
    public void What_is_roots_now_gives_way_or_is_told_with_what_to_do_and_keeps_nothing_else_from_being_seen()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.WriteLine("skipped: Piku.Specs.EndToEnd.Drifting.What_is_roots_now needs root");
            return;
        }

        using var app = Checkout.Web(box, "d-root");
        app.Pushed();
        var vassal = box.Vassals("d-root").Single()[..^4];
        string[] ours = [$"{box.Root}/uwsgi/env/{vassal}", $"{box.Root}/nginx/sites/d-root.conf", $"{box.Root}/uwsgi-enabled/{vassal}.ini"];
        ByHand(() => Assert.True(Shell.Run(["chown", "-R", "root:", .. ours]).Well));
        Eventually.True("that all is piku's again", () => Shell.Run(["stat", "-c", "%U", .. ours]).Output == "piku\npiku\npiku\n", seconds: 65);
        Eventually.Equal((200, "one"), () => app.Get());

        var keys = $"{box.Root}/ssh/authorized_keys";
        var (slugs, lines) = ($"{box.Root}/slugs/d-root", File.ReadAllText(keys));
        ByHand(() => Assert.True(Shell.Run(["sh", "-c", $"chown root: {keys} {slugs} && chmod 600 {keys} && chmod 700 {slugs}"]).Well));
        var told = box.Local("piku", "doctor");
        Assert.Equal(1, told.ExitCode);
        Assert.Contains($"keys: {keys} cannot be read, so it is left as it is: give it back, as root: chown piku {keys}.", told.Output, StringComparison.Ordinal);
        Assert.Contains($"files: Access to the path '{slugs}' is denied: it has to belong to piku", told.Output, StringComparison.Ordinal);
        Assert.Contains("pikud: It runs.", told.Output, StringComparison.Ordinal);
        Assert.Equal((200, "one"), app.Get());
        Assert.True(Shell.Run(["sh", "-c", $"chown piku: {keys} {slugs}"]).Well);
        Assert.Equal(lines, File.ReadAllText(keys));
        Eventually.True("rest", () => box.Local("piku", "doctor", "d-root").Well, more: () => box.Local("piku", "doctor", "d-root").Output);
    }

    /// <summary>No DNS may ever know a name below <c>.invalid</c>.</summary>
    [Fact]
    public void The_doctor_tells_of_a_name_that_leads_nowhere()
    {
        using var app = Checkout.Web(box, "d-nowhere");
        app.Pushed();
        box.Verb("config:set d-nowhere NGINX_SERVER_NAME=www.nowhere.invalid");
        var told = box.Local("piku", "doctor", "d-nowhere");
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("!! DNS: www.nowhere.invalid leads nowhere, as far as this box can see: let your DNS name the address of this box for www.nowhere.invalid.", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_others_are_left_and_the_doctor_names_them()
    {
        var strangers = new[] { $"{box.Root}/nginx/sites/mine.txt", $"{box.Root}/uwsgi-enabled/d-none_web.1_g1.ini.off", $"{box.Root}/run/doors/mine" };
        foreach (var path in strangers) File.WriteAllText(path, "mine\n");
        Shell.Run(["sh", "-c", $"chown --reference={box.Root} {string.Join(' ', strangers)}"]);
        using var json = JsonDocument.Parse(box.Local("piku", "doctor", "--json").Output);
        var foreign = json.RootElement.GetProperty("parts")[0].GetProperty("files").EnumerateArray().Where(file => file.GetProperty("state").GetString() == "foreign").Select(file => $"{box.Root}/{file.GetProperty("path").GetString()}").ToList();
        Assert.All(strangers, path => Assert.Contains(path, foreign));
        Assert.All(strangers, path => Assert.Equal("mine\n", File.ReadAllText(path)));
        foreach (var path in strangers) File.Delete(path);
    }

    /// <summary>All of it at once: pikud would repair the first half of an edit before the second one.</summary>
    private void ByHand(Action edit)
    {
        Signal("STOP");
        try
        {
            edit();
        }
        finally
        {
            Signal("CONT");
        }

        void Signal(string name) => Assert.True(Shell.Run(["kill", $"-{name}", $"{box.Pid("pikud")}"]).Well);
    }

    private static string Code(PrivateBox box) => Directory.EnumerateDirectories($"{box.Root}/slugs/d-hand").Single(folder => !Path.GetFileName(folder).StartsWith('.'));

    /// <summary>What is there, with its rights: of a folder, the names in it.</summary>
    private static string Picture(string path) =>
        Shell.Run(["sh", "-c", $"stat -c '%F %a %U' {path} && if test -d {path}; then ls {path}; else cat {path}; fi"]).Output;

    /// <summary>By number, for the history of a box that others use too may be longer than any list of it.</summary>
    private long Newest() => Told(1)[0].GetProperty("event").GetInt64();

    private List<JsonElement> Repairs(long after) =>
        [.. Told(50).Where(one => one.GetProperty("event").GetInt64() > after && one.GetProperty("type").GetString() == "app.repaired" && one.GetProperty("app").GetString() is "d-hand" or "@box").Select(one => one.GetProperty("data"))];

    private List<JsonElement> Told(int most) =>
        [.. JsonDocument.Parse(box.Verb($"history -n {most} --json").Output).RootElement.GetProperty("events").EnumerateArray()];
}
