using System.Text.Json;
using SparkControl.Contracts;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.ControlApi.Import;

/// <summary>The original's words for how a service is.</summary>
internal static class OldVerdict
{
    /// <summary>What a field says; null when that is no word that is known.</summary>
    public static ServiceVerdict? Of(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.True => Healthy,
            JsonValueKind.False => Unhealthy,
            _ => Of(OldName.Plain(fields.Text(name) ?? ""))
        }
        : null;

    /// <summary>Whether a report of such a state is a good one; null when it says neither.</summary>
    public static bool? IsGood(ServiceVerdict? verdict) => verdict switch
    {
        Healthy or Degraded => true,
        Unhealthy or Stopped => false,
        _ => null
    };

    private static ServiceVerdict? Of(string word) => word switch
    {
        "healthy" or "up" or "online" or "ok" or "ready" or "running" or "reachable" or "connected" or "recovered"
            or "true" => Healthy,
        "degraded" => Degraded,
        "unhealthy" or "down" or "offline" or "error" or "failed" or "unreachable" or "disconnected"
            or "false" => Unhealthy,
        "starting" or "loading" => Starting,
        "stopped" => Stopped,
        "disabled" => Disabled,
        "notconfigured" or "unconfigured" => NotConfigured,
        "unknown" => Unknown,
        _ => null
    };
}
