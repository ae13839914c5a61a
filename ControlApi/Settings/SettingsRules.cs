namespace SparkControl.ControlApi.Settings;

/// <summary>What is wrong with a value beside others.</summary>
/// <param name="Setting">The setting that it is shown under.</param>
/// <param name="Sentence">What is wrong.</param>
internal sealed record SettingFlaw(string Setting, string Sentence);

/// <summary>
/// What settings must hold of each other: a name that nobody knows is a typing mistake, and nothing would come of it.
/// </summary>
internal static class SettingsRules
{
    /// <summary>The services that are always watched.</summary>
    public static IReadOnlyList<string> Ours { get; } = ["vllm", "parakeet", "magpie"];

    /// <summary>All that is wrong with the values in force, beside each other.</summary>
    public static IReadOnlyList<SettingFlaw> Flaws(SettingsSnapshot settings)
    {
        IReadOnlyList<string> custom = Names("custom_services"), patient = Names("probe_patience");
        HashSet<string> known = [.. Ours, .. custom];
        return
        [
            .. Twice("custom_services", custom),
            .. Twice("probe_patience", patient),
            .. Unknown("probe_patience", patient, known),
            .. Unknown("watchdog_shed", Names("watchdog_shed"), known),
            .. Unknown("disabled_services", Names("disabled_services"), known)
        ];

        IReadOnlyList<string> Names(string setting) => [.. settings.Values(setting).Select(text => text.Split(' ')[0])];
    }

    /// <summary>What a change would make wrong, by setting: what was so before is in nobody's way.</summary>
    public static IReadOnlyDictionary<string, string[]> New(SettingsSnapshot before, SettingsSnapshot after) =>
        Flaws(after).Except(Flaws(before)).GroupBy(flaw => flaw.Setting)
            .ToDictionary(flaws => flaws.Key, flaws => flaws.Select(flaw => flaw.Sentence).ToArray());

    private static IEnumerable<SettingFlaw> Twice(string setting, IReadOnlyList<string> names) =>
        names.GroupBy(name => name).Where(same => same.Count() > 1)
            .Select(same => new SettingFlaw(setting, $"{same.Key} is there twice: only its first line counts."));

    private static IEnumerable<SettingFlaw> Unknown(string setting, IEnumerable<string> names, HashSet<string> known) =>
        names.Where(name => !known.Contains(name)).Distinct()
            .Select(name => new SettingFlaw(setting, $"There is no service {name}."));
}
