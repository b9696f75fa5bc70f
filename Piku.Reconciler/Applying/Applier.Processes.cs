using Piku.Domain.Apps;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying;

/// <content>Processes that are to end.</content>
public sealed partial class Applier
{
    private void Dismiss(App app, string name)
    {
        var files = new VassalFiles(root, name);
        host.DeleteFile(files.Ini);
        host.DeleteFile(files.OnDemand);
        host.DeleteFolder(files.Environment);
        foreach (var note in files.Notes)
        {
            MakeWay(app, note);
            host.DeleteFile(note);
        }

        if (files.Socket is { } socket) host.DeleteFile(socket);
    }

    /// <summary>A note is no file that is looked after; so what somebody has put in the place of one is found only where it is in the way.</summary>
    private void MakeWay(App app, string note)
    {
        if (host.Form(note).Kind == FileKind.Folder) host.PutAside(note, root.Replaced(app.Name, clock.GetUtcNow(), note));
    }
}
