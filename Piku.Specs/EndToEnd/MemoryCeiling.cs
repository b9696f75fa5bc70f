using Piku.Specs.Support;

namespace Piku.Specs.EndToEnd;

/// <summary>A group of processes beyond which the kernel ends one of them for want of memory. Made by root, and open to whoever wants to join.</summary>
internal sealed class MemoryCeiling : IDisposable
{
    private const string First = "/sys/fs/cgroup/memory";

    private const string Second = "/sys/fs/cgroup";

    private readonly string _folder;

    public MemoryCeiling(string name, int bytes)
    {
        var isSecond = File.Exists($"{Second}/cgroup.controllers");
        _folder = $"{(isSecond ? Second : First)}/{name}";
        if (isSecond) Root($"echo +memory > {Second}/cgroup.subtree_control");
        Root($"mkdir -p {_folder} && echo {bytes} > {_folder}/{(isSecond ? "memory.max" : "memory.limit_in_bytes")} && chmod a+w {Members}");
        if (isSecond) Root($"chmod a+w {Second}/cgroup.procs");
    }

    /// <summary>Whoever writes its number here is a member.</summary>
    public string Members => $"{_folder}/cgroup.procs";

    public void Dispose() => Root($"rmdir {_folder}");

    private static void Root(string line)
    {
        string[] words = ["sh", "-c", line];
        var ran = Shell.Run(Environment.UserName == "root" ? words : ["sudo", "-n", .. words]);
        if (!ran.Well) throw new InvalidOperationException($"This machine does not let us limit the memory of a group of processes: {ran}");
    }
}
