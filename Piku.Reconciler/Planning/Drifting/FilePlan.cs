using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Observed;

namespace Piku.Reconciler.Planning.Drifting;

/// <summary>Brings the box's own files to what they should be. Pure.</summary>
/// <param name="Steps">To be done in their order.</param>
/// <param name="Drift">What of the files is other than it should be.</param>
public sealed record FilePlan(ImmutableArray<Step> Steps, Drift Drift)
{
    /// <summary>The folders in which everything is: there, open to us, and written by nobody else.</summary>
    public static FilePlan OfFolders(RootLayout root, OwnFiles seen, DateTimeOffset now)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var deviations = ImmutableArray.CreateBuilder<Deviation>();
        foreach (var folder in root.Folders)
        {
            var name = root.Below(folder);
            if (!seen.HasFolder(folder))
            {
                if (seen.InTheWay.TryGetValue(folder, out var kind))
                {
                    steps.Add(new Step.PutAside(folder, root.Replaced(AppName.Box, now, folder)));
                    deviations.Add(Drift.Replaced(root, folder, kind));
                }

                steps.Add(new Step.MakeFolder(folder));
                deviations.Add(new Deviation(name, folder, Change.Missing));
            }
            else if (seen.Rights.TryGetValue(folder, out var rights) && (folder == root.State ? FileRights.SecretFolder : FileRights.OfFolder(rights, root.SharesNginx)) is var wanted && rights != wanted)
            {
                steps.Add(new Step.SetRights(folder, wanted));
                deviations.Add(new Deviation(name, folder, Change.Rights, FileRights.Text(rights), FileRights.Text(wanted)));
            }
        }

        return new FilePlan(steps.ToImmutable(), new Drift(deviations.ToImmutable()));
    }

    public static FilePlan Of(RootLayout root, IEnumerable<DesiredFile> files, OwnFiles seen, DateTimeOffset now)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        var deviations = ImmutableArray.CreateBuilder<Deviation>();
        foreach (var file in files)
        {
            var (name, text) = (root.Below(file.Path), seen.Text(file.Path));
            if (seen.InTheWay.TryGetValue(file.Path, out var kind))
            {
                steps.Add(new Step.PutAside(file.Path, root.Replaced(AppName.Box, now, file.Path)));
                deviations.Add(Drift.Replaced(root, file.Path, kind));
            }

            if (text != file.Content)
            {
                steps.Add(new Step.WriteFile(file));
                deviations.Add(new Deviation(name, file.Path, text is null ? Change.Missing : Change.Edited, text, file.Content));
            }
            else if (seen.Rights.TryGetValue(file.Path, out var rights) && rights != file.Rights)
            {
                steps.Add(new Step.SetRights(file.Path, file.Rights));
                deviations.Add(new Deviation(name, file.Path, Change.Rights, FileRights.Text(rights), FileRights.Text(file.Rights)));
            }
        }

        return new FilePlan(steps.ToImmutable(), new Drift(deviations.ToImmutable()));
    }
}
