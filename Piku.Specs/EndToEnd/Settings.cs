using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Settings reach processes exactly.</summary>
[Collection(nameof(Shared))]
public sealed class Settings(PrivateBox box)
{
    public static TheoryData<string> Awkward() =>
    [
        "50% of $HOME and ${HOME} and %d %n %(here)",
        "$(touch /tmp/x) `id` \"double\" 'single'",
        "@(exec:///bin/sh -c id)",
        "a backslash at the end\\",
        "\ntwo\n\nlines",
        "; # // a comment?",
        "  spaces before",
        "Grüße 🐍",
        "a=b=c",
        "",
    ];

    [Fact]
    public void A_value_reaches_the_process_as_it_was_given()
    {
        using var app = Checkout.Web(box, "s-exact");
        app.Pushed();
        var values = Awkward().Select((row, i) => (Key: $"AWKWARD_{i}", Value: (string)row)).ToList();
        box.Verb("config:set s-exact " + string.Join(' ', values.Select(v => Quoted($"{v.Key}={v.Value}"))));
        var environment = app.Get("/env").Body;
        foreach (var (key, value) in values)
        {
            Assert.Equal(value + "\n", box.Verb($"config:get s-exact {key}").Output);
            Assert.Equal($"{value}END\n", box.Verb($"run s-exact printf %sEND \"${key}\"").Output);
            Assert.Contains($"b'{key}': ", environment, StringComparison.Ordinal);
            Assert.Contains(PythonBytes(key, value), environment, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_reaches_a_wsgi_process_too()
    {
        using var app = Checkout.Of(box, "s-wsgi", "python-wsgi");
        app.Write("app.py", "import os\ndef application(environ, start):\n    start('200 OK', [])\n    return [os.environb[b'AWKWARD']]\n").Commit("Second");
        app.Pushed();
        foreach (var value in Awkward().Select(row => (string)row))
        {
            box.Verb("config:set s-wsgi " + Quoted($"AWKWARD={value}"));
            app.Serves(value);
        }
    }

    [Fact]
    public void Settings_are_shown_changed_and_taken_away()
    {
        using var app = Checkout.Web(box, "s-verbs");
        app.Pushed();
        Assert.Equal("", box.Verb("config s-verbs").Output);
        box.Verb("config:set s-verbs A=1 B='two words'");
        Assert.Equal("A=1\nB=two words\n", box.Verb("config s-verbs").Output);
        var live = box.Verb("config:live s-verbs").Output;
        Assert.Contains("\nAPP=s-verbs\n", live, StringComparison.Ordinal);
        Assert.Contains("\nB=two words\n", live, StringComparison.Ordinal);
        Assert.Contains("Nothing has to change", box.Verb("config:set s-verbs A=1").Output, StringComparison.Ordinal);

        box.Verb("config:unset s-verbs A");
        var refused = box.Ssh("config:get s-verbs A");
        Assert.Equal((1, "Error: 'A' is not set for 's-verbs'; set it: config:set s-verbs KEY=VALUE.\n"), (refused.ExitCode, refused.Errors));
        Assert.DoesNotContain("'A'", app.Get("/env").Body, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", box.Verb("history s-verbs").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PORT=1", "PORT should be a number from 1024 to 65535")]
    [InlineData("1A=1", "'1A' is not a key")]
    [InlineData("=1", "a key is missing before '='")]
    [InlineData("A", "'A' is not KEY=VALUE")]
    [InlineData("UWSGI_PROCESSES=0", "UWSGI_PROCESSES should be a number from 1 to 1000")]
    [InlineData("NGINX_SERVER_NAME='a;b'", "NGINX_SERVER_NAME should be host names")]
    public void A_setting_that_cannot_be_is_refused_in_one_sentence(string setting, string why)
    {
        using var app = Checkout.Of(box, "s-refused", "static");
        app.Push();
        box.Refuses($"config:set s-refused {setting}", why);
        Assert.Equal("", box.Verb("config s-refused").Output);
    }

    [Fact]
    public void A_megabyte_is_refused_in_one_sentence_and_what_Linux_takes_is_taken()
    {
        using var app = Checkout.Web(box, "s-large");
        app.Pushed();
        var large = new string('x', 100_000);
        box.Verb($"config:set s-large LARGE={large}");
        Assert.Contains($"'{large}'", app.Get("/env").Body, StringComparison.Ordinal);

        var many = box.Local(["piku", "config:set", "s-large", .. Enumerable.Range(0, 10).Select(i => $"LARGE_{i}={large}")]);
        Assert.Equal((1, ""), (many.ExitCode, many.Output));
        Assert.StartsWith("Error: these settings have 1100086 bytes in all, and 524288 is the most", many.Errors, StringComparison.Ordinal);
        app.Serves("one");
    }

    /// <summary>As the far end splits it again.</summary>
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The pair as Python's repr shows it: b'KEY': b'value'.</summary>
    private static string PythonBytes(string key, string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var bytes = System.Text.Encoding.UTF8.GetBytes(value).Select(b => b switch
        {
            (byte)'\n' => "\\n",
            (byte)'\\' => @"\\",
            _ when b == quote => $"\\{quote}",
            < 32 or > 126 => $"\\x{b:x2}",
            _ => $"{(char)b}",
        });
        return $"b'{key}': b{quote}{string.Concat(bytes)}{quote}";
    }
}
