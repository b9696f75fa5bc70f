using System.Net.Sockets;
using System.Text;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>What visitors have in hand with a former release.</summary>
[Collection(nameof(Shared))]
public sealed class Draining(PrivateBox box)
{
    [Fact]
    public void A_websocket_stays_with_its_release_until_the_drain_is_over()
    {
        using var app = Checkout.Inline(box, "d-socket", "web: python3 -u server.py\n");
        app.Write("ENV", "NGINX_SERVER_NAME=d-socket.localhost\nPIKU_DRAIN_SECONDS=15\n").Write("server.py", """
            import os
            from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
            class Handler(BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    self.send_response(101, "Switching Protocols")
                    self.send_header("Connection", "Upgrade")
                    self.send_header("Upgrade", "websocket")
                    self.end_headers()
                    for line in self.rfile:
                        self.wfile.write(open("says").read().encode() + b": " + line)
            ThreadingHTTPServer((os.environ["BIND_ADDRESS"], int(os.environ["PORT"])), Handler).serve_forever()

            """).Write("says", "one").Commit("First").Pushed();
        using var former = new WebSocket(box, app.Host);
        Assert.Equal("one: a", former.Say("a"));

        app.Write("says", "two").Commit("Second").Pushed();
        Assert.Equal("one: b", former.Say("b"));
        using var next = new WebSocket(box, app.Host);
        Assert.Equal("two: c", next.Say("c"));
        Assert.Contains("draining", box.Verb("ps d-socket").Output, StringComparison.Ordinal);
        Assert.Equal("one: d", former.Say("d"));

        Assert.Null(former.Read());
        Eventually.Equal(1, () => box.Vassals("d-socket").Length);
        Assert.Equal("two: e", next.Say("e"));
    }

    /// <summary>A connection that has been upgraded; lines go in both directions.</summary>
    private sealed class WebSocket : IDisposable
    {
        private readonly TcpClient _client;
        private readonly StreamReader _reader;

        public WebSocket(PrivateBox box, string host)
        {
            _client = new TcpClient("127.0.0.1", box.HttpPort) { ReceiveTimeout = 30_000 };
            _reader = new StreamReader(_client.GetStream());
            Send($"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 101 ", Read(), StringComparison.Ordinal);
            while (Read() is { Length: > 0 })
            {
            }
        }

        public string? Say(string line)
        {
            Send($"{line}\n");
            return Read();
        }

        /// <summary>Null when the other side has closed.</summary>
        public string? Read()
        {
            try
            {
                return _reader.ReadLine();
            }
            catch (IOException closed) when (closed.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
            {
                return null;
            }
        }

        public void Dispose()
        {
            _reader.Dispose();
            _client.Dispose();
        }

        private void Send(string text) => _client.GetStream().Write(Encoding.ASCII.GetBytes(text));
    }
}
