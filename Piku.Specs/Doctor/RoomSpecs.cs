using Piku.Specs.Support;
using Piku.Ssh.Doctor;
using Xunit;

namespace Piku.Specs.Doctor;

/// <summary>What the doctor says of the disk and the memory.</summary>
public sealed class RoomSpecs
{
    private const long Megabyte = 1_000_000;

    [Theory]
    [InlineData(500 * Megabyte, 100 * Megabyte, "disk: 500.0 MB are free", "memory: 100.0 MB of 1000.0 MB are free")]
    [InlineData((500 * Megabyte) - 1, 100 * Megabyte, "disk: Only 500.0 MB are free where /home/piku/.piku is: gc --dry-run tells what piku could free", "memory: 100.0 MB of 1000.0 MB are free")]
    [InlineData(500 * Megabyte, (100 * Megabyte) - 1, "disk: 500.0 MB are free", "memory: Only 100.0 MB of 1000.0 MB are free: ps tells what each process of an app uses; fewer of them use less: ps:scale")]
    public void Little_room_is_a_trouble(long disk, long free, params string[] told) =>
        Assert.Equal(told, Room.Of(PaperWorld.Root, disk, free, 1000 * Megabyte).Select(finding => $"{finding.Check}: {finding.What}{(finding.ToDo is { } toDo ? $": {toDo}" : "")}"));
}
