using SparkControl.Contracts;
using SparkControl.HealthMonitor.Connectivity;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class ReportMergeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A report is a letter for what it says and when it came, in tenths of a second; a line has its count.
    /// </summary>
    [Theory]
    [InlineData("", "a0", "a0x1", "")]
    [InlineData("", "a0 a5 a20", "a0x3", "")]
    [InlineData("", "a0 a20 a21", "a0x2 a21x1", "")]
    [InlineData("", "a0 a15 a30 a45", "a0x2 a30x2", "")]
    [InlineData("", "a0 b1 a2", "a0x2 b1x1", "")]
    [InlineData("a0", "a5", "a0x2", "a0x1")]
    [InlineData("a0 b0", "b19", "b0x2", "b0x1")]
    [InlineData("a0", "a25", "a25x1", "")]
    [InlineData("a0", "b5", "b5x1", "")]
    [InlineData("a9", "a8", "a9x2", "a9x1")]
    public void The_same_within_two_seconds_is_one_line(string recent, string taken, string written, string replaced)
    {
        var merged = ReportMerge.Of(Reports(recent), Reports(taken));

        Assert.Equal(written, Text(merged.Written));
        Assert.Equal(replaced, Text(merged.Replaced));
    }

    [Fact]
    public void A_line_grows_over_batches()
    {
        var first = ReportMerge.Of([], Reports("a0 b1"));
        var second = ReportMerge.Of(first.Recent, Reports("a5"));
        var third = ReportMerge.Of(second.Recent, Reports("a10 a40"));

        Assert.Equal(("a0x3 a40x1", "a0x2"), (Text(third.Written), Text(third.Replaced)));
        Assert.Equal("a40x1", Text(third.Recent));
    }

    public static TheoryData<ConnectivityEntry> Others =>
    [
        Report(1) with { Service = "other" }, Report(1) with { Ok = true }, Report(1) with { Source = "other" },
        Report(1) with { Error = "other" }, Report(1) with { Kind = ConnectivityKind.Action }
    ];

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void What_differs_stays_apart(ConnectivityEntry other) =>
        Assert.Equal(2, ReportMerge.Of([], [Report(0), other]).Written.Count);

    [Theory]
    [InlineData(null, 5.0, 5.0)]
    [InlineData(5.0, null, 5.0)]
    [InlineData(5.0, 7.5, 7.5)]
    [InlineData(7.5, 5.0, 7.5)]
    [InlineData(null, null, null)]
    public void The_longest_time_is_kept(double? first, double? second, double? expected)
    {
        var merged = ReportMerge.Of([], [Report(0) with { Ms = first }, Report(1) with { Ms = second }]);

        Assert.Equal(expected, Assert.Single(merged.Written).Ms);
    }

    [Fact]
    public void Reports_that_another_program_has_kept_are_lines_of_their_own()
    {
        var old = Report(0) with { Id = "old-1" };

        var merged = ReportMerge.Of([], [Report(0), old, old with { Id = "old-2" }, Report(1)]);

        Assert.Equal("a0x2 old-1x1 old-2x1", Text(merged.Written));
        Assert.Equal("a0x2", Text(merged.Recent));
    }

    [Fact]
    public void An_event_that_is_taken_twice_is_one()
    {
        var action = Report(0) with { Kind = ConnectivityKind.Action };

        Assert.Equal([action], ReportMerge.Of([], [action, action]).Written);
    }

    private static ConnectivityEntry[] Reports(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(report => Report(
            int.Parse(report[1..]), report[..1]))];

    private static ConnectivityEntry Report(int tenths, string error = "a") => new()
    {
        Id = $"{error}{tenths}",
        At = Noon.AddMilliseconds(100 * tenths),
        Kind = ConnectivityKind.Report,
        Service = "parakeet",
        Ok = false,
        Error = error
    };

    private static string Text(IEnumerable<ConnectivityEntry> lines) =>
        string.Join(' ', lines.Select(line => $"{line.Id}x{line.Count}"));
}
