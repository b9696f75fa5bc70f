using Piku.Domain.Apps;
using Piku.Domain.Journal;
using Piku.Domain.Keys;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Drifting;

namespace Piku.Reconciler.Applying;

/// <summary>Brings sshd's file of keys to what is recorded: by pikud as it goes, and by a verb where no pikud runs, as upon the first key of a box.</summary>
public sealed class KeyFile(RootLayout root, IJournal journal, IHost host)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Provenance Adopter = new("piku", "", "adopted from a file that an earlier piku wrote");

    /// <summary>Where it is a link, where that leads.</summary>
    private string FilePath => host.LinkTarget(root.AuthorizedKeys) is null ? root.AuthorizedKeys : File.ResolveLinkTarget(root.AuthorizedKeys, returnFinalTarget: true)!.FullName;

    /// <exception cref="IOException">There is one, and it cannot be read; so nothing may take its place.</exception>
    public string Text => host.ReadText(root.AuthorizedKeys)
        ?? (host.FileExists(root.AuthorizedKeys) ? throw new IOException($"{root.AuthorizedKeys} cannot be read, so it is left as it is; give it to the user whose home it is in.") : "");

    /// <summary>Lets us read it again where we may not although it is ours.</summary>
    public FilePlan Opening() => host.Form(FilePath) is { Kind: FileKind.File, Rights: { } rights } && FileRights.IsClosedFile(rights)
        ? new FilePlan([new Step.SetRights(FilePath, FileRights.Secret)], new Drift([Rights(rights)]))
        : new FilePlan([], Drift.None);

    /// <summary>Takes in the lines of an earlier piku as events, where nothing was ever recorded of keys; so nobody loses the box by an update.</summary>
    /// <param name="lines">Those of another file, as an archive has one; null for those of sshd's.</param>
    public void Adopt(string? lines = null)
    {
        if (journal.Read(AppName.Box).Keys is null && AuthorizedKeys.Adoptable(lines ?? Text) is { IsEmpty: false } keys)
            Transaction.Run(journal, AppName.Box, _ => new KeyCommand.Adopt(keys), Adopter);
    }

    /// <summary>The lines of the ring alone: what the file has of ours.</summary>
    public string Lines(App box) => AuthorizedKeys.Of("", box.Keys ?? KeyRing.Empty, PikuProgram.File, root.Root);

    /// <summary>What of the file is other than it should be.</summary>
    public IEnumerable<Deviation> Deviations(App box)
    {
        var name = root.Below(root.AuthorizedKeys);
        if (host.Form(root.AuthorizedKeys).Kind == FileKind.Folder) return [Drift.Replaced(root, root.AuthorizedKeys, FileKind.Folder)];
        var wanted = AuthorizedKeys.Of(Text, box.Keys ?? KeyRing.Empty, PikuProgram.File, root.Root);
        return (wanted == Text, host.Form(FilePath)) switch
        {
            (false, { Kind: var kind }) => [new Deviation(name, root.AuthorizedKeys, kind == FileKind.None ? Change.Missing : Change.Edited, kind == FileKind.None ? null : Text, wanted)],
            (true, { Rights: { } rights }) when rights != FileRights.Secret => [Rights(rights)],
            _ => [],
        };
    }

    private Deviation Rights(int seen) => new(root.Below(root.AuthorizedKeys), root.AuthorizedKeys, Change.Rights, FileRights.Text(seen), FileRights.Text(FileRights.Secret));

    /// <summary>Writes the file anew where it is not as it should be. Nobody records meanwhile, so what is written is the newest.</summary>
    /// <returns>The keys as they are recorded, and the lines that are not ours.</returns>
    public (App Box, IReadOnlyList<string> Foreign) Write() => journal.Alone(alone =>
    {
        var box = alone.Read(AppName.Box);
        var ring = box.Keys ?? KeyRing.Empty;
        var (text, path) = (Text, FilePath);
        var wanted = AuthorizedKeys.Of(text, ring, PikuProgram.File, root.Root);
        if (wanted != text || (wanted != "" && File.GetUnixFileMode(path) != OwnerOnly))
        {
            host.MakeSecretFolder(Path.GetDirectoryName(path)!);
            host.WriteSecret(path, wanted);
        }

        return (box, (IReadOnlyList<string>)AuthorizedKeys.Foreign(text, ring));
    });
}
