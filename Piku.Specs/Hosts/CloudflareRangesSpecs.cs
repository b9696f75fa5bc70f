using Piku.Domain.Hosts;
using Xunit;

namespace Piku.Specs.Hosts;

/// <summary>Whom a list of Cloudflare's would let in.</summary>
public sealed class CloudflareRangesSpecs
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("10.0.0.0/7", null)]
    [InlineData("0.0.0.0/0", null)]
    [InlineData("10.0.0.7", null)]
    [InlineData("10.0.0.0/8\n\n 9.0.0.0/16 \n10.0.0.0/8\n", "10.0.0.0/8 9.0.0.0/16")]
    [InlineData("10.0.0.0/8\n2001:db8::/32", null)]
    [InlineData("", null)]
    public void A_list_has_a_range_a_line_none_of_which_is_a_good_part_of_the_world(string text, string? ranges) =>
        Assert.Equal(ranges, CloudflareRanges.TryParse(text, isV6: false) is { } all ? string.Join(' ', all) : null);

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void A_list_of_more_than_500_ranges_is_none(int count, bool isOne) =>
        Assert.Equal(isOne, CloudflareRanges.TryParse(string.Join('\n', Enumerable.Range(0, count).Select(i => $"10.{i / 250}.{i % 250}.0/24")), isV6: false) is { } all && all.Length == count);
}
