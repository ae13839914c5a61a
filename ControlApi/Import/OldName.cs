using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Import;

/// <summary>A value of an old file and the names that lead to it.</summary>
internal sealed record OldValue(IReadOnlyList<string> Path, YamlValue Value)
{
    /// <summary>The values of a mapping, those of the mappings in it too. Blank ones are unset and left out.</summary>
    public static IEnumerable<OldValue> AllIn(YamlMap map, IReadOnlyList<string>? path = null) =>
        map.Entries.SelectMany(entry => entry.Value switch
        {
            YamlMap inner => AllIn(inner, [.. path ?? [], entry.Key]),
            YamlText text when text.IsNull || string.IsNullOrWhiteSpace(text.Text) => [],
            var value => [new OldValue([.. path ?? [], entry.Key], value)]
        });

    /// <summary>The names as one word, for a person.</summary>
    public string Name => string.Join('.', Path);
}

/// <summary>
/// The names of the original's environment. Its files had them in capitals or small letters, as one word or as a
/// mapping in a mapping: <c>SPARK1_HOST</c>, <c>spark1Host</c> and <c>host</c> under <c>spark1</c> are the same.
/// </summary>
internal static class OldName
{
    /// <summary>Names that are variables of the environment here too, and no settings.</summary>
    private static readonly string[] Variables =
    [
        "ssh_key_path", "bind_port", "data_dir", "models_yaml", "ssh_dir", "ssh_known_hosts", "models_overrides",
        "services_overrides", "connectivity_log"
    ];

    private static readonly string[] Settings =
    [
        "spark1_host", "spark1_user", "spark2_host", "spark2_user", "parakeet_host", "parakeet_user",
        "parakeet_container", "parakeet_port", "magpie_host", "magpie_user", "magpie_container", "magpie_port",
        "vllm_port", "vllm_container", "disabled_services"
    ];

    // Below any other name, such as that of a backup, it is somebody else's.
    private static readonly HashSet<string> Above =
        ["config", "sparkconfig", "settings", "env", "environment", "overrides", "sparks", "nodes", "services"];

    public const string SshKeyPath = "ssh_key_path";

    private static readonly Dictionary<string, string> ByPlain = Settings.Concat(Variables).ToDictionary(Plain);

    /// <summary>The name that a path means; null for one that is not known.</summary>
    public static string? Find(IReadOnlyList<string> path) => Enumerable.Range(0, path.Count)
        .TakeWhile(from => from == 0 || Above.Contains(Plain(path[from - 1])))
        .Select(from => ByPlain.GetValueOrDefault(Plain(string.Concat(path.Skip(from)))))
        .FirstOrDefault(found => found is not null);

    public static bool IsVariable(string name) => Variables.Contains(name);

    /// <summary>A name without what is written one way or the other.</summary>
    public static string Plain(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
