using Piku.Domain.Hosts;
using Piku.Reconciler.Layout;
using Xunit;

namespace Piku.Specs.Layout;

public sealed class RootFileSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("piku-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "'' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.")]
    [InlineData("piku", "'piku' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.")]
    [InlineData("/", "'/' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.")]
    [InlineData("/a b", "'/a b' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.")]
    [InlineData("/a;b", "'/a;b' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.")]
    [InlineData("/a\n", "'/a\n' cannot be piku's root: it should be an absolute path of letters, digits and . _ - /.")]
    [InlineData("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "'/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' cannot be piku's root: it has 44 characters, and 43 is the most, so that sockets fit below it.")]
    public void A_path_that_needs_quoting_or_is_too_long_is_refused(string path, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<RootException>(() => RootFile.Load(path)).Message);

    [Fact]
    public void Without_a_file_a_root_has_the_defaults_and_a_final_slash_does_not_matter()
    {
        var root = RootFile.Load($"{_folder}/");
        Assert.Equal((_folder, "127.0.0.1:8080", new PortRange(20000, 20999)), (root.Root, root.HttpListen, root.Ports));
    }

    [Fact]
    public void The_file_says_where_sites_listen_and_which_ports_apps_get()
    {
        var root = Load("PIKU_HTTP_LISTEN=80\nPIKU_PORT_RANGE=5000-5000\nPIKU_AUTHORIZED_KEYS=/keys\n");
        Assert.Equal(("80", new PortRange(5000, 5000), "/keys"), (root.HttpListen, root.Ports, root.AuthorizedKeys));
    }

    [Theory]
    [InlineData("PIKU_AUTHORIZED_KEYS=keys")]
    [InlineData("PIKU_AUTHORIZED_KEYS=/home/piku/.ssh/")]
    [InlineData("PIKU_NGINX=both")]
    [InlineData("PIKU_CLOUDFLARE_URL=www.cloudflare.com")]
    [InlineData("PIKU_BUILD_JOBS=101")]
    [InlineData("PIKU_PORT_RANGE=1023-5000")]
    [InlineData("PIKU_PORT_RANGE=5000-65536")]
    [InlineData("PIKU_PORT_RANGE=65536-65536")]
    [InlineData("PIKU_HTTP_LISTEN=80; include /etc/passwd")]
    [InlineData("PIKU_HTTP_LISTEN=localhost:80")]
    [InlineData("PIKU_HTTP_LISTEN=")]
    [InlineData("PIKU_HTTP_LISTEN=127.0.0.1")]
    [InlineData("PIKU_HTTP_LISTEN=127.0.0.1:99999")]
    [InlineData("PIKU_HTTP_LISTEN=999.0.0.1:80")]
    [InlineData("PIKU_HTTP_LISTEN=127.0.0.1:0")]
    [InlineData("PIKU_TLS_LISTEN=localhost:443")]
    [InlineData("PIKU_TLS_LISTEN=443 ssl; include /etc/passwd")]
    [InlineData("PIKU_BUILD_JOBS=0")]
    [InlineData("PIKU_PATH=bin:/usr/bin")]
    [InlineData("PIKU_PATH=/usr/bin:$(id)")]
    [InlineData("PIKU_BUILD_JOBS=two")]
    [InlineData("PIKU_PORT_RANGE=80-90")]
    [InlineData("PIKU_PORT_RANGE=20000")]
    [InlineData("PIKU_PORT_RANGE=20001-20000")]
    [InlineData("PIKU_PORT_RANGE=20000-70000")]
    [InlineData("PIKU_PORT_RANGE=-1-5000")]
    [InlineData("PIKU_PORT_RANGE=2e4-3e4")]
    public void What_is_no_address_or_no_range_is_refused_in_a_sentence_with_its_name(string line) =>
        Assert.StartsWith(line.Split('=')[0] + " in piku.conf should be ", Assert.Throws<RootException>(() => Load(line + "\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_least_and_the_most_that_may_be_said_are_taken()
    {
        var (least, most) = (Load("PIKU_HTTP_LISTEN=127.0.0.1:1\nPIKU_PORT_RANGE=1024-1024\nPIKU_BUILD_JOBS=1\n"), Load("PIKU_HTTP_LISTEN=127.0.0.1:65535\nPIKU_PORT_RANGE=65535-65535\nPIKU_BUILD_JOBS=100\n"));
        Assert.Equal(("127.0.0.1:1", new PortRange(1024, 1024), 1), (least.HttpListen, least.Ports, least.BuildJobs));
        Assert.Equal(("127.0.0.1:65535", new PortRange(65535, 65535), 100), (most.HttpListen, most.Ports, most.BuildJobs));
        Assert.Equal(43, RootFile.Load($"/{new string('a', 42)}").Root.Length);
    }

    [Fact]
    public void The_file_says_whose_nginx_serves() => Assert.Equal((true, false, false), (Load("PIKU_NGINX=box\n").SharesNginx, Load("PIKU_NGINX=own\n").SharesNginx, Load("").SharesNginx));

    [Fact]
    public void A_file_that_cannot_be_read_is_told_of_and_not_taken_for_an_empty_one()
    {
        File.WriteAllText($"{_folder}/piku.conf", "");
        File.Delete($"{_folder}/piku.conf");
        File.CreateSymbolicLink($"{_folder}/piku.conf", "/proc/self/mem");
        Assert.StartsWith($"{_folder}/piku.conf cannot be read: ", Assert.Throws<RootException>(() => RootFile.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_says_what_goes_for_the_certificates_of_all_apps()
    {
        var root = Load("PIKU_TLS_LISTEN=443\nACME_DIRECTORY=https://ca.example.org/dir\nACME_EMAIL=;bad\nACME_DNS_TOKEN=t\nACME_CA_FILE=/ca.pem\n");
        Assert.Equal(("443", "/ca.pem"), (root.TlsListen, root.AcmeCaFile));
        Assert.Equal(["ACME_DIRECTORY=https://ca.example.org/dir", "ACME_DNS_TOKEN=t"], root.AcmeDefaults.Select(value => $"{value.Key}={value.Value}"));
        Assert.Empty(Load("").AcmeDefaults);
    }

    [Fact]
    public void The_file_says_where_programs_are_found()
    {
        Assert.Equal("/opt/tools:/usr/bin", Load("PIKU_PATH=/opt/tools:/usr/bin\n").Path);
        Assert.EndsWith("/.local/bin:/usr/local/bin:/usr/bin:/bin", Load("").Path, StringComparison.Ordinal);
    }

    [Fact]
    public void HTTP_and_HTTPS_have_to_be_two_addresses() =>
        Assert.Equal("PIKU_HTTP_LISTEN and PIKU_TLS_LISTEN in piku.conf should be two addresses, and not both '80'.", Assert.Throws<RootException>(() => Load("PIKU_HTTP_LISTEN=80\nPIKU_TLS_LISTEN=80\n")).Message);

    private RootLayout Load(string text)
    {
        File.WriteAllText($"{_folder}/piku.conf", text);
        return RootFile.Load(_folder);
    }
}
