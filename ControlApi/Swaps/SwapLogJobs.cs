using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The remote jobs that copy what a swap's containers print, each to a file on its node.</summary>
internal static class SwapLogJobs
{
    /// <summary>The job of one container.</summary>
    public static string Of(SwapState swap, string node, string container) => $"{swap.Id}-{node[^1]}-{container[..8]}";

    /// <summary>
    /// The jobs that have nothing more to do, by node: once a model is ready docker keeps its log, and the copy would
    /// only grow. Those of a load that has failed end with their containers.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Over(SwapState? swap) =>
        swap is { IsActive: false, Phase: SwapPhase.Ready }
            ? swap.Run.Containers.ToDictionary(c => c.Key, c => Of(swap, c.Key, c.Value))
            : new Dictionary<string, string>();
}
