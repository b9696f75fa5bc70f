using System.Globalization;
using Piku.Domain.Apps;
using Piku.Reconciler.Journal;
using Piku.Specs.Decider;
using Piku.Specs.Support;
using static Piku.Specs.Journal.Sample;

namespace Piku.Specs.Journal;

/// <summary>The files of a journal with a seeded history of three apps, and all that was recorded.</summary>
/// <param name="States">What each app came to after each of its events, from none on.</param>
internal sealed record RecordedBox(byte[] Data, byte[] Log, IReadOnlyList<StoredRecord> Events, IReadOnlyDictionary<AppName, List<string>> States)
{
    private static readonly AppName[] Names = [Blog, Shop, AppName.Parse("wiki")];

    /// <param name="settled">Which part of the appends is in the file, the rest being in the log; a chance that the seed decides unless told.</param>
    public static RecordedBox Of(int seed, double? settled = null)
    {
        var (chance, data, log) = (new Random(seed), new MemoryFile(), new MemoryFile());
        var states = Names.ToDictionary(name => name, name => new List<string> { Text(Retelling.Essence(App.Absent(name))) });
        var inFile = (settled ?? (seed % 2 == 0 ? 1.0 : 0.7)) * 60;
        using var session = JournalSession.Open(data, log);
        for (var i = 0; i < 60; i++)
        {
            var app = session.Read(i == 0 ? Blog : Names[chance.Next(Names.Length)]);
            var recorded = session.Append(app, Next(app, chance), By, null, Samples.Noon.AddMinutes(i))!;
            foreach (var one in recorded) states[app.Name].Add(Text(Retelling.Essence(app = AppDecider.Evolve(app, one.Event, one.At))));
            if (i < inFile) session.Settle();
        }

        return new RecordedBox(data.Bytes, log.Bytes, session.After(0, int.MaxValue), states);
    }

    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes($"{folder}/journal.db", Data);
        File.WriteAllBytes($"{folder}/journal-log.db", Log);
        File.WriteAllText($"{folder}/head", string.Create(CultureInfo.InvariantCulture, $"{Events[^1].Seq} {Events[^1].Hash}\n"));
    }

    private static IReadOnlyList<AppEvent> Next(App app, Random chance)
    {
        if (!app.Exists) return FirstPush(app);
        if (chance.Next(6) == 0) return [Config($"KEY{chance.Next(3)}", new string((char)('a' + chance.Next(26)), chance.Next(3) == 0 ? 12_000 : chance.Next(300)))];
        var move = new Move(chance.Next(Move.CommandNames.Length + 7), chance.Next(12), 0, 0);
        return AppDecider.Decide(move.For(app), app) is Decision.Accepted(var events) ? events : [];
    }

    private static IReadOnlyList<AppEvent> FirstPush(App app) =>
        AppDecider.Decide(new AppCommand.Push(Samples.SlugA), app) is Decision.Accepted(var events) ? events : [];
}

/// <summary>What an SD card, a power cut or a hand does to a journal's files.</summary>
internal static class Damage
{
    public const int PageSize = 8192;

    public const byte IndexPage = 3;

    public const byte DataPage = 4;

    /// <returns>What can come of it at most: whether something may be read as another thing that is right too, and how many events may be unreadable.</returns>
    public static (bool MayMislead, int MostLost) Of(Random chance, string folder)
    {
        var (data, log) = ($"{folder}/journal.db", $"{folder}/journal-log.db");
        var (kind, times) = (chance.Next(9), chance.Next(1, 20));
        if (kind == 0) File.Delete(log);
        else if (kind == 1) Change(log, bytes => Flip(bytes, chance, 1));
        else if (kind == 2) Cut(chance.Next(2) == 0 && new FileInfo(log).Length > 0 ? log : data, chance);
        else Change(data, bytes => Hurt(kind, times, bytes, chance));
        if (chance.Next(10) == 0) File.Delete($"{folder}/head");
        return (kind is 1 or 3 or 4 or 8, kind switch { 3 or 4 => times, 7 => 0, _ => int.MaxValue });
    }

    public static void NoiseInIndexes(byte[] bytes, Random chance)
    {
        for (var page = 0; page < bytes.Length; page += PageSize)
            if (bytes[page + 4] == IndexPage) chance.NextBytes(bytes.AsSpan(page + 32, PageSize - 32));
    }

    private static void Hurt(int kind, int times, byte[] bytes, Random chance)
    {
        if (kind <= 4) Flip(bytes, chance, times);
        else if (kind <= 6) for (var i = times % 4; i >= 0; i--) bytes.AsSpan(chance.Next(bytes.Length / PageSize) * PageSize, PageSize).Clear();
        else if (kind == 7) NoiseInIndexes(bytes, chance);
        else chance.NextBytes(bytes.AsSpan(chance.Next(bytes.Length / 512) * 512, 512));
    }

    private static void Flip(byte[] bytes, Random chance, int times)
    {
        for (var i = bytes.Length == 0 ? times : 0; i < times; i++) bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
    }

    private static void Cut(string path, Random chance)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(chance.NextInt64(file.Length));
    }

    private static void Change(string path, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }
}
