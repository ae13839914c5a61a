using System.Text.Json;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Services;

/// <summary>Changes what the settings say of one service.</summary>
internal sealed class ServiceSettings(SettingsStore settings)
{
    /// <summary>How often a change is made anew because somebody else has changed the settings meanwhile.</summary>
    private const int Attempts = 5;

    private const string DisabledServices = "disabled_services";

    /// <returns>Why nothing was changed; null when it was.</returns>
    public async Task<SettingsOutcome?> ChangeAsync(string service, ServiceChange change, CancellationToken cancel)
    {
        if (change.MemoryCapGib.ValueKind != JsonValueKind.Undefined && service != ServiceViews.Capped)
        {
            return new SettingsOutcome.Refused(new Dictionary<string, string[]>
            {
                ["memory_cap_gib"] = [$"Only {ServiceViews.Capped} can be given a cap."]
            });
        }

        for (var attempt = 1; ; attempt++)
        {
            await settings.RereadAsync(cancel);
            var values = Values(service, change);
            if (values.Count == 0) return null;
            if (Elsewhere(values) is { } elsewhere) return elsewhere;

            var outcome = await settings.ChangeAsync(settings.View.Revision, values, cancel);
            if (outcome is SettingsOutcome.Conflicting { Code: "moved" } && attempt < Attempts) continue;

            return outcome is SettingsOutcome.Saved ? null : Named(outcome);
        }
    }

    private Dictionary<string, IReadOnlyList<string>?> Values(string service, ServiceChange change)
    {
        Dictionary<string, IReadOnlyList<string>?> values = [];
        if (change.MemoryCapGib.ValueKind != JsonValueKind.Undefined)
            values[CapOf(service)] = SettingsSources.Texts(change.MemoryCapGib);

        var off = settings.Current.DisabledServices;
        if (change.Disabled is { } disabled && off.Contains(service) != disabled)
            values[DisabledServices] = disabled ? [.. off, service] : [.. off.Where(name => name != service)];
        return values;
    }

    // A blank is no value: where the environment has one, it would be in force again.
    private SettingsOutcome.Conflicting? Elsewhere(Dictionary<string, IReadOnlyList<string>?> values)
    {
        var cap = CapOf(ServiceViews.Capped);
        if (!values.TryGetValue(cap, out var written) || written is null || !written.All(string.IsNullOrWhiteSpace)
            || settings.View.Defaults[cap] is not { } usual) return null;

        var variable = Setting.Find(cap)!.EnvironmentName;
        return new(
            "set_in_environment", "The memory cap cannot be taken back here",
            $"The environment sets {variable} to {usual}, which is in force when no cap is set here. Remove it there.");
    }

    // By the names of the body: nobody who sends one field looks for another.
    private static SettingsOutcome Named(SettingsOutcome outcome) => outcome is SettingsOutcome.Refused refused
        ? new SettingsOutcome.Refused(refused.Errors.ToDictionary(
            error => error.Key == DisabledServices ? "disabled" : "memory_cap_gib", error => error.Value))
        : outcome;

    private static string CapOf(string service) => $"{service}_memory_cap_gib";
}
