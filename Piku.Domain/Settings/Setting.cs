namespace Piku.Domain.Settings;

/// <summary>A setting that means something to piku; every other key goes to the app as it is.</summary>
/// <param name="Default">As text; empty when unset means "not at all".</param>
/// <param name="Build">Is part of the fingerprint of environments: changing it has them built again.</param>
public sealed record Setting(string Name, SettingKind Kind, string Default, string Meaning, bool Build = false);

/// <summary>What a setting's value must look like; ends in a sentence when it does not.</summary>
public abstract record SettingKind
{
    private SettingKind()
    {
    }

    public sealed record Number(int Least, int Most) : SettingKind;

    public sealed record Flag : SettingKind;

    /// <summary>Addresses and ranges of them; see <see cref="AddressRange"/>.</summary>
    public sealed record Addresses : SettingKind;

    /// <param name="Pattern">Anchored.</param>
    /// <param name="Looks">Completes "should be …".</param>
    public sealed record Text(System.Text.RegularExpressions.Regex Pattern, string Looks) : SettingKind;
}
