using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>
/// What may leave over HTTP. The services tell each other in Redis in which environment a node that is this machine
/// runs its commands; a browser hears only that it is this machine. What a job's driver must find again is its own.
/// </summary>
internal static class PublicJson
{
    private static readonly JsonSerializerOptions Options = Restrict(new(Wire.Options));

    /// <summary>Applies the restriction to options that a framework owns.</summary>
    public static JsonSerializerOptions Restrict(JsonSerializerOptions options)
    {
        options.TypeInfoResolver =
            (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Publish);
        return options;
    }

    private const string Run = "run";

    /// <summary>
    /// The stored text of a value as clients may have it; only settings and jobs are read and written again.
    /// </summary>
    public static StateChange Of(StateChange change) => change.Name switch
    {
        _ when change.Name == States.Settings.Name =>
            change with { Json = Write(Wire.Read<Observed<EffectiveSettings>>(change.Json)) },
        _ when change.Name.StartsWith(States.Jobs, StringComparison.Ordinal) =>
            change with { Json = WithoutRun(change.Json) },
        _ => change
    };

    private static string WithoutRun(string json)
    {
        var observed = JsonNode.Parse(json)!;
        (observed["value"] as JsonObject)?.Remove(Run);
        return observed.ToJsonString(Wire.Options);
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    private static void Publish(JsonTypeInfo type)
    {
        if (type.Type == typeof(LocalShellSettings)) type.Properties.Clear();
        if (type.Type.IsAssignableTo(typeof(JobState)) && type.Properties.FirstOrDefault(p => p.Name == Run) is { } run)
            type.Properties.Remove(run);
    }
}
