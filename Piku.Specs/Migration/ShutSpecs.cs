using Piku.Ssh.Migration;
using Xunit;

namespace Piku.Specs.Migration;

public sealed class ShutSpecs
{
    [Theory]
    [InlineData("/old/data/blog/secret", "/old/data/blog/secret")]
    [InlineData("find: '/old/envs/blog': Permission denied", "/old/envs/blog")]
    [InlineData("find: '/old/envs/blog': No such file or directory\n/old/data/blog", "/old/data/blog")]
    [InlineData("find: '/old/envs/blog': No such file or directory", null)]
    [InlineData("", null)]
    public void What_cannot_be_reached_is_named_and_what_is_not_there_is_not(string said, string? path) =>
        Assert.Equal(path, Shut.First(said.Split('\n')));
}
