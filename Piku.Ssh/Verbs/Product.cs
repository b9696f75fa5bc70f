namespace Piku.Ssh.Verbs;

/// <summary>What this program is, as the build has it.</summary>
public static class Product
{
    /// <summary>Such as "0.9.0".</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version!.ToString(3);
}
