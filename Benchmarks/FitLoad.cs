using SparkControl.Contracts;

namespace SparkControl.Benchmarks;

/// <summary>A whole load of somebody's: what its share was and what vLLM left of it for the cache.</summary>
/// <param name="Name">The model and the machine.</param>
/// <param name="Source">Where the lines can be read.</param>
/// <param name="Nodes">On how many nodes it ran.</param>
/// <param name="Share">The share of memory.</param>
/// <param name="WeightsGib">The weights of a rank.</param>
/// <param name="AvailableGib">From <c>Available KV cache memory</c>.</param>
/// <param name="Args">What of its arguments decides over the engine.</param>
internal sealed record FitLoad(
    string Name, string Source, ModelNodes Nodes, double Share, double WeightsGib, double AvailableGib,
    IReadOnlyList<string> Args)
{
    private const string MiniMax = "https://github.com/eugr/spark-vllm-docker/issues/396; half of the 122 GiB on disk";
    private const string Log = "a public log of its start, with what the weights took";

    /// <summary>
    /// All that are known with each figure. There are so few that the estimate's own constants were drawn from them.
    /// </summary>
    public static IReadOnlyList<FitLoad> All { get; } =
    [
        new("MiniMax-M2.7 AWQ, two GB10, share 0.80", MiniMax, ModelNodes.Cluster, 0.80, 61, 22.5, []),
        new("MiniMax-M2.7 AWQ, two GB10, share 0.85", MiniMax, ModelNodes.Cluster, 0.85, 61, 28.74, []),
        new("Qwen3.6-35B-A3B NVFP4 with MTP, one GB10, 32,768 tokens a step", Log, ModelNodes.Solo, 0.85, 21.42, 71.15,
            ["--max-num-batched-tokens", "32768"]),
        new("Qwen3.6-27B NVFP4, one GB10, 65,536 tokens a step", Log, ModelNodes.Solo, 0.70, 19.78, 47.84,
            ["--max-num-batched-tokens", "65536"])
    ];
}
