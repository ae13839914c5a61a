using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>
/// Looks, right before weights are deleted, whether a model runs from them. A server that does not answer has not said
/// that it serves something else: then its container must be seen not to run.
/// </summary>
internal sealed class DeletionUse(ClusterNodes nodes, SettingsStore settings, StateStore store, VllmApi vllm)
{
    private const string Head = "spark1";

    /// <summary>Why nothing is to be deleted; null when nothing stands in the way.</summary>
    public async Task<JobFailure?> HindranceAsync(DeletionState deletion, CancellationToken leading)
    {
        if (await vllm.ModelsAsync(settings.Current, leading) is { Count: > 0 } served)
        {
            var last = (await store.ReadAsync(States.Swap))?.Value;
            return served.Any(model => UseRules.IsOf(model, deletion.Weights)) || UseRules.AreOf(last, deletion.Weights)
                ? DiskProblems.ServesNow(deletion.Weights)
                : null;
        }

        return await DoubtAsync(deletion, leading) is { } why ? DiskProblems.UseUnknown(deletion.Weights, why) : null;
    }

    private async Task<string?> DoubtAsync(DeletionState deletion, CancellationToken leading)
    {
        if (nodes.For(Head, deletion.Machines.GetValueOrDefault(Head)) is not { } shell) return nodes.WhyNone(Head);

        var container = settings.Current.VllmContainer;
        return await ServiceContainers.LookAsync(shell, container, leading) switch
        {
            { Presence: Presence.Absent } or { Status: "created" or "exited" or "dead" } => null,
            { Presence: Presence.Present } =>
                $"vLLM does not answer, and its container {container} runs on {NodeNames.Of(Head)}.",
            var look => look.Reason ?? $"docker on {NodeNames.Of(Head)} does not say whether {container} runs."
        };
    }
}
