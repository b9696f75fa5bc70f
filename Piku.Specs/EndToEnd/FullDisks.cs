using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>The disk is full during each step of a deploy, one after the other.</summary>
public sealed class FullDisks
{
    [Fact]
    public void A_deploy_waits_for_room_and_says_so_and_nothing_that_was_acknowledged_is_lost()
    {
        if (!DiskBox.CanMount)
        {
            Console.WriteLine("skipped: Piku.Specs.EndToEnd.FullDisks needs root, and the right to mount a disk");
            return;
        }

        using var box = new DiskBox();
        using var app = Checkout.Web(box, "disk");
        app.Pushed();
        using var visitors = new Visitors(app.Host, box.HttpsPort, atOnce: 2, TimeSpan.FromMilliseconds(25));
        Eventually.True("rest", () => box.IsAtRest("disk"));
        var (seen, steps, told, keys) = (0, new HashSet<string>(), new List<string>(), new Dictionary<int, Running>());
        box.HaltAlways(HaltingBox.Stop);
        using var push = app.Write("says", "two").Commit("Second").StartPush();
        while (true)
        {
            Eventually.True("another step", () => Stands() || (push.HasEnded && box.IsAtRest("disk")), seconds: 40, more: () => $"{push.SaidSoFar}\n{box.Said}\n{string.Join('\n', box.Reached)}");
            if (!Stands()) break;
            seen = box.Reached.Length;
            if (!box.Reached[^1].StartsWith("before ", StringComparison.Ordinal) || !steps.Add(box.Reached[^1])) box.GoOn();
            else WithoutRoom();
        }

        var ran = push.End(Shell.Usual);
        Assert.True(ran.Well, $"{ran}");
        app.Serves("two");
        Assert.NotEmpty(told);
        Assert.All(told, said => Assert.Contains($"the disk that holds {box.Root} is full; free some space, and pikud goes on by itself", said, StringComparison.Ordinal));
        var promised = keys.Where(key => IsPromised(key.Value)).Select(key => key.Key).ToList();
        var known = box.Verb("keys").Output;
        Assert.All(promised, number => Assert.Contains($"friend-{number} ", known, StringComparison.Ordinal));
        Assert.True(visitors.Answered(10));
        Assert.Empty(visitors.Lost);
        TestContext.Current.SendDiagnosticMessage($"full at {steps.Count} steps, of which {told.Count} waited for room: {string.Join(", ", steps)}; {promised.Count} keys were recorded meanwhile");

        bool Stands() => box.Reached.Length > seen && box.HasPikudStopped;

        void WithoutRoom()
        {
            box.Fill();
            var before = box.Said.Length;
            box.GoOn();
            keys[steps.Count] = AddKey(steps.Count);
            Eventually.True($"the next step after {box.Reached[^1]}, or a word that there is no room", () => Stands() || box.Said.Length > before, seconds: 30);
            if (!Stands()) told.Add(box.Local("piku", "why", "disk").Said);
            app.Get();
            box.MakeRoom();
        }

        Running AddKey(int number)
        {
            var key = $"ssh-ed25519 {Convert.ToBase64String([0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. Enumerable.Repeat((byte)number, 32)])} friend";
            var adding = box.StartLocal("piku", "setup:ssh", "-", "--name", $"friend-{number}");
            adding.Feed(key);
            return adding;
        }
    }

    /// <summary>Whether the verb has said that it is recorded; otherwise it has said why not.</summary>
    private static bool IsPromised(Running adding)
    {
        using var verb = adding;
        var added = verb.End(Shell.Usual);
        var isRecorded = added.Well || added.Errors.Contains("It is recorded, and done once it can be", StringComparison.Ordinal);
        // A pikud that has stopped may have done so with the journal in its hands.
        Assert.True(isRecorded || added.Errors.Contains("is full, so nothing was recorded; free some space and try again", StringComparison.Ordinal) || added.Errors.Contains("the journal is locked by", StringComparison.Ordinal), $"{added}");
        return isRecorded;
    }
}
