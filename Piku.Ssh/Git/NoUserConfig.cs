using LibGit2Sharp;

namespace Piku.Ssh.Git;

/// <summary>Repositories here are the box's, and not of whoever happens to call: nobody's <c>.gitconfig</c> is read, nor even looked for.</summary>
internal static class NoUserConfig
{
    private static readonly ConfigurationLevel[] Levels = [ConfigurationLevel.Global, ConfigurationLevel.Xdg, ConfigurationLevel.System];

    /// <summary>Before the first repository is opened; doing it twice is doing it once.</summary>
    public static void Apply()
    {
        foreach (var level in Levels) GlobalSettings.SetConfigSearchPaths(level, "/dev/null");
    }
}
