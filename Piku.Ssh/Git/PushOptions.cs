using System.Collections.Immutable;
using System.Globalization;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Git;

/// <summary>What <c>git push -o …</c> asks for, as git tells it to a hook.</summary>
/// <param name="IsPlan">Only tell what the push would come to.</param>
/// <param name="IsQuiet">Say nothing but errors. That <c>git push -q</c> was asked for, git tells no hook.</param>
public sealed record PushOptions(bool IsPlan, bool IsQuiet)
{
    private const string Plan = "plan";

    private const string Quiet = "quiet";

    /// <summary>Has git offer them to whoever pushes.</summary>
    public static ImmutableArray<string> Offer { get; } = ["-c", "receive.advertisePushOptions=true"];

    /// <param name="variable">Of the environment.</param>
    /// <exception cref="RefusedException">One is not known.</exception>
    public static PushOptions Read(Func<string, string?> variable)
    {
        var count = int.TryParse(variable("GIT_PUSH_OPTION_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var given = Enumerable.Range(0, count).Select(i => variable($"GIT_PUSH_OPTION_{i}") ?? "");
        return given.FirstOrDefault(option => option is not (Plan or Quiet)) is { } unknown
            ? throw new RefusedException($"'{string.Concat(unknown.Take(40).Select(c => char.IsControl(c) ? '?' : c))}' is no push option of piku, so nothing was deployed; those are: git push -o plan, git push -o quiet.")
            : new PushOptions(given.Contains(Plan), given.Contains(Quiet));
    }
}
