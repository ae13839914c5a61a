using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// The simulated pair: its values take the place of the environment's and of StartOS's, and no file may name
/// another host.
/// </summary>
/// <param name="Values">By the setting's name, in place of the defaults: hosts, ports, directories.</param>
/// <param name="Shells">By node, the environment in which its commands run on this machine.</param>
internal sealed record DemoPair(
    IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, LocalShellSettings> Shells)
{
    private static readonly string[] HostSettings = ["spark1_host", "spark2_host", "parakeet_host", "magpie_host"];

    public SettingsLayer Layer => SettingsLayer.Check(
        Values.Select(value => new RawSetting(value.Key, null, [value.Value])), SettingsLayer.Empty).Value;

    /// <summary>The first setting that leads away from the simulator; null when there is none.</summary>
    public string? FirstForeign(SettingsLayer layer) => Foreign(layer) is [var name, ..]
        ? name
        : HostSettings.FirstOrDefault(named => layer.Named.Contains(named) && !layer.Values.ContainsKey(named));

    /// <summary>Those that lead away from the simulator.</summary>
    public IReadOnlyList<string> Foreign(SettingsLayer layer) => [.. HostSettings.Where(
        name => layer.Values.TryGetValue(name, out var hosts) && !hosts.All(host => Values.Values.Contains(host)))];

    /// <summary>The layer without them: the simulator's own hosts stay in force.</summary>
    public SettingsLayer WithoutForeign(SettingsLayer layer)
    {
        var foreign = Foreign(layer);
        return layer with { Values = layer.Values.Where(value => !foreign.Contains(value.Key)).ToDictionary() };
    }
}
