using System.Text.Json;
using System.Text.Json.Serialization;

namespace SparkControl.ControlApi.Settings;

/// <summary>A change of settings.</summary>
/// <param name="Values">By name; null or blank takes a setting back to its default and forgets a secret.</param>
/// <param name="Revision">The revision that was read; without it, whatever is there is changed.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SettingsRequest(IReadOnlyDictionary<string, JsonElement> Values, string? Revision = null);
