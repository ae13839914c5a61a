using SparkControl.Contracts;
using SparkControl.HealthMonitor.Liveness;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Asks vLLM and looks behind its answer.</summary>
internal sealed class VllmProbe : IServiceProbe
{
    private readonly VllmClient client;
    private readonly TokenWatch rates;
    private readonly CanaryWatch canary;
    private VllmPulse? pulse;
    private RankSight rank = new();

    /// <param name="server">Its address, without a path.</param>
    /// <param name="time">The clock.</param>
    public VllmProbe(Uri server, TimeProvider time)
    {
        client = new(server, time);
        rates = new(time);
        canary = new(client.WritesAsync);
    }

    public async Task<ProbeAnswer> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var isAsking = canary.IsAsking;
        var answer = await client.LookAsync(cancel);
        var metrics = isAsking ? WithoutCanary(answer.Metrics) : answer.Metrics;
        pulse = answer.IsGood ? VllmPulse.Next(pulse, metrics, around.Now) : null;
        rank = rank.Next(around.WorkerGpu, around.Gpu);
        // What listens there next counts from nothing.
        if (answer.Outcome == ProbeOutcome.Refused) rates.Forget();
        canary.Look(answer.Model?.Id, pulse, around.MayAsk && !IsSwapping(around.Swap), around.Now);
        return answer with { Metrics = metrics, Tokens = rates.Take(metrics) };
    }

    public Judgement Judge(ProbeAnswer answer, Surroundings around) => LivenessVerdict.Over(
        VllmVerdict.Of(answer, around.Swap, around.SoFar, around), pulse, canary.Last, rank, around);

    public bool IsPlanned(Surroundings around, ServiceVerdict verdict) => VllmVerdict.IsPlanned(around.Swap, verdict);

    public void Forget()
    {
        client.Forget();
        rates.Forget();
        pulse = null;
        rank = new();
    }

    public void Dispose()
    {
        canary.Dispose();
        client.Dispose();
    }

    private static bool IsSwapping(SwapState? swap) => swap is { IsActive: true };

    private static VllmScrape? WithoutCanary(VllmScrape? metrics) => metrics is { Running: > 0 and var running }
        ? metrics with { Running = running - 1 }
        : metrics;
}
