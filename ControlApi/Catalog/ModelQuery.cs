using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// What a model would be like, as changes of its settings and of its own fields have it: what is not given stays, and
/// an empty value takes one back to the catalog's, or away.
/// </summary>
public sealed record ModelQuery
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

    /// <summary>On how many Sparks a model of the user's own runs.</summary>
    [FromQuery(Name = "nodes")]
    public string? Nodes { get; init; }

    /// <summary>Its own arguments, one a parameter; a single empty one takes them away.</summary>
    [FromQuery(Name = "args")]
    public string[]? Args { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal ProblemHttpResult? Refusal =>
        Asked.Append(AskNodes()).Append(AskWords("args", Args)).FirstOrDefault(one => one?.Problem is not null)
            is { Problem: { } problem } wrong
            ? ModelProblems.Invalid("invalid", wrong.Name, problem)
            : null;

    /// <summary>What it asks of the settings, once nothing is wrong with it; null when nothing is asked for.</summary>
    internal OverrideChange? Change => Asked.ToDictionary(one => one.Name, one => one.Value) is { Count: > 0 } fields
        ? new(fields)
        : null;

    /// <summary>What it asks of the model's own fields; null when nothing is asked for.</summary>
    internal ModelRequest? Own
    {
        get
        {
            if (Nodes is not { Length: > 0 } && Args is not { Length: > 0 }) return null;

            var request = new ModelRequest();
            if (AskedNodes is { } nodes) request = request with { Nodes = nodes };
            return Args is { Length: > 0 } args ? request with { Args = args is [""] ? [] : args } : request;
        }
    }

    /// <summary>On how many Sparks; null when that is not asked for.</summary>
    internal ModelNodes? AskedNodes => Nodes switch
    {
        "solo" => ModelNodes.Solo,
        "cluster" => ModelNodes.Cluster,
        _ => null
    };

    /// <summary>The settings that it asks for, for a model that has none.</summary>
    internal ModelSettings Settings => ModelEntry.ReadOverride(
        new("asked", 0, YamlValue.Map([new("settings", 0, ModelYaml.Map(Change?.Fields ?? Nothing) ?? Empty)])), new())
        .Values;

    private static IReadOnlyDictionary<string, YamlValue?> Nothing => new Dictionary<string, YamlValue?>();

    private static YamlMap Empty => YamlValue.Map([]);

    private AskedSetting? AskNodes() => Nodes is null or "" || AskedNodes is not null
        ? null
        : new("nodes", null) { Problem = "It is solo or cluster." };

    private IEnumerable<AskedSetting> Asked => new[]
    {
        Ask("max_model_len", MaxModelLen, ModelRules.MaxModelLen),
        Ask("gpu_memory_utilization", GpuMemoryUtilization, ModelRules.GpuMemoryUtilization),
        Ask("fastsafetensors", Fastsafetensors, ModelRules.Flag),
        Ask("prefix_caching", PrefixCaching, ModelRules.Flag),
        Ask("fp8_kv_cache", Fp8KvCache, ModelRules.Flag),
        Ask("max_num_seqs", MaxNumSeqs, ModelRules.MaxNumSeqs),
        AskWords("extra_args", ExtraArgs)
    }.OfType<AskedSetting>();

    private static AskedSetting? Ask<T>(string name, string? text, ScalarRule<T> rule) where T : struct => text switch
    {
        null => null,
        "" => new(name, null),
        _ when rule.Read(text) is null => new(name, null) { Problem = $"It is {rule.Wanted}." },
        _ => new(name, YamlValue.Plain(text))
    };

    private static AskedSetting? AskWords(string name, string[]? asked) => asked switch
    {
        null or [] => null,
        [""] => new(name, null),
        var words => new(name, YamlValue.Quoted(words))
        {
            Problem = ModelTexts.Problem(words, ModelRules.Argument, ModelRules.Arguments)
        }
    };

    private sealed record AskedSetting(string Name, YamlValue? Value)
    {
        public string? Problem { get; init; }
    }
}
