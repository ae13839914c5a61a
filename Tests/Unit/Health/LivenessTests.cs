using SparkControl.Contracts;
using SparkControl.HealthMonitor.Liveness;
using SparkControl.HealthMonitor.Probes;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Health;

/// <summary>A server that answers 200 while its engine does nothing.</summary>
public sealed class LivenessTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A look every 5 s: requests at work, waiting, and tokens written; x for metrics that could not be had.
    /// </summary>
    [Theory]
    [InlineData("1/0/5*12", Healthy, null)]
    [InlineData("1/0/5*13", Degraded, null)]
    [InlineData("1/0/5*24", Degraded, null)]
    [InlineData("1/0/5*25", Unhealthy, "stuck")]
    [InlineData("0/3/5*25", Unhealthy, "stuck")]
    [InlineData("0/0/5*60", Healthy, null)]
    [InlineData("0/0/5*60 1/0/5*12", Healthy, null)]
    [InlineData("1/0/5*24 1/0/6", Healthy, null)]
    [InlineData("1/0/5*24 1/0/6 1/0/6*12", Degraded, null)]
    [InlineData("1/0/5*24 0/0/5 1/0/5*12", Healthy, null)]
    [InlineData("1/0/5*24 1/0/0", Healthy, null)]
    [InlineData("1/0/5*12 x*12 1/0/5", Unhealthy, "stuck")]
    [InlineData("1/0/-*60", Healthy, null)]
    [InlineData("-/0/5*60", Healthy, null)]
    public void A_model_with_requests_and_without_tokens_is_stuck(
        string looks, ServiceVerdict expected, string? trouble)
    {
        var (pulse, now) = Run(looks);

        var judged = Judge(pulse, null, Around(now));

        Assert.Equal((expected, trouble), (judged.Verdict, judged.Trouble?.Code));
    }

    [Fact]
    public void A_long_prompt_that_is_being_read_is_no_standstill()
    {
        VllmPulse? pulse = null;
        for (var i = 0; i < 60; i++)
        {
            var scrape = new VllmScrape { Running = 1, Waiting = 0, GenerationTokens = 0, StepTokens = i };
            pulse = VllmPulse.Next(pulse, scrape, Start.AddSeconds(5 * i));
        }

        Assert.Equal(TimeSpan.Zero, pulse!.Frozen(Start.AddSeconds(5 * 59)));
    }

    [Fact]
    public void What_is_stuck_says_so_with_its_figures()
    {
        var (pulse, now) = Run("2/1/5*27");

        var judged = Judge(pulse, null, Around(now));

        Assert.True(judged.IsProven);
        Assert.Equal(
            "3 requests are at work, and no token was read or written for 2 min.", judged.Trouble!.Detail);
        Assert.Equal("Restart the model", Assert.Single(judged.Trouble.Remedies).Title);
    }

    [Theory]
    [InlineData("running", SwapPhase.Ready, ModelNodes.Cluster, 5, Healthy)]
    [InlineData("exited", SwapPhase.Ready, ModelNodes.Cluster, 5, Unhealthy)]
    [InlineData(null, SwapPhase.Ready, ModelNodes.Cluster, 5, Unhealthy)]
    [InlineData("exited", SwapPhase.Ready, ModelNodes.Solo, 5, Healthy)]
    [InlineData("exited", SwapPhase.Stopped, ModelNodes.Cluster, 5, Healthy)]
    [InlineData("exited", SwapPhase.Ready, ModelNodes.Cluster, 500, Healthy)]
    public void A_model_on_two_nodes_needs_both(
        string? worker, SwapPhase phase, ModelNodes nodes, int sampledAgo, ServiceVerdict expected)
    {
        var around = Around(Start) with
        {
            Worker = new(
                new("vllm_node") { Present = worker is not null, Status = worker }, Start.AddSeconds(-sampledAgo)),
            Swap = Swap(phase, nodes)
        };

        var judged = Judge(null, null, around);

        Assert.Equal(expected, judged.Verdict);
        Assert.Equal(expected == Unhealthy ? "worker_gone" : null, judged.Trouble?.Code);
    }

    /// <summary>
    /// Samples of the second Spark's GPU, 10 s apart: R with the model's rank on it, - without, x unknown, = the one
    /// before once more, + without while the head's GPU names no model either.
    /// </summary>
    [Theory]
    [InlineData("RRR", Healthy)]
    [InlineData("RR-", Healthy)]
    [InlineData("RR-==", Healthy)]
    [InlineData("RR--", Unhealthy)]
    [InlineData("--", Unhealthy)]
    [InlineData("-x-", Unhealthy)]
    [InlineData("-R-", Healthy)]
    [InlineData("xxx", Healthy)]
    [InlineData("++++", Healthy)]
    [InlineData("--R", Healthy)]
    public void A_rank_that_is_missed_on_its_gpu_twice_is_gone(string samples, ServiceVerdict expected)
    {
        var (rank, at) = (new RankSight(), Start);
        foreach (var sample in samples)
        {
            if (sample != '=') at = at.AddSeconds(10);
            var worker = sample switch { 'R' => Ranks, 'x' => null, _ => [] };
            rank = rank.Next(Gpu(at, worker), Gpu(at, sample == '+' ? [] : Ranks));
        }

        var judged = LivenessVerdict.Over(new(Healthy, "vLLM answers."), null, null, rank, Loaded(ModelNodes.Cluster));

        Assert.Equal((expected, expected == Unhealthy ? "worker_gone" : null), (judged.Verdict, judged.Trouble?.Code));
    }

    [Fact]
    public void A_model_on_one_node_has_no_rank_to_lose()
    {
        var judged = LivenessVerdict.Over(
            new(Healthy, "vLLM answers."), null, null, new(Start, Without: 5), Loaded(ModelNodes.Solo));

        Assert.Equal(Healthy, judged.Verdict);
    }

    [Fact]
    public void Of_two_nodes_of_which_one_could_not_be_asked_nothing_is_said()
    {
        var around = Around(Start) with { Worker = null };

        Assert.Equal(Healthy, Judge(null, null, around).Verdict);
    }

    [Theory]
    [InlineData("0/0/5*12", null, false)]
    [InlineData("0/0/5*13", null, true)]
    [InlineData("0/1/5*60", null, false)]
    [InlineData("1/0/5*60", null, false)]
    [InlineData("0/0/5*60", 299, false)]
    [InlineData("0/0/5*60", 300, true)]
    [InlineData("x*60", null, false)]
    public void Only_an_idle_model_is_asked_for_a_token_and_seldom(string looks, int? askedAgo, bool expected)
    {
        var (pulse, now) = Run(looks);

        var canary = new Canary("m", askedAgo is { } ago ? now.AddSeconds(-ago) : null);

        Assert.Equal(expected, canary.IsDue(pulse, now));
    }

    [Theory]
    [InlineData("+", Healthy)]
    [InlineData("-", Healthy)]
    [InlineData("--", Unhealthy)]
    [InlineData("-+-", Healthy)]
    [InlineData("-?-", Unhealthy)]
    [InlineData("--+", Healthy)]
    public void A_model_that_is_mute_twice_is_down(string answers, ServiceVerdict expected)
    {
        var canary = new Canary("m");
        foreach (var answer in answers) canary = canary.Heard(answer switch { '+' => true, '-' => false, _ => null });

        var judged = Judge(null, canary, Around(Start));

        Assert.Equal((expected, expected == Unhealthy ? "stuck" : null), (judged.Verdict, judged.Trouble?.Code));
    }

    [Fact]
    public void Who_does_not_answer_is_not_looked_behind()
    {
        var (pulse, now) = Run("1/0/5*30");
        var judged = new Judgement(Stopped, "Nothing serves.");

        Assert.Same(judged, LivenessVerdict.Over(judged, pulse, null, new(), Around(now)));
    }

    private static Judgement Judge(VllmPulse? pulse, Canary? canary, Surroundings around) =>
        LivenessVerdict.Over(new(Healthy, "vLLM answers."), pulse, canary, new(), around);

    private static readonly GpuProcess[] Ranks = [new(7, "VLLM::Worker_TP1", 1)];

    private static GpuSample Gpu(DateTimeOffset at, GpuProcess[]? processes) =>
        new() { At = at, Processes = processes is null ? null : [new(8, "python3", 1), .. processes] };

    private static Surroundings Loaded(ModelNodes nodes) =>
        Around(Start.AddMinutes(5)) with { Swap = Swap(SwapPhase.Ready, nodes) };

    private static SwapState Swap(SwapPhase phase, ModelNodes nodes) => new()
    {
        Id = "s",
        Kind = SwapKind.Load,
        Phase = phase,
        RequestedAt = Start,
        EndedAt = Start.AddSeconds(-60),
        // A load that runs on one Spark has both to clear.
        Nodes = [new() { Node = "spark1" }, new() { Node = "spark2" }],
        Run = new() { Model = Model(nodes) }
    };

    private static Surroundings Around(DateTimeOffset now) =>
        new() { Place = new() { Name = "vllm", Kind = ServiceKind.Llm }, Now = now };

    private static (VllmPulse? Pulse, DateTimeOffset Now) Run(string looks)
    {
        VllmPulse? pulse = null;
        var now = Start;
        foreach (var look in looks.Split(' ').SelectMany(Repeated))
        {
            pulse = VllmPulse.Next(pulse, Scrape(look), now);
            now = now.AddSeconds(5);
        }

        return (pulse, now.AddSeconds(-5));
    }

    private static IEnumerable<string> Repeated(string look) => look.Split('*') is [var what, var times]
        ? Enumerable.Repeat(what, int.Parse(times))
        : [look];

    private static VllmScrape? Scrape(string look) => look == "x"
        ? null
        : look.Split('/').Select(figure => figure == "-" ? (int?)null : int.Parse(figure)).ToArray() is var figures
            ? new() { Running = figures[0], Waiting = figures[1], GenerationTokens = figures[2] }
            : null;

    private static CatalogModel Model(ModelNodes nodes) => new()
    {
        Key = "m",
        Name = "m",
        Source = ModelSource.Bundled,
        Repo = "m/m",
        Nodes = nodes,
        Settings = new(),
        BundledSettings = new()
    };
}
