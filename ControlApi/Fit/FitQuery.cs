using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;

namespace SparkControl.ControlApi.Fit;

/// <summary>Settings to judge in place of those in force; what is not given stays.</summary>
public sealed record FitQuery
{
    /// <summary>The longest context, in tokens.</summary>
    [FromQuery(Name = "max_model_len"), Range(1, ModelRules.MostTokens)]
    public int? MaxModelLen { get; init; }

    /// <summary>The share of memory.</summary>
    [FromQuery(Name = "gpu_memory_utilization"), Range(ModelRules.LeastMemory, ModelRules.MostMemory)]
    public double? GpuMemoryUtilization { get; init; }

    /// <summary>Whether the KV cache is kept in 8 bits.</summary>
    [FromQuery(Name = "fp8_kv_cache")]
    public bool? Fp8KvCache { get; init; }

    /// <summary>The most requests at once.</summary>
    [FromQuery(Name = "max_num_seqs"), Range(1, ModelRules.MostRequests)]
    public int? MaxNumSeqs { get; init; }

    internal ModelSettings Over(ModelSettings settings) => settings with
    {
        MaxModelLen = MaxModelLen ?? settings.MaxModelLen,
        GpuMemoryUtilization = GpuMemoryUtilization ?? settings.GpuMemoryUtilization,
        Fp8KvCache = Fp8KvCache ?? settings.Fp8KvCache,
        MaxNumSeqs = MaxNumSeqs ?? settings.MaxNumSeqs
    };
}
