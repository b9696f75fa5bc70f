using System.Collections.Immutable;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Reconciler.Applying.Certificates;
using Piku.Reconciler.Hosts;
using Piku.Reconciler.Layout;
using Piku.Specs.Journal;
using Piku.Specs.Support;
using Xunit;
using static Piku.Specs.Support.Samples;

namespace Piku.Specs.Certificates;

/// <summary>What is made of lego's ends, with a program in its place that does as it is told; a real one and a real CA are in the end-to-end specs.</summary>
public sealed class AcmeIssuerSpecs : IDisposable
{
    private static readonly ImmutableArray<string> Names = ["www.example.org"];

    private static readonly CertificateOrder Order = new(Names, "https://ca.example.org/dir", "a@example.org", "ec256", "", "", true, "", "", Map<string>());

    private readonly string _folder = Directory.CreateTempSubdirectory("piku-").FullName;
    private readonly MemoryJournal _journal = new(TimeProvider.System);
    private readonly RootLayout _root;

    public AcmeIssuerSpecs()
    {
        _root = PaperWorld.Root with { Root = _folder, Home = $"{_folder}/home", Path = $"{_folder}/bin:/usr/bin:/bin" };
        foreach (var folder in _root.Folders.Append($"{_folder}/bin").Append($"{_folder}/run")) Directory.CreateDirectory(folder);
        _journal.Append(App.Absent(Blog), Histories.Live, Sample.By);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_certificate_that_lego_got_is_put_in_place_for_its_owner_alone_and_reported()
    {
        Lego($"mkdir -p {Kept("certificates")}; cp {_folder}/new.crt {Kept("certificates")}/www.example.org.crt; cp {_folder}/new.key {Kept("certificates")}/www.example.org.key");
        Write($"{_folder}/new", Fresh());
        await Pursue(1);
        var pair = Now.Pair!;
        var path = _root.Certificate(Blog, pair.Fingerprint);
        Assert.Equal((CertificateState.Issued, "www.example.org"), (Now.State, string.Join(' ', pair.Names)));
        Assert.True(PemFile.IsWhole(Blog, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_root.Lego(Order.Directory)));
    }

    [Fact]
    public async Task What_lego_says_when_it_fails_is_reported_as_a_sentence_and_kept()
    {
        Lego("echo '[www.example.org] acme: error: 400 :: urn:ietf:params:acme:error:dns :: no such name' >&2; exit 1");
        await Pursue(1);
        Assert.Equal((CertificateState.Refused, "www.example.org cannot be resolved; make an A or AAAA record that points to this box: no such name"), (Now.State, Now.LastFailure!.Failure));
        Assert.Contains("no such name", await File.ReadAllTextAsync(_root.LegoLog(Blog), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_lego_it_is_said_how_to_get_it()
    {
        await Pursue(1, _root with { Path = $"{_folder}/bin" });
        Assert.Equal("lego is not installed; apt-get install lego", Now.LastFailure!.Failure);
    }

    [Fact]
    public async Task An_attempt_that_was_begun_by_another_pikud_uses_what_lego_has_got_and_asks_nobody()
    {
        Lego("exit 99");
        Record(new AppCommand.OrderCertificate(1, Names, ""));
        Directory.CreateDirectory(Kept("certificates"));
        Write($"{Kept("certificates")}/www.example.org", Fresh());
        await Pursue(1);
        Assert.Equal(CertificateState.Issued, Now.State);
        Assert.False(File.Exists(_root.LegoLog(Blog)));
    }

    [Fact]
    public async Task An_attempt_that_was_begun_and_has_left_nothing_has_failed_and_is_not_made_again()
    {
        Lego("exit 99");
        Record(new AppCommand.OrderCertificate(1, Names, ""));
        await Pursue(1);
        Assert.Equal("pikud ended before the CA had answered; it is asked again", Now.LastFailure!.Failure);
        Assert.False(File.Exists(_root.LegoLog(Blog)));
    }

    [Theory]
    [InlineData("www.example.org_ecc")]
    [InlineData("www.example.org")]
    public async Task A_certificate_of_acme_sh_is_taken_over(string folder)
    {
        Lego("exit 99");
        Directory.CreateDirectory($"{_root.Home}/.acme.sh/{folder}");
        var (chain, key) = Parts(Fresh());
        File.WriteAllText($"{_root.Home}/.acme.sh/{folder}/fullchain.cer", chain);
        File.WriteAllText($"{_root.Home}/.acme.sh/{folder}/www.example.org.key", key);
        await Pursue(1);
        Assert.Equal(CertificateState.Issued, Now.State);
    }

    [Fact]
    public async Task One_for_other_names_or_that_is_due_is_not_used()
    {
        Lego("exit 1");
        Directory.CreateDirectory(Kept("certificates"));
        Write($"{Kept("certificates")}/www.example.org", SelfSigned.Of(["www.example.org", "other.example.org"], TimeProvider.System.GetUtcNow()));
        await Pursue(1);
        Assert.Equal(CertificateState.Refused, Now.State);
        Write($"{Kept("certificates")}/www.example.org", SelfSigned.Of(Names, TimeProvider.System.GetUtcNow().AddMonths(-20)));
        await Pursue(2);
        Assert.Equal((CertificateState.Refused, 2), (Now.State, Now.LastAttempt));
    }

    [Fact]
    public async Task Lego_is_given_each_name_and_secrets_in_its_environment_only()
    {
        Lego($"echo \"$@\" > {_folder}/line; env | sort > {_folder}/env; exit 1");
        var order = Order with { Names = ["*.example.org", "example.net"], DnsProvider = "hetzner", DnsResolvers = "1.1.1.1:53", DnsCheck = false, Credentials = Map(("HETZNER_API_KEY", "secret"), ("PATH", "/evil"), ("LEGO_CA_CERTIFICATES", "/evil")) };
        await Pursue(1, order: order);
        var line = await File.ReadAllTextAsync($"{_folder}/line", TestContext.Current.CancellationToken);
        Assert.Equal(
            $"--path {_root.Lego(Order.Directory)} --server https://ca.example.org/dir --email a@example.org --accept-tos --key-type ec256 --domains *.example.org --domains example.net --dns hetzner --dns.resolvers 1.1.1.1:53 --dns.disable-cp run\n",
            line);
        var environment = await File.ReadAllTextAsync($"{_folder}/env", TestContext.Current.CancellationToken);
        Assert.Contains("HETZNER_API_KEY=secret\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("/evil", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_bound_when_it_is_made_and_its_key_is_not_shown_again()
    {
        var order = Order with { EabKid = "kid-1", EabHmac = "c2VjcmV0" };
        var account = $"{Kept("accounts")}/ca/{order.Email}";
        Lego($"echo \"$@\" > {_folder}/line; mkdir -p {account}/keys; exit 1");
        foreach (var attempt in new[] { 1, 2 })
        {
            // lego makes a key before it asks the CA.
            await Pursue(attempt, order: order);
            Assert.Contains($"--http --http.webroot {_root.AcmeWebroot} --eab --kid kid-1 --hmac c2VjcmV0 run", await File.ReadAllTextAsync($"{_folder}/line", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync($"{account}/account.json", "{}", TestContext.Current.CancellationToken);
        await Pursue(3, order: order);
        Assert.Contains($"{_root.AcmeWebroot} --eab run", await File.ReadAllTextAsync($"{_folder}/line", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_provider_was_told_is_not_in_the_journal()
    {
        Lego("echo 'Get \"https://dns.example.org/update?token=s3cr%2Ft-token\": dial tcp: no route (s3cr/t-token)'; exit 1");
        await Pursue(1, order: Order with { Credentials = Samples.Map(("TOKEN", "s3cr/t-token")) });
        Assert.Contains("update?token=***", Now.LastFailure!.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("t-token", Now.LastFailure!.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_the_CA_has_forgotten_is_made_anew()
    {
        Directory.CreateDirectory($"{Kept("accounts")}/ca/{Order.Email}");
        Directory.CreateDirectory($"{Kept("accounts")}/ca/other@example.org");
        Lego("echo 'acme: error: 400 :: POST :: urn:ietf:params:acme:error:accountDoesNotExist :: Account not found'; exit 1");
        await Pursue(1);
        Assert.Equal("the CA does not know the account any more; the next attempt makes a new one", Now.LastFailure!.Failure);
        Assert.Equal([$"{Kept("accounts")}/ca/other@example.org"], Directory.GetDirectories($"{Kept("accounts")}/ca"));
    }

    [Fact]
    public async Task An_order_is_given_up_with_pikud_and_nothing_is_reported()
    {
        Lego($"touch {_folder}/begun; exec sleep 1000");
        using var issuer = new AcmeIssuer(_root, new LinuxHost(_root.Path, TimeProvider.System), _journal, TimeProvider.System, TaskScheduler.Default);
        using var stop = new CancellationTokenSource();
        issuer.Pursue(Blog, Order, 1, stop.Token);
        issuer.Pursue(Blog, Order, 1, stop.Token); // It is under way.
        Eventually.True("the start of lego", () => File.Exists($"{_folder}/begun"));
        await stop.CancelAsync();
        Assert.True(await issuer.Ended());
        Assert.Equal((CertificateState.Ordering, 1), (Now.State, Now.Attempts.Length));
    }

    private Certificate Now => _journal.Read(Blog).Certificate!;

    private async Task Pursue(int attempt, RootLayout? root = null, CertificateOrder? order = null)
    {
        using var issuer = new AcmeIssuer(root ?? _root, new LinuxHost((root ?? _root).Path, TimeProvider.System), _journal, TimeProvider.System, TaskScheduler.Default);
        issuer.Pursue(Blog, order ?? Order, attempt, TestContext.Current.CancellationToken);
        await issuer.Ended();
    }

    private void Record(AppCommand command) => Piku.Domain.Journal.Transaction.Run(_journal, Blog, _ => command, Sample.By);

    private void Lego(string script)
    {
        File.WriteAllText($"{_folder}/bin/lego", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode($"{_folder}/bin/lego", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Kept(string folder) => $"{_root.Lego(Order.Directory)}/{folder}";

    private static string Fresh() => SelfSigned.Of(Names, TimeProvider.System.GetUtcNow());

    private static void Write(string path, string pem)
    {
        var (chain, key) = Parts(pem);
        File.WriteAllText($"{path}.crt", chain);
        File.WriteAllText($"{path}.key", key);
    }

    private static (string Chain, string Key) Parts(string pem) => pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal) is var at ? (pem[..at], pem[at..]) : default;
}
