namespace SparkControl.ControlApi.Settings;

/// <summary>A change of settings and secrets that was looked at and not yet made.</summary>
/// <param name="Settings">Settings by name; no values mean unset.</param>
/// <param name="Secrets">Secrets by name; null means forget.</param>
/// <param name="Errors">What is wrong, by name.</param>
internal sealed record SettingsChange(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Settings,
    IReadOnlyDictionary<string, string?> Secrets,
    IReadOnlyDictionary<string, string[]> Errors)
{
    public SettingsOutcome.Refused? Refusal => Errors.Count > 0 ? new(Errors) : null;

    /// <summary>Looks at every value. In a demo no host may lead away from the simulator.</summary>
    public static SettingsChange Read(IReadOnlyDictionary<string, IReadOnlyList<string>?> changes, DemoPair? demo)
    {
        Dictionary<string, IReadOnlyList<string>> settings = [];
        Dictionary<string, string?> secrets = [];
        Dictionary<string, string[]> errors = [];
        foreach (var (name, raw) in changes)
        {
            var problem = Setting.Find(name) is { } setting ? ReadSetting(setting, raw, settings)
                : SparkControl.ControlApi.Settings.Secrets.Names.Contains(name) ? ReadSecret(name, raw, secrets, demo)
                : "There is no such setting.";
            if (problem is not null) errors[name] = [problem];
        }

        if (demo?.FirstForeign(new(settings)) is { } foreign)
        {
            errors[foreign] = ["The demo drives the simulated pair only."];
        }

        return new(settings, secrets, errors);
    }

    private static string? ReadSetting(
        Setting setting, IReadOnlyList<string>? raw, Dictionary<string, IReadOnlyList<string>> settings)
    {
        if (raw is null) return "It is a value or a list of values.";

        var read = setting.Read(raw);
        settings[setting.Name] = read.Values;
        return read.Problem;
    }

    private static string? ReadSecret(
        string name, IReadOnlyList<string>? raw, Dictionary<string, string?> secrets, DemoPair? demo)
    {
        if (raw is null or { Count: > 1 }) return "It is one value.";

        var value = raw is [var one] && !string.IsNullOrWhiteSpace(one) ? one.Trim() : null;
        var read = value is null ? default : SparkControl.ControlApi.Settings.Secrets.Check(name, value);
        secrets[name] = read.Value;
        return read.Problem ?? (demo is null ? Loopback.Problem(name, read.Value) : null);
    }
}
