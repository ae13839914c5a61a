using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>
/// What may leave over HTTP. The services tell each other in Redis in which environment a node that is this machine
/// runs its commands; a browser hears only that it is this machine. What a job's driver must find again is its own,
/// and of a reservation's token not even the hash is told.
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

    private const string Run = "run", Pass = "pass", Token = "token";

    /// <summary>
    /// The stored text of a value as clients may have it; only what holds something else is read and written again.
    /// </summary>
    public static StateChange Of(StateChange change) => change.Name switch
    {
        _ when change.Name == States.Settings.Name =>
            change with { Json = Write(Wire.Read<Observed<EffectiveSettings>>(change.Json)) },
        _ when change.Name.StartsWith(States.Jobs, StringComparison.Ordinal) =>
            change with { Json = Without(change.Json, Run) },
        _ when change.Name == States.Reservation.Name => change with { Json = Shown(change.Json) },
        // A swap changes every second, and hardly any has one.
        _ when IsSwap(change.Name) && change.Json.Contains($"\"{Pass}\":\"", StringComparison.Ordinal) =>
            change with { Json = Without(change.Json, Pass, Run) },
        _ => change
    };

    // Pages know the time of the panel, and not that of Redis.
    private static string Shown(string json)
    {
        var stored = Wire.Read<Observed<Reservation>>(json);
        return Write(stored with { Value = stored.Value.By(stored.ObservedAt) });
    }

    private static bool IsSwap(string name) => name == States.Swap.Name || name == States.Failed.Name;

    private static string Without(string json, string member, string? within = null)
    {
        var observed = JsonNode.Parse(json)!;
        var value = observed["value"] as JsonObject;
        (within is null ? value : value?[within] as JsonObject)?.Remove(member);
        return observed.ToJsonString(Wire.Options);
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    private static void Publish(JsonTypeInfo type)
    {
        if (type.Type == typeof(LocalShellSettings)) type.Properties.Clear();
        if (type.Type.IsAssignableTo(typeof(JobState))) Remove(type, Run);
        if (type.Type == typeof(SwapRun)) Remove(type, Pass);
        if (type.Type == typeof(Reservation)) Remove(type, Token);
    }

    private static void Remove(JsonTypeInfo type, string member)
    {
        if (type.Properties.FirstOrDefault(property => property.Name == member) is { } found)
            type.Properties.Remove(found);
    }
}
