using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class ProbeMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// H healthy, D degraded, U unhealthy, S stopped, ? unknown, . starting, N not configured, X disabled.
    /// </summary>
    [Theory]
    [InlineData("H", "U", "H")]
    [InlineData("H", "UU", "HH")]
    [InlineData("H", "UUU", "HHU")]
    [InlineData("H", "UUHUU", "HHHHH")]
    [InlineData("H", "US?", "HH?")]
    [InlineData("U", "H", "U")]
    [InlineData("U", "HH", "UH")]
    [InlineData("U", "HUH", "UUU")]
    [InlineData("U", "HSH", "UUU")]
    [InlineData("U", "HD", "UD")]
    [InlineData("H", "DD", "HD")]
    [InlineData("S", "???", "SS?")]
    [InlineData("?", "SSS", "??S")]
    [InlineData("S", ".", ".")]
    [InlineData("H", "...", "HH.")]
    [InlineData(".", "SSS", "..S")]
    [InlineData(".", "U.UU", "....")]
    [InlineData(".", "???", "..?")]
    [InlineData(".", "HH", ".H")]
    [InlineData("H", "N", "N")]
    [InlineData("H", "X", "X")]
    [InlineData("N", "S", "S")]
    [InlineData("X", "H", "H")]
    public void Three_in_a_row_take_it_down_and_two_bring_it_up(string from, string seen, string expected)
    {
        var state = new ProbeState(Verdict(from[0]), Start, 0, Decides: false);

        Assert.Equal(expected, Run(state, seen));
    }

    [Theory]
    [InlineData("?", "H", "H")]
    [InlineData("H", "U", "U")]
    [InlineData("S", "H", "H")]
    [InlineData("S", "?H", "SH")]
    [InlineData("?", "?S", "?S")]
    [InlineData("H", "US", "UU")]
    [InlineData("H", "HU", "HH")]
    public void The_first_answer_after_a_start_or_a_swap_decides_alone(string from, string seen, string expected)
    {
        var state = new ProbeState(Verdict(from[0]), Start, 0);

        Assert.Equal(expected, Run(state, seen));
    }

    [Fact]
    public void Each_change_counts_once_and_keeps_its_time()
    {
        var state = new ProbeState(ServiceVerdict.Unknown, Start, 7);

        var up = ProbeMachine.Next(state, ServiceVerdict.Healthy, Start.AddSeconds(5));
        var still = ProbeMachine.Next(up, ServiceVerdict.Healthy, Start.AddSeconds(10));

        Assert.Equal((8, Start.AddSeconds(5)), (up.N, up.Since));
        Assert.Equal((8, Start.AddSeconds(5)), (still.N, still.Since));
    }

    [Theory]
    [InlineData(1, 1, "H", "U", "U")]
    [InlineData(1, 1, "U", "H", "H")]
    [InlineData(5, 3, "H", "UUUUU", "HHHHU")]
    [InlineData(5, 3, "U", "HHH", "UUH")]
    [InlineData(0, -1, "H", "UH", "UH")]
    public void A_service_can_have_more_or_less_patience(int down, int up, string from, string seen, string expected)
    {
        var state = new ProbeState(Verdict(from[0]), Start, 0, Decides: false);

        Assert.Equal(expected, Run(state, seen, new(down, up)));
    }

    [Fact]
    public void What_was_watched_for_long_needs_no_second_look()
    {
        var state = new ProbeState(ServiceVerdict.Healthy, Start, 4, Decides: false);

        var next = ProbeMachine.Next(state, ServiceVerdict.Unhealthy, Start, isProven: true);

        Assert.Equal((ServiceVerdict.Unhealthy, 5), (next.Verdict, next.N));
    }

    [Theory]
    [InlineData("HU", "No connection within 2 s. Seen 1 of 3 times in a row.")]
    [InlineData("HUUU", "3 probes in a row: no connection within 2 s.")]
    [InlineData("HUUUU", "3 probes in a row: no connection within 2 s.")]
    [InlineData("U", "No connection within 2 s.")]
    [InlineData("UHH", "No connection within 2 s.")]
    public void The_evidence_says_how_often_it_was_seen(string seen, string expected)
    {
        var state = new ProbeState(ServiceVerdict.Unknown, Start, 0);
        foreach (var letter in seen) state = ProbeMachine.Next(state, Verdict(letter), Start);

        var evidence = ProbeMachine.Evidence(state, new(Verdict(seen[^1]), "No connection within 2 s."), null);

        Assert.Equal(expected, evidence);
    }

    private static string Run(ProbeState state, string seen, ProbePatience? patience = null)
    {
        var verdicts = "";
        foreach (var letter in seen)
        {
            state = ProbeMachine.Next(state, Verdict(letter), Start, patience);
            verdicts += Letter(state.Verdict);
        }

        return verdicts;
    }

    private const string Letters = "?H.DUSNX";

    private static ServiceVerdict Verdict(char letter) =>
        (ServiceVerdict)Letters.IndexOf(letter, StringComparison.Ordinal);

    private static char Letter(ServiceVerdict verdict) => Letters[(int)verdict];
}
