using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SparkControl.ControlApi.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class ReportLimitsTests
{
    private static readonly IPAddress Phone = IPAddress.Parse("192.168.1.9");

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_burst_passes_and_then_one_a_second()
    {
        var limits = Limits(new());

        Assert.Equal(120, Enumerable.Range(0, 200).Count(_ => limits.Refuse(Phone, "app") is null));
        Assert.Equal(TimeSpan.FromSeconds(1), limits.Refuse(Phone, "app"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, false], [Passes(), Passes()]);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(120, Enumerable.Range(0, 200).Count(_ => Passes()));

        bool Passes() => limits.Refuse(Phone, "app") is null;
    }

    [Theory]
    [InlineData("192.168.1.9", "app", false)]
    [InlineData("::ffff:192.168.1.9", "app", false)]
    [InlineData("192.168.1.9", "other", true)]
    [InlineData("192.168.1.9", null, true)]
    [InlineData("192.168.1.8", "app", true)]
    public void Each_address_and_source_has_its_own(string address, string? source, bool passes)
    {
        var limits = Limits(new() { Burst = 1 });
        Assert.Null(limits.Refuse(Phone, "app"));

        Assert.Equal(passes, limits.Refuse(IPAddress.Parse(address), source) is null);
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        var limits = Limits(new() { PerMinute = 0, Burst = 1 });

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(limits.Refuse(Phone, "app")));
    }

    [Fact]
    public void Who_names_a_new_source_each_time_has_what_ten_clients_have_and_keeps_nobody_out()
    {
        var limits = Limits(new());

        var passed = Enumerable.Range(0, 20_000).Count(i => limits.Refuse(Phone, $"s{i}") is null);

        Assert.Equal(1200, passed);
        Assert.Equal(TimeSpan.FromSeconds(0.1), limits.Refuse(Phone, "app"));
        Assert.Null(limits.Refuse(IPAddress.Loopback, "app"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(i => limits.Refuse(Phone, $"t{i}") is null));
    }

    [Fact]
    public void Who_is_refused_takes_nothing_from_others_of_its_address()
    {
        var limits = Limits(new());

        Assert.Equal(120, Enumerable.Range(0, 5000).Count(_ => limits.Refuse(Phone, "hammer") is null));

        Assert.Equal(120, Enumerable.Range(0, 200).Count(_ => limits.Refuse(Phone, "app") is null));
    }

    [Fact]
    public void More_addresses_than_can_be_known_share_what_one_has_and_keep_nobody_out()
    {
        var limits = Limits(new() { Burst = 1 });
        Assert.Null(limits.Refuse(Phone, "app"));

        // Of the last ones each has an allowance as an address, and all of them one as clients.
        var passed = Enumerable.Range(0, 20_000).Count(i => limits.Refuse(new IPAddress(i + 1), "app") is null);

        Assert.Equal(9_999 + 1, passed);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(limits.Refuse(Phone, "app"));
        Assert.Null(limits.Refuse(IPAddress.IPv6Loopback, "new"));
    }

    private ReportLimits Limits(ReportOptions options) => new(Options.Create(options), time);
}
