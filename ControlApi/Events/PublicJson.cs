using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>
/// What may leave over HTTP. The services tell each other in Redis in which environment a node that is this machine
/// runs its commands; a browser hears only that it is this machine.
/// </summary>
internal static class PublicJson
{
    private static readonly JsonSerializerOptions Options = Restrict(new(Wire.Options));

    /// <summary>Applies the restriction to options that a framework owns.</summary>
    public static JsonSerializerOptions Restrict(JsonSerializerOptions options)
    {
        options.TypeInfoResolver =
            (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(WithoutEnvironment);
        return options;
    }

    /// <summary>The stored text of a value as clients may have it; only settings are read and written again.</summary>
    public static StateChange Of(StateChange change) => change.Name == States.Settings.Name
        ? change with { Json = Write(Wire.Read<Observed<EffectiveSettings>>(change.Json)) }
        : change;

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    private static void WithoutEnvironment(JsonTypeInfo type)
    {
        if (type.Type == typeof(LocalShellSettings)) type.Properties.Clear();
    }
}
