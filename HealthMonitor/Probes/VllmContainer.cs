using SparkControl.Contracts;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What the model's container says while its server does not answer.</summary>
internal static class VllmContainer
{
    /// <returns>Null where it says nothing: it is not seen to run, or a swap is about to remove it.</returns>
    public static Judgement? Of(ProbeAnswer answer, Surroundings around)
    {
        if (around.Container is not { IsRunning: true, StartedAt: { } started }) return null;
        if (around.Swap is { IsActive: true, Phase: not SwapPhase.Preflight }) return null;

        var isNewer = !(around.Swap?.EndedAt >= started);
        var isSilent = answer.Outcome is ProbeOutcome.Refused or ProbeOutcome.Unreachable;
        if (isNewer && isSilent && around.Now - started < around.StartLimit)
        {
            return new(
                Starting, $"{answer.Evidence} Its container started {Lasting.Text(around.Now - started)} ago.");
        }

        // What a stop or a failed load has left behind is not expected to answer.
        if (!isNewer && around.Swap is not { Phase: SwapPhase.Ready }) return null;

        var gone = around.Now - (around.LastGood > started ? around.LastGood.Value : started);
        return gone < around.StartLimit
            ? null
            : new(
                Unhealthy, $"{answer.Evidence} Its container runs, and nothing has answered for {Lasting.Text(gone)}.")
            {
                Trouble = Troubles.DeadEngine(gone, around.StartLimit)
            };
    }
}
