using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>The programs that people copy files with, against the real far ends inside bubblewrap.</summary>
public sealed class FileCopies : IClassFixture<PrivateBox>, IDisposable
{
    private readonly PrivateBox _box;
    private readonly string _here = Directory.CreateTempSubdirectory("piku-copy-").FullName;
    private readonly KeyedClient _ci;
    private readonly KeyedClient _eye;

    public FileCopies(PrivateBox box)
    {
        _box = box;
        foreach (var app in new[] { "blog", "shop" }) Assert.True(Local("mkdir", "-p", $"{box.Root}/data/{app}").Well);
        Assert.True(Local("sh", "-c", $"echo secret > {box.Root}/data/shop/secret; ln -sfn {box.Root}/data/shop {box.Root}/data/blog/link; ln -sfn /etc {box.Root}/data/blog/etc").Well);
        (_ci, _eye) = (Client("ci", "--app blog"), Client("eye", "--role read --app blog"));
        File.WriteAllText($"{_here}/dump.sql", "select 1;\n");
    }

    public void Dispose()
    {
        Directory.Delete(_here, recursive: true);
        foreach (var client in new[] { _ci, _eye })
        {
            Assert.True(_box.Ssh($"keys:remove {client.Name}").Well);
            File.Delete(client.File);
            File.Delete($"{client.File}.pub");
        }
    }

    private KeyedClient Client(string name, string options)
    {
        var client = new KeyedClient(_box, name);
        var ran = _box.Ssh($"keys:add {name} {options}", client.Public);
        Assert.True(ran.Well, $"{ran}");
        return client;
    }

    private static Ran Local(params string[] words) => Shell.Run(PrivateBox.AsUser(words), folder: "/");

    private string Data(string path) => $"{_box.Root}/data/{path}";

    [Theory]
    [InlineData("scp")]
    [InlineData("scp -O")]
    public void Scp_brings_files_to_the_data_folder_of_an_app_and_back(string program)
    {
        string[] options = [.. program.Split(' ')[1..]];
        Assert.True(_ci.Copy("scp", [.. options, $"{_here}/dump.sql", $"{_ci.Address}:blog/dump.sql"]) is { Well: true } ran, "");
        Assert.Equal("select 1;\n", File.ReadAllText(Data("blog/dump.sql")));
        Assert.True(_eye.Copy("scp", [.. options, $"{_eye.Address}:blog/dump.sql", $"{_here}/back"]).Well);
        Assert.Equal("select 1;\n", File.ReadAllText($"{_here}/back"));
        Assert.False(_eye.Copy("scp", [.. options, $"{_here}/dump.sql", $"{_eye.Address}:blog/mine"]).Well);
        Assert.False(File.Exists(Data("blog/mine")));
        foreach (var path in Elsewhere)
        {
            Assert.False(_ci.Copy("scp", [.. options, $"{_ci.Address}:{path}", $"{_here}/stolen"]).Well, path);
            Assert.False(File.Exists($"{_here}/stolen"), path);
            Assert.False(_ci.Copy("scp", [.. options, $"{_here}/dump.sql", $"{_ci.Address}:{path}"]).Well, path);
        }

        Assert.Equal("secret\n", File.ReadAllText(Data("shop/secret")));
    }

    private string[] Elsewhere => ["shop/secret", "blog/../shop/secret", "../data/shop/secret", "blog/link/secret", "blog/etc/hostname", "/etc/hostname", $"{_box.Root}/piku.conf", "/new", "/usr/new"];

    [Fact]
    public void Rsync_brings_folders_and_leaves_the_rest_alone()
    {
        Directory.CreateDirectory($"{_here}/up/deep");
        File.WriteAllText($"{_here}/up/deep/file", "one\n");
        var ran = _ci.Rsync("-a", $"{_here}/up/", $"{_ci.Address}:blog/up/");
        Assert.True(ran.Well, $"{ran}");
        Assert.Equal("one\n", File.ReadAllText(Data("blog/up/deep/file")));
        Assert.True(_eye.Rsync("-a", $"{_eye.Address}:blog/up/", $"{_here}/down/").Well);
        Assert.Equal("one\n", File.ReadAllText($"{_here}/down/deep/file"));
        var refused = _eye.Rsync("-a", $"{_here}/up/", $"{_eye.Address}:blog/up/");
        Assert.Contains("the key 'eye' may only read 'blog'; ask someone with an admin key: keys:add eye --role deploy --app blog.", refused.Errors, StringComparison.Ordinal);
        foreach (var path in Elsewhere)
        {
            Assert.False(_ci.Rsync("-L", $"{_ci.Address}:{path}", $"{_here}/stolen").Well, path);
            Assert.False(File.Exists($"{_here}/stolen"), path);
        }

        Assert.False(_ci.Rsync($"{_here}/dump.sql", $"{_ci.Address}:shop/").Well);
        Assert.False(_ci.Rsync("--rsync-path", "touch /tmp/piku-trap; rsync", $"{_here}/dump.sql", $"{_ci.Address}:blog/").Well);
        Assert.False(File.Exists("/tmp/piku-trap"));
        Assert.False(File.Exists(Data("shop/dump.sql")));
    }

    [Fact]
    public void Sftp_shows_the_apps_of_the_key_as_if_there_were_nothing_else()
    {
        File.WriteAllText($"{_here}/batch", "pwd\nls -1 /\ncd blog\nput dump.sql\nls -1 dump.sql\n-get etc/hostname stolen\n-get link/secret stolen\n-ls /shop\n");
        var ran = Shell.Run(["sh", "-c", $"cd {_here} && exec sftp -b batch {_ci.SshCommand["ssh ".Length..].Replace(" -p ", " -P ", StringComparison.Ordinal)} {_ci.Address}"]);
        Assert.True(ran.Well, $"{ran}");
        Assert.Contains("Remote working directory: /\n", ran.Output, StringComparison.Ordinal);
        Assert.Contains("/blog", ran.Output.Split('\n'));
        Assert.DoesNotContain("/shop", ran.Output.Split('\n'));
        Assert.Equal("select 1;\n", File.ReadAllText(Data("blog/dump.sql")));
        Assert.False(File.Exists($"{_here}/stolen"));
    }

    [Theory]
    [InlineData("rsync --server --daemon .")]
    [InlineData("rsync -e sh . blog")]
    [InlineData("scp -S sh -t blog")]
    [InlineData("scp blog/a /tmp/b")]
    public void What_is_no_copy_is_refused_in_one_sentence(string line)
    {
        var ran = _ci.Ssh(line);
        Assert.Equal(1, ran.ExitCode);
        Assert.StartsWith("Error: this is no copy that ", ran.Errors, StringComparison.Ordinal);
    }
}
