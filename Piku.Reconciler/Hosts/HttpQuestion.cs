using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Piku.Reconciler.Hosts;

/// <summary>A GET to a process of the box, past nginx; or to nginx.</summary>
/// <param name="Target">"unix:/path" for uWSGI's own protocol, or "address:port" for HTTP.</param>
/// <param name="Within">Makes of the bare connection what the question is asked within, such as TLS, which a daemon that never asks so is smaller without; null for nothing.</param>
public sealed record HttpQuestion(string Target, string Host, string Path, Func<Stream, CancellationToken, Task<Stream>>? Within = null);

/// <param name="Status">Null when there was no answer of HTTP.</param>
/// <param name="Said">The status line without the version, or what came instead.</param>
public sealed record HttpAnswer(int? Status, string Said);

/// <summary>Asks over a socket: one small request and the first line of what comes back, for which an HTTP client would cost a daemon megabytes.</summary>
internal static class HttpAsker
{
    /// <summary>A page that takes longer is none that a visitor would wait for.</summary>
    private const int TimeoutSeconds = 5;

    private const int LongestLine = 512;

    public static async Task<HttpAnswer> Ask(HttpQuestion question, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(TimeoutSeconds));
        try
        {
            var isUnix = question.Target.StartsWith("unix:", StringComparison.Ordinal);
            using var socket = isUnix
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(isUnix ? new UnixDomainSocketEndPoint(question.Target["unix:".Length..]) : IPEndPoint.Parse(question.Target), patience.Token).ConfigureAwait(false);
            using var plain = new NetworkStream(socket);
            using var stream = question.Within is { } within ? await within(plain, patience.Token).ConfigureAwait(false) : plain;
            await stream.WriteAsync(isUnix ? UwsgiRequest(question) : HttpRequest(question), patience.Token).ConfigureAwait(false);
            return Read(await FirstLine(stream, patience.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new HttpAnswer(null, $"nothing within {TimeoutSeconds} s");
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or AuthenticationException)
        {
            return new HttpAnswer(null, $"nothing ({trouble.Message})");
        }
    }

    private static HttpAnswer Read(string line) =>
        line.Split(' ', 2) is [var version, { Length: >= 3 } rest] && version.StartsWith("HTTP/", StringComparison.Ordinal) && rest.AsSpan(0, 3).ContainsAnyExceptInRange('0', '9') is false
            ? new HttpAnswer((rest[0] - '0') * 100 + ((rest[1] - '0') * 10) + (rest[2] - '0'), string.Concat(rest.Where(c => !char.IsControl(c))))
            : new HttpAnswer(null, line == "" ? "nothing" : "something that is not HTTP");

    private static async Task<string> FirstLine(Stream stream, CancellationToken cancel)
    {
        var bytes = new byte[LongestLine];
        var length = 0;
        while (length < bytes.Length && !bytes.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length), cancel).ConfigureAwait(false);
            if (read == 0) break;
            length += read;
        }

        return Encoding.Latin1.GetString(bytes, 0, length).Split('\n')[0].TrimEnd('\r');
    }

    private static byte[] HttpRequest(HttpQuestion question) =>
        Encoding.ASCII.GetBytes($"GET {question.Path} HTTP/1.1\r\nHost: {question.Host}\r\nUser-Agent: piku\r\nConnection: close\r\n\r\n");

    /// <summary>As https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html has it: a head of four bytes, then names and values with their lengths.</summary>
    private static byte[] UwsgiRequest(HttpQuestion question)
    {
        var at = question.Path.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = at < 0 ? (question.Path, "") : (question.Path[..at], question.Path[(at + 1)..]);
        byte[] variables =
        [
            .. Variable("REQUEST_METHOD", "GET"), .. Variable("REQUEST_URI", question.Path), .. Variable("PATH_INFO", Uri.UnescapeDataString(path)), .. Variable("QUERY_STRING", query),
            .. Variable("SERVER_PROTOCOL", "HTTP/1.1"), .. Variable("SERVER_NAME", question.Host), .. Variable("SERVER_PORT", "80"), .. Variable("HTTP_HOST", question.Host),
            .. Variable("REMOTE_ADDR", "127.0.0.1"), .. Variable("HTTP_USER_AGENT", "piku"), .. Variable("SCRIPT_NAME", ""),
        ];
        return [0, .. Length(variables.Length), 0, .. variables];
    }

    private static byte[] Variable(string name, string value) => [.. Text(name), .. Text(value)];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text) is var bytes ? [.. Length(bytes.Length), .. bytes] : [];

    private static byte[] Length(int length)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)length));
        return bytes;
    }
}
