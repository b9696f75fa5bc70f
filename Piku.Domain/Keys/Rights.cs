using System.Diagnostics;
using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Domain.Keys;

/// <summary>What a key has to be allowed for what is asked, and why it is not.</summary>
/// <remarks>What nobody's key has asked, but someone on the box or the reconciler, has no fingerprint and may do everything.</remarks>
public static class Rights
{
    /// <summary>A rule a command.</summary>
    public static Right Needed(AppCommand command) => command switch
    {
        AppCommand.Push => Right.Deploy,
        AppCommand.SetConfig => Right.Deploy,
        AppCommand.UnsetConfig => Right.Deploy,
        AppCommand.UndoConfig => Right.Deploy,
        AppCommand.Deploy => Right.Deploy,
        AppCommand.Rollback => Right.Deploy,
        AppCommand.Scale => Right.Deploy,
        AppCommand.Restart => Right.Deploy,
        AppCommand.Stop => Right.Deploy,
        AppCommand.Start => Right.Deploy,
        AppCommand.BeginMaintenance => Right.Deploy,
        AppCommand.EndMaintenance => Right.Deploy,
        AppCommand.AddCertificate => Right.Deploy,
        AppCommand.RemoveCertificate => Right.Deploy,
        AppCommand.RenewCertificate => Right.Deploy,

        // The end of what is on its way, which whoever began it may ask for.
        AppCommand.ReportFailed => Right.Deploy,

        // What the reconciler reports, and no key has to.
        AppCommand.ReportBuilt or AppCommand.ReportPorts or AppCommand.ReportNoRoom or AppCommand.ReportCloudflare or AppCommand.ReportInclude => Right.Admin,
        AppCommand.ReportRepaired or AppCommand.ReportCron or AppCommand.ReportLive or AppCommand.ReportDying => Right.Admin,
        AppCommand.OrderCertificate or AppCommand.ReportCertificate or AppCommand.ReportRefused or AppCommand.ReportCertificateLost => Right.Admin,

        AppCommand.Destroy => Right.Admin,
        AppCommand.TakeOver => Right.Admin,
        AppCommand.OfBox => Right.Admin,
        _ => throw new UnreachableException($"No rule says who may {command.GetType().Name}."),
    };

    /// <param name="app">What it is asked for; null where it is for no app of its own.</param>
    /// <returns>Null when it may be done.</returns>
    public static Refusal? WhyRefused(KeyRing ring, Provenance by, Right needed, AppName? app) => (by.Fingerprint, ring.Of(by.Fingerprint), needed) switch
    {
        ("", _, _) => null,
        (_, null, _) => new Refusal($"the key '{by.Actor}' is none of this box any more; ask someone with an admin key to add it: keys:add {by.Actor}."),
        (_, { Role: Right.Admin }, _) => null,
        (_, { } key, Right.Admin) => new Refusal($"the key '{key.Name}' may only {Does(key)}, and this is for admin keys; ask someone who has one."),
        (_, { Role: Right.Read } key, Right.Deploy) => new Refusal($"the key '{key.Name}' may only {Does(key)}; ask someone with an admin key: keys:add {key.Name} --role deploy{(key.Apps.IsEmpty || app is null ? "" : Named(key.Apps.Append(app).Distinct()))}."),
        (_, { Apps.IsEmpty: false } key, Right.Deploy) when app is null => new Refusal($"the key '{key.Name}' may only {Does(key)}; name the app."),
        (_, { } key, _) when app is not null && !key.IsFor(app) => new Refusal($"the key '{key.Name}' may only {Does(key)}, and not '{app}'; ask someone with an admin key: keys:add {key.Name}{Named(key.Apps.Append(app))}."),
        _ => null,
    };

    /// <summary>All of a key's apps have to be said anew, or it would lose those that are not.</summary>
    private static string Named(IEnumerable<AppName> apps) => string.Concat(apps.Select(app => $" --app {app}"));

    /// <summary>Who may only read never sees values of settings: with them more can be done than to read.</summary>
    public static bool SeesValues(Key key) => key.MayReveal && key.Role != Right.Read;

    /// <summary>Completes "the key may …", such as "deploy 'blog' and 'shop'".</summary>
    public static string Does(Key key) => (key.Role, key.Apps) switch
    {
        (Right.Admin, _) => "do everything",
        (var role, { IsEmpty: true }) => Name(role),
        (var role, var apps) => $"{Name(role)} {string.Join(" and ", apps.Select(app => $"'{app}'"))}",
    };

    public static string Name(Right right) => right switch
    {
        Right.Read => "read",
        Right.Deploy => "deploy",
        Right.Admin => "admin",
    };

    public static Right? Named(string text) => Enum.GetValues<Right>().Where(right => Name(right) == text).Select(right => (Right?)right).FirstOrDefault();
}
