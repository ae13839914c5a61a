using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>The files of the original, by the names that are known of them, and their names afterwards.</summary>
internal static class OldFiles
{
    public const string Connectivity = "connectivity.json";
    public const string Models = "models-overrides.yaml";
    private const string Suffix = ".original";
    private const int Most = 20;

    /// <summary>Files of settings. The original laid an earlier one of these over a later one.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        "app_settings.json", "services-overrides.yaml", "services_overrides.yaml", "services-overrides.json",
        "services_overrides.json", "sparkConfig.yaml"
    ];

    /// <summary>All of them, in the order in which they are read.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Settings, Models, Connectivity];

    /// <summary>The names that a file's originals have: it may have come more than once.</summary>
    public static IEnumerable<string> Originals(string name) => Enumerable.Range(1, Most)
        .Select(n => n == 1 ? name + Suffix : FormattableString.Invariant($"{name}{Suffix}.{n}"));

    /// <summary>The originals that are there, the newest first, as what was written last counts.</summary>
    public static IEnumerable<string> OriginalsIn(DataDirectory data, string name) =>
        Originals(name).Where(original => File.Exists(Path.Combine(data.Path, original))).Reverse();

    /// <summary>Puts a file out of the way, as it is.</summary>
    /// <exception cref="IOException">It cannot be renamed, or too many are there.</exception>
    public static void SetAside(DataDirectory data, string name)
    {
        var free = Originals(name).FirstOrDefault(original => !Path.Exists(Path.Combine(data.Path, original)))
            ?? throw new IOException($"There are {Most} originals of {name} already.");
        File.Move(Path.Combine(data.Path, name), Path.Combine(data.Path, free));
    }

    /// <summary>The name that a file had.</summary>
    public static string NameOf(string original) => All.First(name => Originals(name).Contains(original));
}
