using System.Runtime.CompilerServices;
using Xunit;

namespace Piku.Specs.Support;

/// <summary>
/// Compares a text with the file <c>verified/NAME</c> beside the spec's source. A difference is written to
/// <c>received/NAME</c> and fails the spec; <c>PIKU_APPROVE=1</c> accepts it.
/// </summary>
/// <remarks>The habits are Verify's, so that to use Verify instead is to change this file.</remarks>
public static class Approved
{
    /// <param name="name">A file name, or a path below the folder, such as <c>tree/nginx/blog.conf</c>.</param>
    /// <param name="folder">Where <c>verified</c> and <c>received</c> are; beside the spec's source unless told.</param>
    public static void Matches(string text, string name, string? folder = null, [CallerFilePath] string spec = "")
    {
        var beside = folder ?? Path.GetDirectoryName(spec)!;
        Assert.True(Directory.Exists(beside), $"'{beside}' is gone; build the specs where their source is.");
        var verified = Path.Combine(beside, "verified", name);
        var received = Path.Combine(beside, "received", name);
        var actual = Unix(text);
        var expected = File.Exists(verified) ? Unix(File.ReadAllText(verified)) : null;
        if (actual == expected)
        {
            if (File.Exists(received)) File.Delete(received);
            return;
        }

        if (Environment.GetEnvironmentVariable("PIKU_APPROVE") == "1")
        {
            Write(verified, actual);
            if (File.Exists(received)) File.Delete(received);
            return;
        }

        Write(received, actual);
        Assert.Fail($"{name} is not what was approved.\n  verified: {verified}{(expected is null ? " (not there yet)" : "")}\n  received: {received}\n"
            + $"To accept it: PIKU_APPROVE=1 dotnet run --project Piku.Specs\n\n{Difference(expected ?? "", actual)}");
    }

    /// <summary>
    /// Compares all files of <c>verified/</c> in a folder with these: one that is not there, one that is too many and one that
    /// differs each fail the spec. <c>PIKU_APPROVE=1</c> makes the folder hold exactly these.
    /// </summary>
    public static void Match(IReadOnlyDictionary<string, string> files, string folder)
    {
        var verified = Path.Combine(folder, "verified");
        var surplus = Directory.Exists(verified)
            ? Directory.EnumerateFiles(verified, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(verified, f)).Where(f => !files.ContainsKey(f)).ToList()
            : [];
        if (Environment.GetEnvironmentVariable("PIKU_APPROVE") == "1") foreach (var file in surplus) File.Delete(Path.Combine(verified, file));
        else Assert.True(surplus.Count == 0, $"These were approved and did not come any more: {string.Join(", ", surplus)} (in {verified}).");
        foreach (var (name, text) in files) Matches(text, name, folder);
    }

    /// <summary>Both texts as lines: kept ones after two spaces, approved ones after '-', received ones after '+'.</summary>
    public static string Difference(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var start = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = old.Reverse().Zip(now.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        end = Math.Min(end, Math.Min(old.Length, now.Length) - start);
        return string.Join('\n', [
            $"  at line {start + 1}:",
            .. old[Math.Max(0, start - 3)..start].Select(line => "  " + line),
            .. old[start..^end].Select(line => "- " + line),
            .. now[start..^end].Select(line => "+ " + line),
            .. now[^end..].Take(3).Select(line => "  " + line)]);
    }

    private static string Unix(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
