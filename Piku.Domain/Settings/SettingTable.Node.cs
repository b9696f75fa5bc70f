using System.Text.RegularExpressions;

namespace Piku.Domain.Settings;

/// <content>Settings about Node.</content>
public static partial class SettingTable
{
    private static Setting[] OfNode =>
    [
        new("NODE_VERSION", new SettingKind.Text(NodePattern(), "a version, such as '22' or '^20.11' or '>=18.19.1'"), "", "The Node that builds and runs the app; goes before the repository's `.node-version`, `.nvmrc` and `engines`. Where the box has another one, npm brings it.", Build: true),
        new("NODE_PACKAGE_MANAGER", new SettingKind.Text(ManagerPattern(), "'npm', 'yarn' or 'pnpm', or one of them with a version, such as 'pnpm@9'"), "", "What installs the app's packages; goes before `packageManager` in `package.json` and the lock files. Where the box does not have it, npm brings it.", Build: true),
        new("NODE_MODULES_APART", new SettingKind.Flag(), "true", "Whether packages are installed once for all pushes with the same lock file, and the app has a link to them; `false` for tools that do not follow a link out of the app's folder.", Build: true),
    ];

    [GeneratedRegex(@"\A(>=|\^|~)?v?[0-9]{1,3}(\.[0-9]{1,4}){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NodePattern();

    [GeneratedRegex(@"\A(npm|yarn|pnpm)(@[0-9]{1,4}(\.[0-9]{1,4}){0,2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ManagerPattern();
}
