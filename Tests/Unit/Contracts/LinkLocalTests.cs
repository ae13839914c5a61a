using System.Net;
using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Contracts;

public sealed class LinkLocalTests
{
    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.1.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("192.168.1.41", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("fd00::41", false)]
    public void An_address_is_one_in_either_of_its_forms(string address, bool isOne) =>
        Assert.Equal(isOne, LinkLocal.Is(IPAddress.Parse(address)));

    [Fact]
    public void Of_what_a_name_leads_to_the_others_are_used() => Assert.Equal(
        [IPAddress.Parse("192.168.1.41")],
        LinkLocal.Without("spark.local", [IPAddress.Parse("169.254.1.1"), IPAddress.Parse("192.168.1.41")]));

    [Fact]
    public void A_name_that_leads_to_nothing_else_is_refused_with_the_sentence_of_the_settings()
    {
        var refused = Assert.Throws<LinkLocalException>(
            () => LinkLocal.Without("spark.local", [IPAddress.Parse("169.254.1.1")]));

        Assert.Equal(
            "spark.local leads to a link-local address, which SparkControl does not use. Give that of the LAN.",
            refused.Message);
    }
}
