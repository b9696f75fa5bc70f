using System.Collections.Immutable;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Desired;

/// <summary>What a root has whatever apps there are: what uWSGI's Emperor and nginx are started with.</summary>
public static class MainFiles
{
    public static ImmutableArray<string> Paths(RootLayout root) => [root.EmperorIni, root.ProcessStarter, root.NginxConf];

    public static ImmutableArray<DesiredFile> Of(RootLayout root) =>
    [
        new(root.EmperorIni, EmperorIni.Of(root)),
        new(root.ProcessStarter, ProcessStarter.Script),
        new(root.NginxConf, NginxMain.Of(root)),
    ];
}
