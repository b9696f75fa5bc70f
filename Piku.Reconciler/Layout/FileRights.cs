namespace Piku.Reconciler.Layout;

/// <summary>The rights of what piku writes, as <c>chmod</c> has them.</summary>
public static class FileRights
{
    /// <summary>Of what uWSGI, nginx and everybody else may read: 0644.</summary>
    public const int Public = 0x1A4;

    /// <summary>Of what nginx may read as a member of the group, and others not: 0640.</summary>
    public const int Private = 0x1A0;

    /// <summary>Of keys and values of settings: 0600.</summary>
    public const int Secret = 0x180;

    /// <summary>Of folders that uWSGI, nginx and everybody else may enter: 0755.</summary>
    public const int PublicFolder = 0x1ED;

    /// <summary>Of folders that hold secrets: 0700.</summary>
    public const int SecretFolder = 0x1C0;

    /// <summary>Set beside the rights of what belongs to another user, who alone can change them.</summary>
    public const int Another = 0x10000;

    /// <summary>What its owner may do with a folder: 0700.</summary>
    private const int Owner = 0x1C0;

    /// <summary>0002.</summary>
    private const int WrittenByAll = 0x2;

    /// <summary>Whether we can read a file with such rights: our own, or as anybody.</summary>
    public static bool AllowsReading(int rights) => (rights & ((rights & Another) == 0 ? 0x100 : 0x4)) != 0;

    /// <summary>Whether a file is ours and cannot be read by us.</summary>
    public static bool IsClosedFile(int rights) => (rights & Another) == 0 && !AllowsReading(rights);

    /// <summary>Whether a folder is ours, and what is in it can be neither listed nor reached by us.</summary>
    public static bool IsClosedFolder(int rights) => (rights & Another) == 0 && (rights & 0x140) != 0x140;

    /// <summary>The rights that a folder should have in which what is ours is, and whose rights are these: we may do everything, and who is not of its group writes nothing. One that was closed to us gets those with which it was made, and one that is another user's keeps its own.</summary>
    /// <param name="isVisited">By the workers of an nginx that are another user.</param>
    public static int OfFolder(int rights, bool isVisited) => (rights & Another) != 0 ? rights : IsClosedFolder(rights) ? PublicFolder : ((rights | Owner) & ~WrittenByAll) | (isVisited ? PublicFolder : 0);

    /// <summary>In octal digits, such as "0644".</summary>
    public static string Text(int rights) => Convert.ToString(rights & ~Another, 8).PadLeft(4, '0') + ((rights & Another) == 0 ? "" : " and another owner");
}
