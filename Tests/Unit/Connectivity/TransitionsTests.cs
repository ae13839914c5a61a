using SparkControl.Contracts;
using SparkControl.HealthMonitor.Connectivity;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class TransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A state is its verdict (H U S ?) and since when, in seconds; the stored one has its count 7 and was observed at
    /// 10. A write is from, to, count and since; one without from is no transition.
    /// </summary>
    [Theory]
    [InlineData("", "", "?5", "?0@5")]
    [InlineData("", "", "H5", "?H1@5")]
    [InlineData("", "H5", "H5", "?H1@5")]
    [InlineData("H3", "", "H3", "H7@3")]
    [InlineData("H3", "", "H8", "H7@3")]
    [InlineData("H3", "U12", "U12", "HU8@12")]
    [InlineData("H3", "U12 H20", "H20", "HU8@12 UH9@20")]
    [InlineData("H3", "U12 H20 S30", "S30", "HU8@12 UH9@20 HS10@30")]
    [InlineData("U9", "U8", "U8", "U7@9")]
    [InlineData("U9", "U12", "U12", "U7@9")]
    [InlineData("U9", "U12 H20", "H20", "UH8@20")]
    [InlineData("U9", "", "H3", "UH8@10")]
    [InlineData("U9", "", "H9", "UH8@10")]
    [InlineData("U12", "", "H3", "UH8@12")]
    [InlineData("H3", "U8", "U8", "HU8@8")]
    [InlineData("H3", "U8 H9 U15", "U15", "HU8@15")]
    public void What_nobody_wrote_is_written_in_order(string stored, string changes, string seen, string writes)
    {
        var found = Transitions.Of(
            stored.Length == 0 ? null : new(1, Noon.AddSeconds(10), State(stored) with { N = 7 }),
            [.. changes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(State)], State(seen));

        Assert.Equal(writes, string.Join(' ', found.Select(Text)));
    }

    /// <summary>What is stored of one address and seen of another, as above.</summary>
    [Theory]
    [InlineData("H3", "H5", "H7@5")]
    [InlineData("H3", "H1", "H7@1")]
    [InlineData("H3", "U12", "HU8@12")]
    public void Another_address_is_written_and_no_line_unless_the_verdict_is_another(
        string stored, string seen, string writes)
    {
        var before = new Observed<ServiceState>(1, Noon, State(stored) with { N = 7, BaseUrl = "http://a" });

        var write = Assert.Single(Transitions.Of(before, [], State(seen) with { BaseUrl = "http://b" }));

        Assert.Equal((writes, "http://b"), (Text(write), write.State.BaseUrl));
    }

    [Fact]
    public void What_is_seen_now_stands_beside_a_verdict_that_is_older()
    {
        var stored = new Observed<ServiceState>(1, Noon, State("H3") with { N = 7 });

        var write = Assert.Single(Transitions.Of(stored, [], State("H8") with { Evidence = "now" }));

        Assert.Equal(("now", null), (write.State.Evidence, write.From));
    }

    private static ServiceState State(string text) => new()
    {
        Name = "vllm",
        Verdict = text[0] switch { 'H' => Healthy, 'U' => Unhealthy, 'S' => Stopped, _ => Unknown },
        Since = Noon.AddSeconds(int.Parse(text[1..]))
    };

    private static string Text(StateWrite write)
    {
        var from = write.From is { } verdict ? $"{Letter(verdict)}" : "";
        return $"{from}{Letter(write.State.Verdict)}{write.State.N}@{(int)(write.State.Since - Noon).TotalSeconds}";
    }

    private static char Letter(ServiceVerdict verdict) => verdict switch
    {
        Healthy => 'H',
        Unhealthy => 'U',
        Stopped => 'S',
        _ => '?'
    };
}
