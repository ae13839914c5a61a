using System.Text.Json.Nodes;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>The settings as the Settings page needs them.</summary>
/// <param name="Revision">Names what is in <c>settings.yaml</c>; a change brings it back.</param>
/// <param name="Settings">What is in force.</param>
/// <param name="Values">The same by the names that a change uses; null for one that is unset.</param>
/// <param name="Defaults">What each of them is when it is left blank.</param>
/// <param name="Sources">Where each of them comes from.</param>
/// <param name="Secrets">What is kept of the secrets.</param>
public sealed record SettingsView(
    string Revision,
    EffectiveSettings Settings,
    IReadOnlyDictionary<string, JsonNode?> Values,
    IReadOnlyDictionary<string, JsonNode?> Defaults,
    IReadOnlyDictionary<string, SettingSource> Sources,
    IReadOnlyDictionary<string, KeptSecret> Secrets);
