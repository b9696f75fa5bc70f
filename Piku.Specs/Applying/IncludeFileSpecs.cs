using Piku.Reconciler.Applying;
using Piku.Reconciler.Hosts;
using Xunit;

namespace Piku.Specs.Applying;

/// <summary>What an author's file for nginx may not say, since nginx itself has nothing against it.</summary>
public sealed class IncludeFileSpecs : IDisposable
{
    private readonly string _slug = Directory.CreateTempSubdirectory("piku-slug-").FullName;

    public void Dispose() => Directory.Delete(_slug, recursive: true);

    [Theory]
    [InlineData("listen 80;")]
    [InlineData("add_header X-Mine yes;\n\tlisten\t192.0.2.7:80 default_server;\n")]
    [InlineData("location = /a { return 204; } \"listen\" 80;")]
    [InlineData("# a word about it\nlisten [::]:80;")]
    [InlineData("gzip off; # and then\n 'listen' 81;")]
    public void A_file_that_listens_is_refused(string text) =>
        Assert.Equal((null, "'nginx.conf', which NGINX_INCLUDE_FILE names, says `listen`, and could so take the visitors of other apps; leave that to piku"), Read(text));

    [Theory]
    [InlineData("# listen 80;\nadd_header X-Mine yes;\n")]
    [InlineData("add_header X-Mine \"please listen well\";\n")]
    [InlineData("location /listen {\n    return 204;\n}\n")]
    [InlineData("rewrite ^/a listen permanent;\n")]
    public void One_that_only_has_the_word_in_it_is_taken(string text) => Assert.Equal((text, null), Read(text));

    private (string? Text, string? Trouble) Read(string text)
    {
        File.WriteAllText($"{_slug}/nginx.conf", text);
        return IncludeFile.Read(new LinuxHost("/usr/bin:/bin", TimeProvider.System), _slug, "nginx.conf");
    }
}
