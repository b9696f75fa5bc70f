using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Secrets that builds and processes say.</summary>
[Collection(nameof(Shared))]
public sealed class Masking(PrivateBox box)
{
    private const string Secret = "hunter2-hunter2";

    [Fact]
    public void A_secret_is_hidden_from_the_push_the_log_and_the_history()
    {
        using var app = Checkout.Web(box, "m-build");
        app.Pushed();
        box.Verb($"config:set m-build API_TOKEN={Secret} GREETING=good-morning");
        app.Write("Procfile", $"web: python3 -u server.py\npreflight: echo token=$API_TOKEN, $GREETING; printf %s hunter2-; sleep 0.2; echo hunter2 >&1\nrelease: test -n '{Secret}' && exit 3\n").Commit("Talks");
        var ran = app.Push();
        Assert.False(ran.Well);
        Assert.Matches(@"remote: +token=\*\*\*, good-morning *\n", ran.Errors);
        Assert.Matches(@"remote: +\*\*\* *\n", ran.Errors);
        Assert.Contains("release failed with exit code 3: /bin/sh -c test -n '***' && exit 3", ran.Errors, StringComparison.Ordinal);
        app.Write("Procfile", "web: echo My token is $API_TOKEN; exit 1\n").Commit("Ends");
        var ended = app.Push();
        Assert.False(ended.Well);
        Assert.Matches(@"remote: +My token is \*\*\* *\n", ended.Errors);

        Assert.DoesNotContain(Secret, ran.Said + ended.Said + box.Verb("history m-build").Output + string.Concat(Directory.EnumerateFiles($"{box.Root}/logs/m-build", "rollout-*").Select(File.ReadAllText)), StringComparison.Ordinal);
        Assert.Contains($"My token is {Secret}\n", box.Verb("logs m-build web").Output, StringComparison.Ordinal);
    }
}
