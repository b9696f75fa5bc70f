using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>Commands by <c>run</c>, through a real sshd: codes, streams, releases, and who gets which signal.</summary>
[Collection(nameof(Shared))]
public sealed class OneOffs(PrivateBox box)
{
    [Fact]
    public void Exit_codes_are_those_that_a_shell_tells()
    {
        using var app = Live("o-codes");
        Assert.Equal(7, box.Ssh("run o-codes exit 7").ExitCode);
        Assert.Equal(143, box.Ssh("run o-codes exec sh -c 'kill -TERM $$'").ExitCode);
        Assert.Equal(137, box.Ssh("run o-codes exec python3 -c 'import os; os.kill(os.getpid(), 9)'").ExitCode);
        Assert.Equal(137, box.Ssh("run o-codes sh -c 'kill -KILL $$'; exit $?").ExitCode);

        var missing = box.Ssh("run o-codes no-such-program --flag");
        Assert.Equal(127, missing.ExitCode);
        Assert.Contains("Error: the command ended with 127, by which shells say that a program was not found; they are looked for in /", missing.Errors, StringComparison.Ordinal);
        var locked = box.Ssh("run o-codes ./says");
        Assert.Equal(126, locked.ExitCode);
        Assert.Contains("Error: the command ended with 126, by which shells say that a file is there and cannot be executed", locked.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_reach_the_command_as_a_shell_would_hand_them()
    {
        using var app = Live("o-words");
        Assert.Equal("<a  b><it's><$HOME><*><@says><--release><v9>", box.Verb("run o-words printf '<%s>' 'a  b' \"it's\" '$HOME' '*' @says --release v9").Output.TrimEnd('\n'));
        Assert.Equal("<o-words>\n", box.Verb("run o-words printf '<%s>\\n' \"$APP\" | cat").Output);
        Assert.Equal("<a  b><$APP><\"><@says><--release>", box.Local("piku", "run", "o-words", "printf", "<%s>", "a  b", "$APP", "\"", "@says", "--release").Output.TrimEnd('\n'));
        Assert.Equal("o-words\n", box.Local("piku", "run", "o-words", "echo $APP").Output);
        box.Refuses("run o-words", "name an app and a command");
        box.Refuses("run o-words --", "name an app and a command. Usage: run APP [--release vN] COMMAND …");
        box.Refuses("apps @/etc/hostname", "Unrecognized command or argument '@/etc/hostname'");
    }

    [Fact]
    public void Input_passes_byte_for_byte_and_output_at_once()
    {
        using var app = Live("o-bytes");
        File.WriteAllBytes($"{app.Folder}/bytes", [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31 ^ i >> 8))]);
        var ran = Shell.Run(["sh", "-c", $"{box.SshLine} run o-bytes cat < {app.Folder}/bytes | cmp - {app.Folder}/bytes"]);
        Assert.True(ran is { Well: true, Said: "" }, $"{ran}");
        Assert.Equal("x\n", box.Ssh("run o-bytes cat", "x\n").Output);

        using var talk = box.StartSsh("run o-bytes echo first; echo aside >&2; read word; echo \"$word\"");
        Eventually.True("what is said before the input", () => talk.SaidSoFar.Contains("first\n", StringComparison.Ordinal) && talk.SaidSoFar.Contains("aside\n", StringComparison.Ordinal));
        talk.Feed("then\n");
        Assert.Equal("first\nthen\n", talk.End(Shell.Usual).Output);
    }

    [Fact]
    public void The_environment_is_that_of_the_app_without_a_port_and_with_the_language_of_the_session()
    {
        using var app = Live("o-env");
        box.Verb($"config:set o-env PORT={PrivateBox.FreePort()} SECRET=x");
        string Env(string how, string more = "") => Shell.Run(["sh", "-c", $"LANG=de_AT.UTF-8 LC_ALL= TERM=vt220 {box.SshLine} -o SendEnv=LANG {how} run o-env env{more}"]).Output.ReplaceLineEndings("\n");
        var plain = Env("-T").Split('\n');
        Assert.Contains("PROC_TYPE=run", plain);
        Assert.Contains("SECRET=x", plain);
        Assert.Contains("LANG=de_AT.UTF-8", plain);
        Assert.DoesNotContain(plain, line => line.StartsWith("PORT=", StringComparison.Ordinal) || line.StartsWith("TERM=", StringComparison.Ordinal) || line.StartsWith("SSH_", StringComparison.Ordinal));
        Assert.Contains("TERM=vt220\n", Env("-tt"), StringComparison.Ordinal);
        box.Verb("config:set o-env LANG=C");
        Assert.Contains("LANG=C", Env("-T").Split('\n'));
        var signals = box.Verb("run o-env grep -E '^Sig(Blk|Ign)' /proc/self/status").Output;
        Assert.Matches(@"\ASigBlk:\t0+\nSigIgn:\t0+\n\z", signals);
    }

