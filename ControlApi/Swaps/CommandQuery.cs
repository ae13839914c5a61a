using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Settings to preview a command with, as a change of settings has them: what is not given stays, and an empty value
/// takes one back to the catalog's.
/// </summary>
public sealed record CommandQuery
{
    /// <summary>The longest context, in tokens.</summary>
    [FromQuery(Name = "max_model_len")]
    public string? MaxModelLen { get; init; }

    /// <summary>The share of the node's memory that vLLM takes.</summary>
    [FromQuery(Name = "gpu_memory_utilization")]
    public string? GpuMemoryUtilization { get; init; }

    /// <summary>Whether weights are loaded by fastsafetensors.</summary>
    [FromQuery(Name = "fastsafetensors")]
    public string? Fastsafetensors { get; init; }

    /// <summary>Whether beginnings that requests share are computed once.</summary>
    [FromQuery(Name = "prefix_caching")]
    public string? PrefixCaching { get; init; }

    /// <summary>Whether the KV cache is kept in 8 bits.</summary>
    [FromQuery(Name = "fp8_kv_cache")]
    public string? Fp8KvCache { get; init; }

    /// <summary>The most requests at once.</summary>
    [FromQuery(Name = "max_num_seqs")]
    public string? MaxNumSeqs { get; init; }

    /// <summary>Further arguments, one a parameter; a single empty one takes them back to the catalog's.</summary>
    [FromQuery(Name = "extra_args")]
    public string[]? ExtraArgs { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal ProblemHttpResult? Refusal =>
        Asked.FirstOrDefault(one => one.Problem is not null) is { Problem: { } problem } wrong
            ? ModelProblems.Invalid("invalid", wrong.Name, problem)
            : null;

    /// <summary>What it asks for, once nothing is wrong with it; null when nothing is asked for.</summary>
    internal OverrideChange? Change => Asked.ToDictionary(one => one.Name, one => one.Value) is { Count: > 0 } fields
        ? new(fields)
        : null;

    private IEnumerable<AskedSetting> Asked => new[]
    {
        Ask("max_model_len", MaxModelLen, ModelRules.MaxModelLen),
        Ask("gpu_memory_utilization", GpuMemoryUtilization, ModelRules.GpuMemoryUtilization),
        Ask("fastsafetensors", Fastsafetensors, ModelRules.Flag),
        Ask("prefix_caching", PrefixCaching, ModelRules.Flag),
        Ask("fp8_kv_cache", Fp8KvCache, ModelRules.Flag),
        Ask("max_num_seqs", MaxNumSeqs, ModelRules.MaxNumSeqs),
        AskArguments()
    }.OfType<AskedSetting>();

    private static AskedSetting? Ask<T>(string name, string? text, ScalarRule<T> rule) where T : struct => text switch
    {
        null => null,
        "" => new(name, null),
        _ when rule.Read(text) is null => new(name, null) { Problem = $"It is {rule.Wanted}." },
        _ => new(name, YamlValue.Plain(text))
    };

    private AskedSetting? AskArguments() => ExtraArgs switch
    {
        null or [] => null,
        [""] => new("extra_args", null),
        var words => new("extra_args", YamlValue.Quoted(words))
        {
            Problem = ModelTexts.Problem(words, ModelRules.Argument, ModelRules.Arguments)
        }
    };

    private sealed record AskedSetting(string Name, YamlValue? Value)
    {
        public string? Problem { get; init; }
    }
}
