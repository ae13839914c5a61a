using System.Text.Json;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>What of a model's settings and arguments decides over memory, as vLLM will read it.</summary>
internal sealed record FitWords
{
    /// <summary>vLLM's own share where none is given.</summary>
    public const double DefaultShare = 0.9;

    /// <summary>
    /// Tokens of one step where nothing is said: vLLM's own for an API server on a GPU of 70 GiB and more.
    /// </summary>
    public const int DefaultBatch = 8192;

    /// <summary>Beyond these no block and no guess is: vLLM refuses them when it starts.</summary>
    private const int MostBlock = 10_000, MostGuesses = 1_000;

    public int Tensor { get; init; } = 1;
    public int Pipeline { get; init; } = 1;
    public int Data { get; init; } = 1;
    public double Share { get; init; } = DefaultShare;

    /// <summary>The wanted context; null for the model's own, or for what fits.</summary>
    public int? MaxModelLen { get; init; }

    /// <summary>vLLM is to choose the context by itself.</summary>
    public bool ChoosesLength { get; init; }

    /// <summary>The type of the cache; null for the model's own.</summary>
    public string? CacheType { get; init; }

    public int BlockSize { get; init; } = 16;
    public int Batch { get; init; } = DefaultBatch;
    public int? MaxNumSeqs { get; init; }
    public bool? PrefixCaching { get; init; }
    public bool Eager { get; init; }

    /// <summary>What the cache gets is less by what CUDA graphs are expected to take.</summary>
    public bool CountsGraphs { get; init; } = true;

    public string? Quantization { get; init; }
    public string? LoadFormat { get; init; }

    /// <summary>Bytes of cache on each rank, in place of what the share leaves.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Tokens that are guessed ahead.</summary>
    public int Speculative { get; init; }

    /// <summary>They are guessed by layers of the model itself.</summary>
    public bool PredictsItself { get; init; }

    /// <summary>They are guessed by another model, which is loaded beside it.</summary>
    public bool HasDraft { get; init; }

    /// <summary>It is told to go beyond the context that it was made for.</summary>
    public bool Stretches { get; init; }

    public long Ranks => (long)Tensor * Pipeline;

    /// <summary>CUDA graphs take a part of the share.</summary>
    public bool HasGraphs => CountsGraphs && !Eager;

    /// <summary>Reads a model of the catalog.</summary>
    public static FitWords Of(CatalogModel model)
    {
        var read = Of(model.Nodes, model.Settings, model.Args);
        return read with
        {
            CountsGraphs = model.Env.GetValueOrDefault("VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS") != "0",
            Stretches = read.Stretches || model.Env.GetValueOrDefault("VLLM_ALLOW_LONG_MAX_MODEL_LEN") == "1"
        };
    }

    /// <summary>Reads settings, then arguments: the last word wins, as it does for vLLM.</summary>
    public static FitWords Of(ModelNodes nodes, ModelSettings settings, IReadOnlyList<string> args)
    {
        List<string> words = [.. args, .. settings.ExtraArgs];
        var read = new FitWords
        {
            Tensor = nodes == ModelNodes.Cluster && !SaysParallelism(words) ? 2 : 1,
            Share = settings.GpuMemoryUtilization ?? DefaultShare,
            MaxModelLen = settings.MaxModelLen,
            CacheType = settings.Fp8KvCache == true ? "fp8" : null,
            PrefixCaching = settings.PrefixCaching,
            MaxNumSeqs = settings.MaxNumSeqs,
            LoadFormat = settings.Fastsafetensors == true ? "fastsafetensors" : null
        };
        for (var i = 0; i < words.Count; i++)
        {
            var parts = words[i].Split('=', 2);
            read = read.With(parts[0].Replace('_', '-'), parts.Length > 1 ? parts[1] : words.ElementAtOrDefault(i + 1));
        }

        return read;
    }

    /// <summary>Whether two loads have the same weights on each rank.</summary>
    public bool WeighsLike(FitWords other) => (Tensor, Pipeline, Quantization, Guesses, HasDraft)
        == (other.Tensor, other.Pipeline, other.Quantization, other.Guesses, other.HasDraft);

    /// <summary>
    /// Whether two loads take the same of everything but the cache and CUDA graphs. A loader may keep some GiB to
    /// itself (https://github.com/MiaAI-Lab/GLM-5.3-Flash-EXL3-2x-DGX-Sparks/issues/204).
    /// </summary>
    public bool IsLike(FitWords other) => WeighsLike(other) && (Batch, Speculative, MaxNumSeqs, LoadFormat)
        == (other.Batch, other.Speculative, other.MaxNumSeqs, other.LoadFormat);

    private bool Guesses => PredictsItself && Speculative > 0;

    private FitWords With(string name, string? value) => name switch
    {
        "-tp" or "--tensor-parallel-size" => this with { Tensor = VllmNumber.Whole(value) ?? Tensor },
        "-pp" or "--pipeline-parallel-size" => this with { Pipeline = VllmNumber.Whole(value) ?? Pipeline },
        "-dp" or "--data-parallel-size" => this with { Data = VllmNumber.Whole(value) ?? Data },
        "--max-model-len" => this with
        {
            MaxModelLen = VllmNumber.Tokens(value),
            ChoosesLength = value is "auto" or "-1"
        },
        "--gpu-memory-utilization" => this with { Share = VllmNumber.Number(value) ?? Share },
        "--kv-cache-dtype" => this with { CacheType = value is "auto" ? null : value },
        "--kv-cache-memory-bytes" or "--kv-cache-memory" => this with { CacheBytes = VllmNumber.Amount(value) },
        "--block-size" => this with
        {
            BlockSize = VllmNumber.Whole(value) is { } size and <= MostBlock ? size : BlockSize
        },
        "--max-num-batched-tokens" => this with { Batch = VllmNumber.Tokens(value) ?? Batch },
        "--max-num-seqs" => this with { MaxNumSeqs = VllmNumber.Whole(value) },
        "--enable-prefix-caching" => this with { PrefixCaching = true },
        "--no-enable-prefix-caching" => this with { PrefixCaching = false },
        "--enforce-eager" => this with { Eager = true },
        "--no-enforce-eager" => this with { Eager = false },
        "--hf-overrides" or "--rope-scaling" => this with { Stretches = true },
        "-q" or "--quantization" => this with { Quantization = value },
        "--load-format" => this with { LoadFormat = value is "auto" ? null : value },
        "--speculative-config" => Guessing(value),
        _ => this
    };

    private FitWords Guessing(string? json)
    {
        try
        {
            using var read = JsonDocument.Parse(json ?? "");
            var method = read.RootElement.TryGetProperty("method", out var said) ? said.GetString() : null;
            var guesses = read.RootElement.GetProperty("num_speculative_tokens").GetInt32();
            if (guesses is < 0 or > MostGuesses) return this;

            var predicts = method?.EndsWith("mtp", StringComparison.Ordinal) == true;
            return this with
            {
                Speculative = guesses,
                PredictsItself = predicts,
                HasDraft = !predicts && read.RootElement.TryGetProperty("model", out _)
            };
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            return this;
        }
    }

    private static bool SaysParallelism(List<string> words) => words.Any(word => word.Split('=')[0]
        is "-tp" or "--tensor-parallel-size" or "-pp" or "--pipeline-parallel-size" or "-dp" or "--data-parallel-size");
}
