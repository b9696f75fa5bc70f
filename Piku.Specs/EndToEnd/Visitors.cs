using System.Collections.Concurrent;
using System.Net.Sockets;
using Piku.Specs.Support;

namespace Piku.Specs.EndToEnd;

/// <summary>Several who come by HTTPS again and again, each time over a connection of its own, and believe any certificate.</summary>
public sealed class Visitors : IDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly HttpClient _http;
    private readonly Task[] _all;
    private int _count;

    /// <param name="every">From one visit of a visitor to the next; unset, without a pause.</param>
    public Visitors(string host, int port, int atOnce = 4, TimeSpan? every = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        handler.ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        };
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        _all = [.. Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => Visit(new Uri($"https://{host}/"), every)))];
    }

    public int Count => _count;

    /// <summary>What came in the place of an answer with status 200.</summary>
    public ConcurrentQueue<string> Lost { get; } = [];

    /// <summary>Waits until so many more have come.</summary>
    public bool Answered(int more)
    {
        var until = _count + more;
        Eventually.True($"{more} visits", () => _count >= until);
        return true;
    }

    public void Dispose()
    {
        _enough.Cancel();
        Task.WaitAll(_all);
        _http.Dispose();
        _enough.Dispose();
    }

    private async Task Visit(Uri page, TimeSpan? every)
    {
        using var pause = every is { } time ? new PeriodicTimer(time) : null;
        while (!_enough.IsCancellationRequested)
        {
            try
            {
                using var answer = await _http.GetAsync(page);
                if (!answer.IsSuccessStatusCode) Lost.Enqueue($"{answer.StatusCode}");
            }
            catch (Exception trouble) when (trouble is HttpRequestException or TaskCanceledException)
            {
                Lost.Enqueue(trouble.ToString());
            }

            Interlocked.Increment(ref _count);
            if (pause is not null) await pause.WaitForNextTickAsync();
        }
    }
}
