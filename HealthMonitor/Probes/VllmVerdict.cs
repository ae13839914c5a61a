using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// Judges one answer. A refused connection proves that nothing serves; whether something should is told by the last
/// swap, a stop among them, by the container, and by what was seen before. A host that cannot be reached has said
/// nothing, unless its Spark has.
/// </summary>
internal static class VllmVerdict
{
    /// <param name="answer">What the probe found.</param>
    /// <param name="swap">The swap in progress or the last one.</param>
    /// <param name="present">The verdict so far; unknown when nothing has answered since the last swap.</param>
    /// <param name="around">What else is known; null for nothing.</param>
    public static Judgement Of(
        ProbeAnswer answer, SwapState? swap, ServiceVerdict present, Surroundings? around = null) =>
        answer.Outcome switch
        {
            ProbeOutcome.Answered => new(Healthy, answer.Evidence),
            ProbeOutcome.AnsweredInPart => new(Degraded, answer.Evidence),
            ProbeOutcome.Unreachable when around?.Container is null or { IsOld: true } => new(Unknown, answer.Evidence),
            _ when Loads(swap) => new(Starting, $"{answer.Evidence} {swap!.ModelName ?? swap.Model} is being loaded."),
            _ when around is not null && VllmContainer.Of(answer, around) is { } told => told,
            ProbeOutcome.Refused or ProbeOutcome.Unreachable => Refused(answer.Evidence, swap, present) with
            {
                IsTold = swap is { IsActive: true, Phase: not SwapPhase.Preflight } or { Phase: SwapPhase.Stopped }
                    || HasEnded(around?.Container)
            },
            _ => new(Unhealthy, answer.Evidence)
        };

    /// <summary>
    /// Whether a swap explains what is seen: from its stopping until it is ready and, if it fails, until it has cleaned
    /// up. And for as long as nothing runs, that nobody wants a model: it was stopped, its load was cancelled, or none
    /// was ever loaded.
    /// </summary>
    public static bool IsPlanned(SwapState? swap, ServiceVerdict verdict) => swap is not { IsShed: true }
        && (swap is { IsActive: true, Phase: not SwapPhase.Preflight and not SwapPhase.Ready }
            || (verdict == Stopped
                && swap is null or { Phase: SwapPhase.Stopped or SwapPhase.Cancelled } or { HasTouched: false }));

    private static Judgement Refused(string evidence, SwapState? swap, ServiceVerdict present)
    {
        if (swap is { IsActive: true, Phase: not SwapPhase.Preflight })
            return new(Stopped, $"{evidence} It is being stopped.");

        return swap switch
        {
            { Phase: SwapPhase.Ready } =>
                new(Unhealthy, $"{evidence} {swap.ModelName ?? swap.Model} was loaded and should answer."),
            null or { Phase: SwapPhase.Preflight } when present is Healthy or Degraded or Unhealthy =>
                new(Unhealthy, $"{evidence} It has answered before, and nobody stopped it here."),
            { Phase: SwapPhase.Failed or SwapPhase.Cancelled or SwapPhase.Stopped }
                when present is Healthy or Degraded or Unhealthy =>
                new(Unhealthy, $"{evidence} It has answered since the last swap, and nobody stopped it here."),
            { Phase: SwapPhase.Stopped, IsShed: true } =>
                new(Stopped, $"{evidence} The watchdog has stopped it to make room in memory."),
            { Phase: SwapPhase.Stopped } => new(Stopped, $"{evidence} It was stopped on purpose."),
            _ => new(Stopped, $"{evidence} No model runs.")
        };
    }

    private static bool HasEnded(ContainerSight? container) => container is { IsRunning: false, IsComing: false };

    private static bool Loads(SwapState? swap) =>
        swap is { IsActive: true, Kind: SwapKind.Load, Phase: SwapPhase.Launching or SwapPhase.Loading };
}
