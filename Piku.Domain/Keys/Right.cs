namespace Piku.Domain.Keys;

/// <summary>What the owner of an ssh key may do; each includes those before it.</summary>
public enum Right
{
    /// <summary>Ask, and fetch; no values of settings.</summary>
    Read,

    /// <summary>Push, and ask apps for something.</summary>
    Deploy,

    /// <summary>Whatever concerns the whole box, and the end of an app.</summary>
    Admin,
}
