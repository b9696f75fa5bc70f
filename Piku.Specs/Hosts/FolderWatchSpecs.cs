using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Concurrency;
using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Loop;
using Piku.Reconciler.Planning;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Hosts;

/// <summary>The kernel's word on real folders.</summary>
public sealed class FolderWatchSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-watch-").FullName;
    private readonly ConcurrentQueue<FolderChange> _told = [];

    /// <summary>What is said in the watch's own thread, in which a demand would end all specs.</summary>
    private readonly ConcurrentQueue<string> _troubles = [];
    private IDisposable? _watch;

    private string Flat => $"{_folder}/flat";

    private string Deep => $"{_folder}/deep";

    public void Dispose()
    {
        _watch?.Dispose();
        Directory.Delete(_folder, recursive: true);
        Assert.Empty(_troubles);
    }

    [Fact]
    public void Files_that_are_made_written_cut_off_given_other_rights_moved_and_deleted_are_told()
    {
        Begin(Flat);
        Demand(new FolderChange(Flat, "a"), () => File.WriteAllText($"{Flat}/a", "one"));
        Demand(new FolderChange(Flat, "a"), () => File.AppendAllText($"{Flat}/a", "two"));
        Demand(new FolderChange(Flat, "a"), () => Sh($"truncate -s 1 {Flat}/a"));
        Demand(new FolderChange(Flat, "a"), () => File.SetUnixFileMode($"{Flat}/a", UnixFileMode.UserRead));
        Demand(new FolderChange(Flat, "b"), () => File.Move($"{Flat}/a", $"{Flat}/b"));
        Demand(new FolderChange(Flat, "b"), () => File.Delete($"{Flat}/b"));
        Demand(new FolderChange(Flat, "link"), () => File.CreateSymbolicLink($"{Flat}/link", "/nowhere"));
        Demand(FolderChange.Any, () => File.SetUnixFileMode(Flat, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public void What_happens_in_a_folder_of_a_deep_one_is_told_by_that_ones_name_also_when_it_has_come_or_got_its_name_later()
    {
        Directory.CreateDirectory($"{Deep}/old");
        Begin(Deep);
        Demand(new FolderChange(Deep, "old"), () => File.WriteAllText($"{Deep}/old/file", ""));
        Demand(new FolderChange(Deep, "new"), () => Directory.CreateDirectory($"{Deep}/new"));
        Demand(new FolderChange(Deep, "new"), () => File.WriteAllText($"{Deep}/new/file", ""));
        Demand(new FolderChange(Deep, "named"), () => Directory.Move($"{Deep}/new", $"{Deep}/named"));
        Eventually.True("the word of the new name", () => { _told.Clear(); File.WriteAllText($"{Deep}/named/file", "more"); return SpinWait.SpinUntil(() => _told.Contains(new FolderChange(Deep, "named")), 200); });
        Demand(new FolderChange(Deep, "old"), () => Directory.Delete($"{Deep}/old", recursive: true));
    }

    [Fact]
    public void A_folder_that_is_not_there_yet_is_watched_once_it_is()
    {
        Begin(Flat, $"{_folder}/late");
        Demand(FolderChange.Any, () => Directory.CreateDirectory($"{_folder}/late"));
        Demand(new FolderChange($"{_folder}/late", "a"), () => File.WriteAllText($"{_folder}/late/a", ""));
    }

    [Fact]
    public void A_folder_that_is_not_there_yet_is_found_however_much_happens_in_others()
    {
        Begin(Flat, $"{_folder}/late");
        Directory.CreateDirectory($"{_folder}/late");
        Eventually.True("the word of it", () =>
        {
            File.AppendAllText($"{Flat}/busy", ".");
            return _told.Contains(FolderChange.Any);
        });
        Watched($"{_folder}/late");
    }

    [Theory]
    [InlineData("rm -r flat && sleep 0.1 && mkdir flat")]
    [InlineData("mv flat other && mkdir flat")]
    [InlineData("mv flat other && sleep 0.1 && mkdir real && ln -s real flat")]
    [InlineData("mkdir next && mv -T --exchange next flat 2>/dev/null || { mv flat other && mv next flat; }")]
    public void A_folder_that_is_deleted_or_replaced_is_watched_again_and_anything_may_have_changed(string replace)
    {
        Begin(Flat, Deep);
        Demand(FolderChange.Any, () => Sh($"cd {_folder} && {replace}"));
        Watched(Flat);
        Watched(Deep);
    }

    [Fact]
    public void When_a_folder_is_replaced_those_in_it_are_watched_in_the_new_one()
    {
        Directory.CreateDirectory($"{_folder}/outer/inner/blog");
        Begin($"{_folder}/outer", $"{_folder}/outer/inner");
        Demand(FolderChange.Any, () => Sh($"cd {_folder} && mv outer former && mkdir -p outer/inner"));
        Watched($"{_folder}/outer/inner");
    }

    [Fact]
    public void When_changes_come_faster_than_they_are_taken_that_is_told()
    {
        Directory.CreateDirectory(Flat);
        var taken = new TaskCompletionSource();
        _watch = FolderWatch.Start([new WatchedFolder(Flat, Contents: true)], Slowly, Died, Warn);
        foreach (var name in new[] { "a", "b", "first" }) File.WriteAllText($"{Flat}/{name}", "");
        var atOnce = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        for (var i = 0; i < 2 * atOnce; i++) File.SetLastWriteTimeUtc($"{Flat}/{(i % 2 == 0 ? "a" : "b")}", DateTime.UnixEpoch);
        taken.SetResult();
        Eventually.True("the word that something was missed", () => _told.Contains(FolderChange.Any));
        Watched(Flat);

        void Slowly(FolderChange change)
        {
            taken.Task.Wait();
            _told.Enqueue(change);
        }
    }

    [Fact]
    public void Nothing_is_told_any_more_once_it_was_ended()
    {
        Begin(Flat);
        _watch!.Dispose();
        File.WriteAllText($"{Flat}/a", "");
        Assert.Empty(_told);
        _watch.Dispose();
    }

    [Fact]
    public void Ten_thousand_touches_of_a_file_are_a_handful_of_passes()
    {
        var root = PaperWorld.Root with { Root = _folder, AuthorizedKeys = $"{_folder}/ssh/authorized_keys" };
        foreach (var folder in root.Folders) Directory.CreateDirectory(folder);
        var journal = new MemoryJournal(TimeProvider.System);
        journal.Append(App.Absent(Samples.Blog), [new AppEvent.Created()], new Piku.Domain.Journal.Provenance("spec", "", "push"));
        var (passes, file) = (0, $"{root.Vassals}/blog_web.1_g1.ini");
        File.WriteAllText(file, "");
        var seen = new ConcurrentQueue<DateTime>();
        var triggers = new Triggers(root, journal, (tell, died) => FolderWatch.Start(new WatchTable(root).Folders, tell, died, Warn), _ => { }, () => { });
        using var loop = ReconcileLoop.Over(triggers.All(TaskPoolScheduler.Default), Pass, TaskPoolScheduler.Default).Subscribe();
        Eventually.True("the first pass", () => Volatile.Read(ref passes) > 0);
        var (before, watch) = (Volatile.Read(ref passes), System.Diagnostics.Stopwatch.StartNew());
        for (var i = 0; i < 10_000; i++) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(i));
        var handful = 3 + (int)(watch.Elapsed / TimeSpan.FromMilliseconds(200));
        Eventually.True("a pass after the last touch", () => seen.LastOrDefault() == DateTime.UnixEpoch.AddSeconds(9_999));
        Assert.InRange(Volatile.Read(ref passes) - before, 1, handful);

        Task<Verdict> Pass(AppName app)
        {
            if (app != Samples.Blog) return Task.FromResult<Verdict>(new Verdict.Converged());
            seen.Enqueue(File.GetLastWriteTimeUtc(file));
            Interlocked.Increment(ref passes);
            return Task.FromResult<Verdict>(new Verdict.Converged());
        }
    }

    private void Begin(params string[] folders)
    {
        Directory.CreateDirectory(Flat);
        Directory.CreateDirectory(Deep);
        _watch = FolderWatch.Start([.. folders.Select(folder => new WatchedFolder(folder, Contents: true, IsDeep: folder != Flat))], _told.Enqueue, Died, Warn);
    }

    private void Demand(FolderChange change, Action act)
    {
        _told.Clear();
        act();
        Eventually.True($"the word of {change}", () => _told.Contains(change));
    }

    /// <summary>It may take until the folder is found again.</summary>
    private void Watched(string folder) => Eventually.True($"a word of a file in {folder}", () =>
    {
        File.WriteAllText($"{folder}/probe", "");
        return _told.Contains(new FolderChange(folder, "probe"));
    });

    private static void Sh(string commands)
    {
        var ran = Shell.Run(["sh", "-c", commands]);
        Assert.True(ran.Well, ran.ToString());
    }

    private void Died(Exception failure) => _troubles.Enqueue(failure.Message);

    private void Warn(string sentence) => _troubles.Enqueue(sentence);
}
