using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Journal;
using Piku.Domain.Settings;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;

namespace Piku.Reconciler.Applying.Certificates;

/// <summary>Asks CAs for certificates beside everything else, one at a time over the box; how that ended is reported to the journal, which wakes the app.</summary>
/// <remarks>
/// An attempt is recorded before it is made. Before and after a crash it is looked first whether a fitting pair is there already; an attempt that was
/// begun and has left none counts as failed, and is never made again under its number.
/// </remarks>
/// <param name="beside">Where orders are pursued while everything else goes on.</param>
public sealed class AcmeIssuer(RootLayout root, IHost host, IJournal journal, TimeProvider clock, TaskScheduler beside) : IDisposable
{
    private const int MostLines = 500;

    /// <summary>DNS providers take minutes until what was written can be read everywhere.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly Provenance Pikud = new("pikud", "", "certificate");

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<(AppName App, int Attempt), Task> _orders = [];

    /// <summary>Ends when no order is under way.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> Ended()
    {
        for (var any = false; ; any = true)
        {
            Task[] orders;
            lock (_gate) orders = [.. _orders.Values];
            if (orders.Length == 0) return any;
            await Task.WhenAll(orders).ConfigureAwait(false);
        }
    }

    /// <summary>Begins the attempt, or goes on with it, and returns at once; does nothing while that is under way.</summary>
    public void Pursue(AppName app, CertificateOrder order, int attempt, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_orders.ContainsKey((app, attempt))) return;
            _orders[(app, attempt)] = Task.Factory.StartNew(() => Pursue(new Job(app, order, attempt), cancel), CancellationToken.None, TaskCreationOptions.DenyChildAttach, beside).Unwrap();
        }
    }

    public void Dispose() => _one.Dispose();

    private sealed record Job(AppName App, CertificateOrder Order, int Attempt);

    private async Task Pursue(Job job, CancellationToken cancel)
    {
        Func<App, AppCommand>? report = null;
        try
        {
            await _one.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                report = await Order(job, cancel).ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The next pikud finds it recorded, and what has come of it.
        }
        catch (JournalException trouble)
        {
            Console.Error.WriteLine(trouble.Message);
        }
        catch (Exception trouble)
        {
            report = Refusing(job, new AcmeTrouble(Masked(trouble.Message.TrimEnd('.'), job.Order), 0));
        }

        if (report is not null) Tell(job, report);
        lock (_gate) _orders.Remove((job.App, job.Attempt));
    }

    private void Tell(Job job, Func<App, AppCommand> report)
    {
        try
        {
            Transaction.Run(journal, job.App, report, Pikud);
            Boundary.Reached("certificate reported");
        }
        catch (Exception trouble) when (trouble is JournalException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{job.App}: {trouble.Message}");
        }
    }

    /// <returns>What to report.</returns>
    private async Task<Func<App, AppCommand>> Order(Job job, CancellationToken cancel)
    {
        var recorded = Transaction.Run(journal, job.App, _ => new AppCommand.OrderCertificate(job.Attempt, job.Order.Names, job.Order.Directory), Pikud);
        Boundary.Reached("order recorded");
        await NoOrphan(cancel).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        return Found(job, now) is { } pair ? Installing(job, pair)
            : recorded is Outcome.Done { Recorded.Count: > 0 } ? await Ask(job, cancel).ConfigureAwait(false)
            : Refusing(job, new AcmeTrouble("pikud ended before the CA had answered; it is asked again", 0));
    }

    /// <summary>A pikud that was killed leaves its lego running.</summary>
    private async Task NoOrphan(CancellationToken cancel)
    {
        IDisposable? free = null;
        if (!await host.Until(() => (free = host.TryLock(root.AcmeLock)) is not null, Patience, cancel).ConfigureAwait(false))
            throw new StepFailedException($"a former lego has not ended; find the process that holds {root.AcmeLock} and end it.");
        free!.Dispose();
    }

    /// <summary>A pair for exactly these names that is newer than the one in use and not due itself.</summary>
    private KeyPair? Found(Job job, DateTimeOffset now)
    {
        var current = journal.Read(job.App).Certificate?.Pair;
        return LegoCommand.Files(root, job.Order)
            .Select(files => Read(files.Chain, files.Key))
            .FirstOrDefault(found => found is { Pair: var pair }
                && pair.Names.ToHashSet().SetEquals(job.Order.Names)
                && pair.NotBefore <= now && RenewalPolicy.DueAt(job.App, pair) > now
                && (current is null || pair.NotBefore > current.NotBefore));
    }

    private KeyPair? Read(string chain, string key) =>
        host.ReadText(chain) is { } certificates && host.ReadText(key) is { } secret ? KeyPair.TryRead($"{certificates}\n{secret}", out _) : null;

    private async Task<Func<App, AppCommand>> Ask(Job job, CancellationToken cancel)
    {
        if (host.FindTool(LegoCommand.Program) is not { } lego) return Refusing(job, new AcmeTrouble("lego is not installed; apt-get install lego", 0));
        host.MakeSecretFolder(root.Lego(job.Order.Directory)); // lego lets everybody read the account's key.
        host.MakeFolder(root.AcmeWebroot);
        var (log, hasAccount) = (root.LegoLog(job.App), LegoCommand.AccountFolders(root, host, job.Order).Any(folder => host.FileExists($"{folder}/{LegoCommand.Account}")));
        host.WriteSecret(log, "");
        var isWell = await IsWell(LegoCommand.Of(root, job.Order, lego, hasAccount, log), log, cancel).ConfigureAwait(false);
        Boundary.Reached("CA asked");
        var (chain, key) = LegoCommand.Files(root, job.Order).First();
        return !isWell ? Refusing(job, Trouble(job, host.Tail(log, MostLines)))
            : Read(chain, key) is { } pair ? Installing(job, pair)
            : Refusing(job, new AcmeTrouble($"lego ended well, and {chain} holds no certificate that can be read", 0));
    }

    /// <summary>An account that the CA has forgotten is forgotten here too.</summary>
    private AcmeTrouble Trouble(Job job, IReadOnlyList<string> said)
    {
        if (said.Any(line => line.Contains(LegoCommand.NoAccount, StringComparison.Ordinal))) foreach (var folder in LegoCommand.AccountFolders(root, host, job.Order)) host.DeleteFolder(folder);
        return AcmeTrouble.Of([.. said.Select(line => Masked(line, job.Order))], job.Order, clock.GetUtcNow());
    }

    /// <summary>A provider's address may have its token in it, and what is said goes into the journal.</summary>
    private static string Masked(string line, CertificateOrder order) => Mask.Of(order.Credentials.Values.Append(order.EabHmac)).Over(line);

    private async Task<bool> IsWell(CommandLine lego, string log, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            return await host.Run(lego, _ => { }, either.Token).ConfigureAwait(false) == 0;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            host.AppendLine(log, $"it did not end within {Patience.TotalMinutes:0} minutes");
            return false;
        }
    }

    /// <summary>The file is put in place within the transaction, since nobody may sweep it before it is recorded.</summary>
    private Func<App, AppCommand> Installing(Job job, KeyPair pair) => _ =>
    {
        host.MakeFolder(root.Certificates(job.App));
        host.WriteSecret(root.Certificate(job.App, pair.Pair.Fingerprint), PemFile.Of(job.App, pair.Pem));
        Boundary.Reached("certificate in place, not reported");
        return new AppCommand.ReportCertificate(job.Attempt, pair.Pair);
    };

    private static Func<App, AppCommand> Refusing(Job job, AcmeTrouble trouble) => _ => new AppCommand.ReportRefused(job.Attempt, trouble.Reason, trouble.WaitSeconds);
}
