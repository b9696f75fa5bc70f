using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Piku.Reconciler.Hosts;

/// <summary>systemd as it supervises us; see sd_notify(3).</summary>
public static class Systemd
{
    /// <summary>How often it wants to hear that all is well, with as much again to spare; null where it does not, or did not start us.</summary>
    public static TimeSpan? WatchdogInterval =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2.0)
            : null;

    /// <summary>Tells it; where there is nobody to tell, nothing happens.</summary>
    public static void Tell(string text)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } name) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(text), new UnixDomainSocketEndPoint(name[0] == '@' ? $"\0{name[1..]}" : name));
        }
        catch (SocketException)
        {
            // It has gone, and with it whoever wanted to know.
        }
    }
}