    [Fact]
    public void A_release_is_named_with_its_code_and_its_settings()
    {
        using var app = Live("o-release");
        box.Verb("config:set o-release COLOUR=blue");
        app.Write("says", "two").Commit("Second").Pushed();
        const string Tell = "echo $(cat says) ${COLOUR-plain}";
        Assert.Equal("two blue\n", box.Verb($"run o-release {Tell}").Output);
        Assert.Equal("one plain\n", box.Verb($"run o-release --release v1 {Tell}").Output);
        Assert.Equal("one blue\n", box.Verb($"run --release 2 o-release {Tell}").Output);
        box.Refuses($"run o-release --release v99 {Tell}", "'o-release' has no release v99; see: releases o-release.");
        box.Refuses($"run o-release --release soon {Tell}", "'soon' is no release; write one such as v7.");

        box.Verb("config:set o-release PIKU_KEEP_RELEASES=1");
        Eventually.True("the end of old files", () => !box.Ssh("run o-release --release v1 true").Well);
        box.Refuses("run o-release --release v1 true", "the files of v1 of 'o-release' are not kept any more; bring it back first: rollback o-release v1.");
        Assert.Equal("two blue\n", box.Verb($"run o-release --release v4 {Tell}").Output);
    }

    [Fact]
    public void Where_nothing_was_built_or_is_live_nothing_runs()
    {
        using var app = Checkout.Inline(box, "o-failed", "web: true\npreflight: exit 1\n").Write("requirements.txt", "").Write("says", "one").Commit("First");
        app.Refused("preflight failed");
        box.Refuses("run o-failed true", "app 'o-failed' has no live release to run a command in");
        box.Refuses("run o-failed --release v1 true", "v1 of 'o-failed' was never built, so nothing can run in it; see: releases o-failed.");
    }

    [Fact]
    public void A_release_whose_release_phase_failed_can_be_looked_into_with_what_it_installed()
    {
        using var app = Checkout.Inline(box, "o-late", "web: true\nrelease: exit 1\n").Write("requirements.txt", "").Write("says", "one").Commit("First");
        app.Refused("release failed");
        Assert.Equal($"{Assert.Single(Directory.EnumerateDirectories($"{box.Root}/envs/o-late"))}/bin/python\n", box.Verb("run o-late --release v1 which python").Output);
    }

    [Fact]
    public void Who_hangs_up_leaves_nothing_that_runs()
    {
        using var app = Live("o-gone");
        var kept = $"{box.Root}/data/o-gone";
        using (box.StartSsh("run o-gone sleep 1000 >/dev/null 2>&1 & echo $! > $DATA_ROOT/a; (trap \"\" HUP TERM; while :; do sleep 1; done) & echo $! > $DATA_ROOT/b; echo $$ > $DATA_ROOT/c; wait"))
            Eventually.True("three processes", () => Runs("a") && Runs("b") && Runs("c"));
        Eventually.True("their end", () => !Runs("a") && !Runs("b") && !Runs("c"), seconds: 30);

        bool Runs(string file) => File.Exists($"{kept}/{file}") && File.ReadAllText($"{kept}/{file}").Trim() is { Length: > 0 } pid && Directory.Exists($"/proc/{pid}");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void A_signal_to_piku_is_one_to_the_command_and_its_children(string signal)
    {
        var name = $"o-sig-{(signal == "TERM" ? "a" : signal == "INT" ? "b" : "c")}";
        using var app = Live(name);
        using var ran = box.StartSsh($"run {name} python3 -c \"import os, signal; signal.signal(signal.SIG{signal}, lambda *_: os._exit(os.write(1, b\\\"child\\\\n\\\") - 6)); os.write(1, b\\\"ready\\\\n\\\"); signal.pause()\" & trap \"wait; echo parent; exit 5\" {signal}; echo piku $PPID; wait; wait");
        Eventually.True("both to be there", () => ran.SaidSoFar.Contains("ready\n", StringComparison.Ordinal) && ran.SaidSoFar.Contains("piku ", StringComparison.Ordinal));
        var piku = ran.SaidSoFar.Split('\n').First(line => line.StartsWith("piku ", StringComparison.Ordinal))[5..];
        Assert.StartsWith($"{box.Root}/bin/piku\0", File.ReadAllText($"/proc/{piku}/cmdline"), StringComparison.Ordinal);
        Shell.Run(["kill", $"-{signal}", piku]);
        var ended = ran.End(Shell.Usual);
        Assert.Equal(5, ended.ExitCode);
        Assert.EndsWith("child\nparent\n", ended.Output, StringComparison.Ordinal);
    }

    private Checkout Live(string name)
    {
        var app = Checkout.Web(box, name);
        app.Pushed();
        return app;
    }
}
