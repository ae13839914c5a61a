using SparkControl.Contracts;
using SparkControl.ControlApi.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class ConnectivityQueryTests
{
    public static TheoryData<ConnectivityQuery, string> Bad => new()
    {
        { new() { Service = "no spaces" }, "service" },
        { new() { Service = "line\n" }, "service" },
        { new() { Service = new('x', 65) }, "service" },
        { new() { Kind = "outage" }, "kind" },
        { new() { Kind = "Report" }, "kind" },
        { new() { Kind = "1" }, "kind" },
        { new() { Kind = "report,outage" }, "kind" },
        { new() { Kind = "report," }, "kind" },
        { new() { Source = new('x', 129) }, "source" },
        { new() { Text = new('x', 129) }, "q" },
        { new() { From = "yesterday" }, "from" },
        { new() { From = "1969-01-01" }, "from" },
        { new() { To = "2026-13-01" }, "to" },
        { new() { From = "2026-11-24", To = "2026-11-23" }, "to" },
        { new() { Limit = "0" }, "limit" },
        { new() { Limit = "1001" }, "limit" },
        { new() { Limit = "ten" }, "limit" },
        { new() { Cursor = "abc" }, "cursor" },
        { new() { Cursor = "12." }, "cursor" },
        { new() { Format = "xml" }, "format" }
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_bad_parameter_is_named(ConnectivityQuery query, string parameter)
    {
        var reader = new ConnectivityQueryReader();

        reader.Read(query, []);

        Assert.Equal([parameter], reader.Errors.Keys);
    }

    [Fact]
    public void A_misspelt_parameter_is_named()
    {
        var reader = new ConnectivityQueryReader();

        reader.Read(new(), ["kind", "servce"]);

        Assert.Equal(["servce"], reader.Errors.Keys);
    }

    [Fact]
    public void Nothing_asked_for_is_everything()
    {
        var reader = new ConnectivityQueryReader();

        Assert.Equal(new(new(), 100, null, false), reader.Read(new(), []));
        Assert.Empty(reader.Errors);
    }

    [Fact]
    public void All_of_it_is_understood()
    {
        var reader = new ConnectivityQueryReader();
        var wish = reader.Read(
            new()
            {
                Service = "my.svc:1",
                Kind = "report, swap",
                Source = "open-webui",
                Text = "Timed out",
                From = "2026-11-24T12:00:00+01:00",
                To = "2026-11-24T12:00",
                Limit = "5",
                Cursor = "1764000000000.vllm:7",
                Format = "csv"
            },
            ["Service", "limit", "q"]);

        Assert.Empty(reader.Errors);
        Assert.Equal([ConnectivityKind.Report, ConnectivityKind.Swap], wish.Filter.Kinds);
        Assert.Equal(
            new ConnectivityFilter
            {
                Service = "my.svc:1",
                Kinds = wish.Filter.Kinds,
                Source = "open-webui",
                Text = "Timed out",
                From = new(2026, 11, 24, 11, 0, 0, TimeSpan.Zero),
                To = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)
            },
            wish.Filter);
        Assert.Equal(
            (5, new ConnectivityCursor(1_764_000_000_000, "vllm:7"), true), (wish.Limit, wish.Cursor, wish.IsCsv));
    }
}
