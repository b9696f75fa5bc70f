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

    /// <summary>In octal digits, such as "0644".</summary>
    public static string Text(int rights) => Convert.ToString(rights, 8).PadLeft(4, '0');
}
