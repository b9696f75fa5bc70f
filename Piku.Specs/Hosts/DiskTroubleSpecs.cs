using Piku.Reconciler.Hosts;
using Xunit;

namespace Piku.Specs.Hosts;

/// <summary>What whoever waits is told when nothing can be written.</summary>
public sealed class DiskTroubleSpecs
{
    [Fact]
    public void Says_what_to_do_and_not_what_the_kernel_said() =>
        Assert.Equal("the disk that holds /srv/piku is full; free some space, and pikud goes on by itself", DiskTrouble.Why("/srv/piku", new IOException("No space left on device : '/srv/piku/run/x'", 28)));

    [Fact]
    public void Leaves_other_failures_their_own_words() => Assert.Equal("Too many open files", DiskTrouble.Why("/srv/piku", new IOException("Too many open files", 24)));

    [Fact]
    public void Is_not_seen_where_there_is_room() => Assert.Null(DiskTrouble.Seen(AppContext.BaseDirectory));
}
