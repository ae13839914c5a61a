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
    IReadOnlyDictionary<string, KeptSecret> Secrets)
{
    internal static SettingsView Of(
        string revision, EffectiveSettings settings, SettingsSnapshot snapshot,
        IReadOnlyDictionary<string, string> secrets, HubToken? token) => new(
        revision,
        settings,
        Setting.All.ToDictionary(setting => setting.Name, setting => ToJson(setting, snapshot.Values(setting.Name))),
        Setting.All.ToDictionary(
            setting => setting.Name, setting => ToJson(setting, snapshot.DefaultValues(setting.Name))),
        Setting.All.ToDictionary(setting => setting.Name, setting => snapshot.SourceOf(setting.Name)),
        ControlApi.Settings.Secrets.Names.ToDictionary(
            name => name, name => new KeptSecret(secrets.ContainsKey(name))
            {
                GivenFor = name == ControlApi.Settings.Secrets.HfToken && token?.IsFor(settings.HfEndpoint) == false
                    ? token.For
                    : null
            }));

    private static JsonNode? ToJson(Setting setting, IReadOnlyList<string> values) => setting.Kind switch
    {
        SettingKind.List => new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
        _ when values.Count == 0 => null,
        SettingKind.Text => values[0],
        _ => JsonNode.Parse(values[0])
    };
}
