using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// A change of a model's settings. A member that is not given stays as it is; null takes it back to the catalog's.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelSettingsRequest
{
    private readonly Dictionary<string, object?> given = [];

    /// <summary>The longest context, in tokens.</summary>
    [Range(1, ModelRules.MostTokens)]
    public int? MaxModelLen { get; init => field = Given(value); }

    /// <summary>The share of the node's memory that vLLM takes; above 0.90 only with <see cref="Force"/>.</summary>
    [Range(ModelRules.LeastMemory, ModelRules.MostMemory)]
    public double? GpuMemoryUtilization { get; init => field = Given(value); }

    /// <summary>Whether weights are loaded by fastsafetensors.</summary>
    public bool? Fastsafetensors { get; init => field = Given(value); }

    /// <summary>Whether beginnings that requests share are computed once.</summary>
    public bool? PrefixCaching { get; init => field = Given(value); }

    /// <summary>Whether the KV cache is kept in 8 bits.</summary>
    public bool? Fp8KvCache { get; init => field = Given(value); }

    /// <summary>The most requests at once.</summary>
    [Range(1, ModelRules.MostRequests)]
    public int? MaxNumSeqs { get; init => field = Given(value); }

    /// <summary>Further arguments of <c>vllm serve</c>, one by one; an empty list takes the catalog's away.</summary>
    [MaxLength(ModelRules.MostItems)]
    public IReadOnlyList<string>? ExtraArgs { get; init => field = Given(value); }

    /// <summary>Take a memory share above 0.90 all the same.</summary>
    public bool Force { get; init; }

    /// <summary>The revision that was read; without it, whatever is there is changed.</summary>
    public string? Revision { get; init; }

    /// <summary>What is wrong with it as a whole; null when nothing is.</summary>
    internal ProblemHttpResult? Refusal =>
        ExtraArgs is { } arguments && ModelTexts.Problem(arguments, ModelRules.Argument, ModelRules.Arguments) is { } no
            ? ModelProblems.Invalid("invalid", Name(nameof(ExtraArgs)), no)
            : GpuMemoryUtilization > ModelRules.SafeMemory && !Force ? ModelProblems.MemoryShare() : null;

    /// <summary>The same, with any memory share.</summary>
    internal ModelSettingsRequest Forced => this with { Force = true };

    /// <summary>What it asks for, once nothing is wrong with it.</summary>
    internal OverrideChange Change => new(given.ToDictionary(one => one.Key, one => Yaml(one.Value)));

    private T Given<T>(T value, [CallerMemberName] string property = "")
    {
        given[Name(property)] = value;
        return value;
    }

    private static YamlValue? Yaml(object? value) => value switch
    {
        null => null,
        bool flag => YamlValue.Plain(flag ? "true" : "false"),
        IReadOnlyList<string> texts => YamlValue.Quoted(texts),
        _ => YamlValue.Plain(Convert.ToString(value, CultureInfo.InvariantCulture)!)
    };

    private static string Name(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);
}
