using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Liveness;

/// <summary>Looks behind a model's good answer: 200 is what its HTTP server says, not its engine.</summary>
internal static class LivenessVerdict
{
    private static readonly TimeSpan Suspicious = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(120);

    /// <param name="judged">What the answer alone says.</param>
    /// <param name="pulse">Whether its counters move; null when that is not known.</param>
    /// <param name="canary">What it said when it was idle.</param>
    /// <param name="around">What else is known.</param>
    public static Judgement Over(Judgement judged, VllmPulse? pulse, Canary? canary, Surroundings around)
    {
        if (!ProbeMachine.IsUp(judged.Verdict)) return judged;

        var lost = IsWorkerGone(around)
            ? Troubles.WorkerGone(around.Worker!.Sample.Name, around.Worker.Sample.Status)
            : null;
        var frozen = pulse?.Frozen(around.Now) ?? TimeSpan.Zero;
        if (frozen >= Sure)
        {
            var stuck = Troubles.Stuck(pulse!.Requests, frozen);
            return Proven(Unhealthy, judged, lost ?? stuck, stuck.Detail!);
        }

        if (lost is not null) return new(Degraded, $"{judged.Evidence} {lost.Detail}") { Trouble = lost };
        if (canary is { IsMute: true })
        {
            var mute = Troubles.Mute(canary.Failures);
            return Proven(Degraded, judged, mute, mute.Detail!);
        }

        return frozen >= Suspicious
            ? Proven(Degraded, judged, null, Troubles.Stuck(pulse!.Requests, frozen).Detail!)
            : judged;
    }

    /// <summary>Whether a model that was loaded on both nodes has lost its part on the second one.</summary>
    public static bool IsWorkerGone(Surroundings around) =>
        around.Swap is { Phase: SwapPhase.Ready, IsActive: false, EndedAt: { } ended } swap
        && swap.Run.Model?.Nodes == ModelNodes.Cluster
        && around.Worker is { IsRunning: false } worker && worker.At > ended;

    private static Judgement Proven(ServiceVerdict verdict, Judgement judged, ServiceTrouble? trouble, string why) =>
        new(verdict, $"{judged.Evidence} {why}") { Trouble = trouble, IsProven = true };
}
