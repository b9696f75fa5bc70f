using System.Runtime.InteropServices;

namespace Piku.Reconciler.Hosts;

/// <summary>How wide the terminal is that reads what we write; asked of the kernel, which leaves the terminal as it is.</summary>
public static partial class WindowSize
{
    /// <summary>TIOCGWINSZ, as on every architecture that piku is built for.</summary>
    private const nuint Ask = 0x5413;

    /// <returns>Null where there is none, or it does not know.</returns>
    public static int? Columns => IoControl(1, Ask, out var size) == 0 && size.Columns > 0 ? size.Columns : null;

    [StructLayout(LayoutKind.Sequential)]
    private struct Size
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(int descriptor, nuint request, out Size size);
}
