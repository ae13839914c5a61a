using System.Globalization;
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
    public string? Quantization { get; init; }
    public string? LoadFormat { get; init; }

    /// <summary>Bytes of cache on each rank, in place of what the share leaves.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Tokens that are guessed ahead.</summary>
    public int Speculative { get; init; }

    /// <summary>They are guessed by layers of the model itself.</summary>
    public bool PredictsItself { get; init; }

    public int Ranks => Tensor * Pipeline;

    /// <summary>Reads a model of the catalog.</summary>
    public static FitWords Of(CatalogModel model) => Of(model.Nodes, model.Settings, model.Args);

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

    /// <summary>Whether two loads take the same of everything but the cache.</summary>
    public bool IsLike(FitWords other) => (Tensor, Pipeline, Quantization, Batch, Eager, Speculative, MaxNumSeqs)
        == (other.Tensor, other.Pipeline, other.Quantization, other.Batch, other.Eager, other.Speculative,
            other.MaxNumSeqs);

    private FitWords With(string name, string? value) => name switch
    {
        "-tp" or "--tensor-parallel-size" => this with { Tensor = Whole(value) ?? Tensor },
        "-pp" or "--pipeline-parallel-size" => this with { Pipeline = Whole(value) ?? Pipeline },
        "-dp" or "--data-parallel-size" => this with { Data = Whole(value) ?? Data },
        "--max-model-len" => this with { MaxModelLen = Tokens(value), ChoosesLength = value is "auto" or "-1" },
        "--gpu-memory-utilization" => this with { Share = Number(value) ?? Share },
        "--kv-cache-dtype" => this with { CacheType = value is "auto" ? null : value },
        "--kv-cache-memory-bytes" or "--kv-cache-memory" => this with { CacheBytes = Amount(value) },
        "--block-size" => this with { BlockSize = Whole(value) ?? BlockSize },
        "--max-num-batched-tokens" => this with { Batch = Tokens(value) ?? Batch },
        "--max-num-seqs" => this with { MaxNumSeqs = Whole(value) },
        "--enable-prefix-caching" => this with { PrefixCaching = true },
        "--no-enable-prefix-caching" => this with { PrefixCaching = false },
        "--enforce-eager" => this with { Eager = true },
        "-q" or "--quantization" => this with { Quantization = value },
        "--load-format" => this with { LoadFormat = value },
        "--speculative-config" => Guessing(value),
        _ => this
    };

    private FitWords Guessing(string? json)
    {
        try
        {
            using var read = JsonDocument.Parse(json ?? "");
            var method = read.RootElement.TryGetProperty("method", out var said) ? said.GetString() : null;
            return this with
            {
                Speculative = read.RootElement.GetProperty("num_speculative_tokens").GetInt32(),
                PredictsItself = method?.EndsWith("mtp", StringComparison.Ordinal) == true
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

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static int? Tokens(string? text) =>
        Amount(text) is { } amount and >= 1 and <= int.MaxValue ? (int)amount : null;

    // vLLM counts a small letter in thousands and a capital one in 1,024s.
    private static long? Amount(string? text)
    {
        if (text is not [.. var digits, var last]) return null;

        var unit = last switch
        {
            'k' => 1e3,
            'm' => 1e6,
            'g' => 1e9,
            'K' => 1024,
            'M' => 1 << 20,
            'G' => 1 << 30,
            _ => 1
        };
        return Number(unit > 1 ? digits : text) * unit is { } amount and < 1e15 ? (long)amount : null;
    }
}
