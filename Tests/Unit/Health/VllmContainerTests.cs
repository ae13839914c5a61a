using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Health;

/// <summary>What the model's container adds to a server that is silent. A load of this model takes 300 s.</summary>
public sealed class VllmContainerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>All times are seconds ago; none: there was no swap, or it never answered.</summary>
    [Theory]
    [InlineData(100, null, null, null, Starting, null)]
    [InlineData(100, "Stopped", 200, null, Starting, null)]
    [InlineData(299, null, null, null, Starting, null)]
    [InlineData(301, null, null, null, Unhealthy, "dead_engine")]
    [InlineData(100, "Ready", 50, 40, Unhealthy, null)]
    [InlineData(900, "Ready", 500, 299, Unhealthy, null)]
    [InlineData(900, "Ready", 500, 301, Unhealthy, "dead_engine")]
    [InlineData(900, "Ready", 800, null, Unhealthy, "dead_engine")]
    [InlineData(900, "Stopped", 500, null, Stopped, null)]
    [InlineData(900, "Failed", 500, null, Stopped, null)]
    [InlineData(null, null, null, null, Stopped, null)]
    public void A_container_that_runs_without_a_server_loads_or_is_dead(
        int? started, string? swap, int? ended, int? lastGood, ServiceVerdict expected, string? trouble)
    {
        var around = Around(started, lastGood) with
        {
            Swap = swap is null ? null : Swap(Enum.Parse<SwapPhase>(swap), ended)
        };

        var judged = Judge(ProbeOutcome.Refused, around);

        Assert.Equal((expected, trouble), (judged.Verdict, judged.Trouble?.Code));
    }

    [Fact]
    public void A_dead_engine_says_for_how_long_and_what_helps()
    {
        var trouble = Judge(ProbeOutcome.Refused, Around(started: 1200, lastGood: null)).Trouble!;

        Assert.Contains("20 min", trouble.Detail, StringComparison.Ordinal);
        Assert.Equal("Restart the model", Assert.Single(trouble.Remedies).Title);
    }

    [Fact]
    public void While_a_swap_is_under_way_the_swap_explains_it()
    {
        var around = Around(started: 900, lastGood: 600) with { Swap = Swap(SwapPhase.Stopping, null) };

        Assert.Equal(Stopped, Judge(ProbeOutcome.Refused, around).Verdict);
    }

    [Theory]
    [InlineData(null, Unknown)]
    [InlineData(100, Starting)]
    [InlineData(900, Unhealthy)]
    public void A_host_that_cannot_be_reached_is_unknown_unless_its_spark_has_spoken(
        int? started, ServiceVerdict expected) =>
        Assert.Equal(expected, Judge(ProbeOutcome.Unreachable, Around(started, lastGood: null)).Verdict);

    [Fact]
    public void A_server_that_says_its_engine_is_dead_does_not_start() =>
        Assert.Equal(Unhealthy, Judge(ProbeOutcome.AnsweredBadly, Around(started: 100, lastGood: 50)).Verdict);

    [Theory]
    [InlineData("vllm", "qwen36", 400)]
    [InlineData("vllm", "other", 900)]
    [InlineData("vllm", null, 900)]
    [InlineData("parakeet", "qwen36", 180)]
    [InlineData("magpie", null, 600)]
    [InlineData("wiki", null, 120)]
    public void Each_service_has_its_time_to_start(string service, string? model, int seconds)
    {
        var usual = new UsualLoads(new Dictionary<string, UsualLoad> { ["qwen36"] = new(300_000, 400_000, 5, []) });
        var swap = model is null ? null : Swap(SwapPhase.Ready, 0) with { Model = model };

        Assert.Equal(TimeSpan.FromSeconds(seconds), StartLimits.Of(service, swap, usual));
    }

    private static Judgement Judge(ProbeOutcome outcome, Surroundings around) =>
        VllmVerdict.Of(new(outcome, "It is so."), around.Swap, around.Present, around);

    private static Surroundings Around(int? started, int? lastGood) => new()
    {
        Place = new() { Name = "vllm", Kind = ServiceKind.Llm },
        Now = Now,
        StartLimit = TimeSpan.FromSeconds(300),
        LastGood = lastGood is { } good ? Now.AddSeconds(-good) : null,
        Container = started is { } ago
            ? new(new("vllm_node") { Present = true, Status = "running", StartedAt = Now.AddSeconds(-ago) }, Now)
            : null
    };

    private static SwapState Swap(SwapPhase phase, int? ended) => new()
    {
        Id = "s",
        Kind = SwapKind.Load,
        Phase = phase,
        RequestedAt = Now,
        EndedAt = ended is { } ago ? Now.AddSeconds(-ago) : null
    };
}
