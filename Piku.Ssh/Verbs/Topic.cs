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

/// <summary>Topics as people write and read them.</summary>
public static class Topics
{
    public static IEnumerable<Topic> All => Enum.GetValues<Topic>();

    public static string Name(Topic topic) => topic switch
    {
        Topic.Apps => "apps",
        Topic.Settings => "settings",
        Topic.Processes => "processes",
        Topic.Releases => "releases",
        Topic.Sites => "sites",
        Topic.Keys => "keys",
        Topic.Box => "box",
    };

    public static string Title(Topic topic) => topic switch
    {
        Topic.Apps => "Apps",
        Topic.Settings => "Settings of an app",
        Topic.Processes => "Processes of an app",
        Topic.Releases => "Releases of an app",
        Topic.Sites => "Sites and certificates",
        Topic.Keys => "Keys of people",
        Topic.Box => "The box",
    };
}
