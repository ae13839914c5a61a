using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Liveness;

/// <summary>
/// Looks behind a model's good answer: 200 is what its HTTP server says, not its engine. What is known to serve nothing
/// is down; what has only stood still for a while may be slow.
/// </summary>
internal static class LivenessVerdict
{
    private static readonly TimeSpan Suspicious = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(120);

    /// <param name="judged">What the answer alone says.</param>
    /// <param name="pulse">Whether its counters move; null when that is not known.</param>
    /// <param name="canary">What it said when it was idle.</param>
    /// <param name="rank">Its part on the second Spark.</param>
    /// <param name="around">What else is known.</param>
    public static Judgement Over(
        Judgement judged, VllmPulse? pulse, Canary? canary, RankSight rank, Surroundings around)
    {
        if (!ProbeMachine.IsUp(judged.Verdict)) return judged;

        var lost = Lost(rank, around);
        var frozen = pulse?.Frozen(around.Now) ?? TimeSpan.Zero;
        if (frozen >= Sure)
        {
            var stuck = Troubles.Stuck(pulse!.Requests, frozen);
            return Proven(Unhealthy, judged, lost ?? stuck, stuck.Detail!);
        }

        if (lost is not null) return new(Unhealthy, $"{judged.Evidence} {lost.Detail}") { Trouble = lost };
        if (canary is { IsMute: true })
        {
            var mute = Troubles.Mute(canary.Failures);
            return Proven(Unhealthy, judged, mute, mute.Detail!);
        }

        return frozen >= Suspicious
            ? Proven(Degraded, judged, null, Troubles.Stuck(pulse!.Requests, frozen).Detail!)
            : judged;
    }

    // What a model that was loaded on both nodes has lost on the second one.
    private static ServiceTrouble? Lost(RankSight rank, Surroundings around)
    {
        if (around.Swap is not { Phase: SwapPhase.Ready, EndedAt: { } ended } swap) return null;
        if (swap.Run.Model?.Nodes != ModelNodes.Cluster) return null;
        if (around.Worker is { IsRunning: false } worker && worker.At > ended)
            return Troubles.WorkerGone(worker.Sample.Name, worker.Sample.Status);

        return rank.IsGone && rank.At > ended ? Troubles.RankGone : null;
    }

    private static Judgement Proven(ServiceVerdict verdict, Judgement judged, ServiceTrouble? trouble, string why) =>
        new(verdict, $"{judged.Evidence} {why}") { Trouble = trouble, IsProven = true };
}
