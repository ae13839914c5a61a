using SparkControl.Contracts;
using SparkControl.HealthMonitor.Watchdog;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class NodeWatchdogTests
{
    private const long Gib = 1024L * 1024 * 1024;
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly WatchdogSettings Settings = new();

    /// <summary>m little memory, p pressure, s swapping, . good, ? a sample that says nothing of memory.</summary>
    [Theory]
    [InlineData("mm", null)]
    [InlineData("mmm", "memory_low")]
    [InlineData("ppp", "memory_pressure")]
    [InlineData("sss", "swapping")]
    [InlineData("mps", "swapping")]
    [InlineData("mm.mm", null)]
    [InlineData("mm?m", "memory_low")]
    [InlineData("mmm.....", "memory_low")]
    [InlineData("mmm......", null)]
    [InlineData("mmm.....m.....", "memory_low")]
    [InlineData("mmm...???...", null)]
    [InlineData("mmm......mm", null)]
    [InlineData("......", null)]
    public void Three_dangerous_samples_warn_and_six_good_ones_end_it(string samples, string? expected) =>
        Assert.Equal(expected, Run(samples).Warning?.Code);

    [Fact]
    public void A_warning_keeps_its_beginning_and_tells_the_present_figures()
    {
        var before = Run("mmm").Warning!;

        var sample = Sample('m') with { MemAvailableBytes = Gib };
        var now = NodeWatchdog.Next(Run("mmm"), sample, Settings, Start.AddHours(1));

        Assert.Equal(before.Since, now.Warning!.Since);
        Assert.StartsWith("2.0 GiB of memory are available; below 3 GiB", before.Sentence, StringComparison.Ordinal);
        Assert.StartsWith("1.0 GiB of memory are available", now.Warning.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3 * Gib, 40, 1000, false)]
    [InlineData(3 * Gib - 1, 0, 0, true)]
    [InlineData(99 * Gib, 40.1, 0, true)]
    [InlineData(99 * Gib, 0, 1000.5, true)]
    public void The_limits_themselves_are_still_good(long available, double pressure, double swapIn, bool expected)
    {
        var sample = new NodeSample
        {
            MemAvailableBytes = available,
            MemoryPressure = new(pressure, 0, 0, 0),
            SwapInPagesPerSecond = swapIn
        };
        var memory = new NodeMemory(Against: 2);

        Assert.Equal(expected, NodeWatchdog.Next(memory, sample, Settings, Start).Warning is not null);
    }

    /// <summary>Minutes at which a machine wanted to decide.</summary>
    [Theory]
    [InlineData("0 1 2", 3, false)]
    [InlineData("0 1 2 3", 3, true)]
    [InlineData("0 1 2 29", 3, true)]
    [InlineData("0 1 2 30", 3, false)]
    [InlineData("0 10 20 30 40 50 60", 3, false)]
    public void A_machine_decides_three_times_in_half_an_hour_and_then_gives_up(string minutes, int kept, bool gaveUp)
    {
        var decisions = Decided(minutes);

        Assert.Equal((kept, gaveUp), (decisions.At.Count, decisions.GaveUp));
    }

    [Fact]
    public void That_it_gave_up_ends_when_the_first_is_half_an_hour_old()
    {
        var decisions = Decided("0 1 2 3");

        Assert.True(decisions.Aged(Start.AddMinutes(29)).GaveUp);
        Assert.False(decisions.Aged(Start.AddMinutes(30)).GaveUp);
        Assert.True(decisions.Aged(Start.AddMinutes(30)).MayDecide(Start.AddMinutes(30)));
    }

    [Fact]
    public void What_a_clock_that_ran_ahead_has_dated_does_not_bind_it()
    {
        var ahead = new MachineDecisions([Start.AddDays(30), Start.AddDays(30), Start.AddDays(30)], GaveUp: true);

        Assert.True(ahead.MayDecide(Start));
        Assert.False(ahead.Aged(Start).GaveUp);
        Assert.False(new MachineDecisions([Start.AddSeconds(2), Start, Start]).MayDecide(Start));
    }

    [Theory]
    [InlineData("page", ServiceVerb.Start, 5, false)]
    [InlineData("page", ServiceVerb.Start, -5, true)]
    [InlineData("page", ServiceVerb.Cap, 5, true)]
    [InlineData("watchdog", ServiceVerb.Stop, 5, true)]
    [InlineData("recap", ServiceVerb.Start, 5, true)]
    [InlineData("settings", ServiceVerb.Start, 5, true)]
    public void A_person_who_acts_begins_anew(string source, ServiceVerb verb, int minutes, bool stillGaveUp)
    {
        var action = new ServiceAction
        {
            Id = "a",
            Service = "parakeet",
            Verb = verb,
            Phase = ActionPhase.Done,
            Source = source,
            RequestedAt = Start.AddMinutes(minutes)
        };

        Assert.Equal(stillGaveUp, Decided("0 1 2 3").After(action).GaveUp);
    }

    private static MachineDecisions Decided(string minutes) => minutes.Split(' ')
        .Aggregate(MachineDecisions.None, (made, minute) => made.Decide(Start.AddMinutes(int.Parse(minute))));

    private static NodeMemory Run(string samples)
    {
        var memory = new NodeMemory();
        for (var i = 0; i < samples.Length; i++)
            memory = NodeWatchdog.Next(memory, Sample(samples[i]), Settings, Start.AddSeconds(5 * i));
        return memory;
    }

    private static NodeSample Sample(char kind) => kind == '?'
        ? new()
        : new()
        {
            MemAvailableBytes = kind == 'm' ? 2 * Gib : 50 * Gib,
            MemoryPressure = new(kind == 'p' ? 60 : 0, 0, 0, 0),
            SwapInPagesPerSecond = kind == 's' ? 5000 : 0
        };
}
