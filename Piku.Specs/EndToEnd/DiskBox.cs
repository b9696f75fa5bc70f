using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>A box on a disk of its own, which can be filled.</summary>
public sealed class DiskBox() : HaltingBox(Mount)
{
    /// <summary>Whether disks can be mounted here: who starts the specs has to be root for that, and a container may forbid it all the same.</summary>
    public static bool CanMount
    {
        get
        {
            var trial = Directory.CreateTempSubdirectory("piku-disk-").FullName;
            var can = Environment.UserName == "root" && Shell.Run(["mount", "-t", "tmpfs", "piku-disk", trial]).Well;
            if (can) Shell.Run(["umount", trial]);
            Directory.Delete(trial);
            return can;
        }
    }

    /// <summary>Takes all the room that there is.</summary>
    public void Fill()
    {
        var ran = Shell.Run(["dd", "if=/dev/zero", $"of={Ballast}", "bs=4k"]);
        Assert.Contains("No space left", ran.Errors, StringComparison.Ordinal);
    }

    public void MakeRoom() => File.Delete(Ballast);

    protected override void Leave() => Shell.Run(["umount", "-l", Folder]);

    private string Ballast => $"{Folder}/ballast";

    private static void Mount(string folder)
    {
        Directory.CreateDirectory(folder);
        var ran = Shell.Run(["mount", "-t", "tmpfs", "-o", "size=128m,mode=755", "piku-disk", folder]);
        Assert.True(ran.Well, $"{ran}");
    }
}
