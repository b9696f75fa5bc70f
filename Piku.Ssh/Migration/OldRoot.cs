using System.Collections.Immutable;

namespace Piku.Ssh.Migration;

/// <summary>Where everything is in a root folder of the original piku.</summary>
/// <param name="Path">Absolute, without a final slash.</param>
public sealed record OldRoot(string Path)
{
    /// <summary>Of the user who has it: the root is <c>~/.piku</c>.</summary>
    public string Home => System.IO.Path.GetDirectoryName(Path) ?? "/";

    public string WorkTrees => $"{Path}/apps";

    public string Repositories => $"{Path}/repos";

    public string Vassals => $"{Path}/uwsgi-enabled";

    public string AuthorizedKeys => $"{Home}/.ssh/authorized_keys";

    public string WorkTree(string app) => $"{WorkTrees}/{app}";

    public string Repository(string app) => $"{Repositories}/{app}";

    public string Data(string app) => $"{Path}/data/{app}";

    public string Logs(string app) => $"{Path}/logs/{app}";

    /// <summary>Those in which apps have something, and the root itself.</summary>
    public ImmutableArray<string> Folders => [Path, WorkTrees, Repositories, Vassals, $"{Path}/envs", $"{Path}/data"];

    public string SettingsFolder(string app) => $"{Path}/envs/{app}";

    /// <summary>One of ENV, LIVE_ENV and SCALING.</summary>
    public string Settings(string app, string file) => $"{SettingsFolder(app)}/{file}";

    /// <summary>Pairs of a certificate with its chain and a key, the one that nginx serves first.</summary>
    public IEnumerable<(string Chain, string Key)> Certificates(string app, IEnumerable<string> names) =>
        names.SelectMany(name => new[] { $"{name}_ecc", name }.Select(folder => ($"{Home}/.acme.sh/{folder}/fullchain.cer", $"{Home}/.acme.sh/{folder}/{name}.key")))
            .Prepend(($"{Path}/nginx/{app}.crt", $"{Path}/nginx/{app}.key"));
}
