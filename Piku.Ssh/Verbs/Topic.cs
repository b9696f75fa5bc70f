namespace Piku.Ssh.Verbs;

/// <summary>What a verb is about, in the order in which help and the docs tell of them.</summary>
public enum Topic
{
    Apps,
    Settings,
    Processes,
    Releases,
    Sites,
    Keys,
    Box,
}
