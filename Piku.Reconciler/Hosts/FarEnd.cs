using System.Runtime.InteropServices;

namespace Piku.Reconciler.Hosts;

/// <summary>Whether anybody still reads what we write: sshd sends no signal when its client goes, it only closes its end.</summary>
public static partial class FarEnd
{
    private const short ErrorOrHangUp = 0x0008 | 0x0010;

    public static bool HasGone
    {
        get
        {
            var output = new Polled { Descriptor = 1 };
            return Poll(ref output, 1, 0) > 0 && (output.Happened & ErrorOrHangUp) != 0;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Asked;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Polled descriptors, nuint count, int timeout);
}
