using System.Globalization;

namespace SparkControl.Simulator.Vllm;

/// <summary>
/// `vllm serve` as it was asked for. Only what changes the simulated server is read; the rest is known by name.
/// </summary>
internal sealed record VllmArguments(IReadOnlyDictionary<string, IReadOnlyList<string>> Options, string Model)
{
    public int Port => Number("port", 8000);

    public string Host => Text("host") ?? "0.0.0.0";

    public int TensorParallel => Number("tensor-parallel-size", 1);

    public int PipelineParallel => Number("pipeline-parallel-size", 1);

    public int NodeCount => Number("nnodes", 1);

    public int Rank => Number("node-rank", 0);

    public bool IsHeadless => Options.ContainsKey("headless");

    public bool UsesRay => Text("distributed-executor-backend") == "ray";

    public string MasterAddress => $"{Text("master-addr") ?? "127.0.0.1"}:{Text("master-port") ?? "29500"}";

    public double MemoryUtilization =>
        double.Parse(Text("gpu-memory-utilization") ?? "0.9", CultureInfo.InvariantCulture);

    public bool IsFast => Text("load-format") is "fastsafetensors" or "instanttensor";

    public bool IsEager => Options.ContainsKey("enforce-eager");

    public bool TrustsRemoteCode => Options.ContainsKey("trust-remote-code");

    public string? ApiKey => Text("api-key");

    /// <summary>The wanted context; null is the model's own.</summary>
    public int? MaxModelLength => Text("max-model-len") is { } text ? HumanInteger.Parse(text) : null;

    public bool HasSmallCache => Text("kv-cache-dtype")?.StartsWith("fp8", StringComparison.Ordinal) ?? false;

    public int BatchedTokens => Number("max-num-batched-tokens", 8192);

    /// <summary>It was asked for: models with states do not cache prefixes otherwise.</summary>
    public bool CachesPrefixes => Options.ContainsKey("enable-prefix-caching");

    public IReadOnlyList<string> ServedNames => Options.GetValueOrDefault("served-model-name") ?? [Model];

    public ModelProfile Profile =>
        ModelProfile.Of(Model) is var profile && Text("quantization") == "fp8" && profile.BytesPerParameter > 1
        ? profile with { BytesPerParameter = 1 }
        : ModelProfile.Of(Model);

    public string? Text(string option) => Options.GetValueOrDefault(option) is [.., var last] ? last : null;

    private int Number(string option, int otherwise) =>
        Text(option) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
