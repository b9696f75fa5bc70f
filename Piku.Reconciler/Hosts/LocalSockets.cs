using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Piku.Reconciler.Hosts;

/// <summary>What the servers of this box say of themselves: the Emperor and nginx on their sockets, the kernel on its ports.</summary>
internal static class LocalSockets
{
    private const int TimeoutMilliseconds = 2000;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The vassals by the name of their file; null when the Emperor does not answer.</summary>
    public static Dictionary<string, EmperorView>? Emperor(string statsSocket)
    {
        if (Ask(statsSocket, "") is not { Length: > 0 } answer) return null;
        try
        {
            using var stats = JsonDocument.Parse(answer);
            return stats.RootElement.GetProperty("vassals").EnumerateArray().ToDictionary(
                vassal => vassal.GetProperty("id").GetString()!,
                vassal => new EmperorView(Number(vassal, "pid") is > 0 and var pid ? pid : null, Number(vassal, "accepting") != 0, Number(vassal, "cursed") != 0));
        }
        catch (JsonException)
        {
            // It was stopped in the middle of its answer.
            return null;
        }
    }

    public static string? SiteMark(string socket, string app)
    {
        var answer = Encoding.ASCII.GetString(Ask(socket, $"GET / HTTP/1.0\r\nHost: {app}\r\n\r\n") ?? []);
        var body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) && body > 0 ? answer[(body + 4)..] : null;
    }

    /// <summary>Lines of the kernel's tables whose state is 0A, for listening; the port is the hexadecimal end of the second field, the tenth is the socket's inode.</summary>
    public static IEnumerable<(int Port, string Inode)> Listening() => Tables
        .Where(File.Exists)
        .SelectMany(File.ReadLines)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > 9 && fields[3] == "0A")
        .Select(fields => (int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture), fields[9]));

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static void Knock(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // Nobody listens, or so many have knocked that no more fit into the queue.
        }
    }

    private static int Number(JsonElement vassal, string name) => vassal.GetProperty(name).GetInt32();

    /// <summary>All that is answered until the other side closes; null when nobody answers.</summary>
    private static byte[]? Ask(string path, string question)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = TimeoutMilliseconds,
            SendTimeout = TimeoutMilliseconds,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            if (question != "") socket.Send(Encoding.ASCII.GetBytes(question));
            using var answer = new MemoryStream();
            using var stream = new NetworkStream(socket);
            stream.CopyTo(answer);
            return answer.ToArray();
        }
        catch (Exception silent) when (silent is SocketException or IOException)
        {
            return null;
        }
    }
}
