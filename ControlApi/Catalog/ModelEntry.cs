using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// Reads one entry. What is not as it must be ends in an <see cref="BadFileException"/> with its line.
/// </summary>
internal static class ModelEntry
{
    private static readonly string[] Fields =
        ["name", "repo", "local_path", "nodes", "settings", "args", "mods", "env"];

    private static readonly string[] SettingFields =
    [
        "max_model_len", "gpu_memory_utilization", "fastsafetensors", "prefix_caching", "fp8_kv_cache",
        "max_num_seqs", "extra_args"
    ];

    /// <param name="entry">The entry under its key.</param>
    /// <param name="source">Whose file it is in.</param>
    /// <param name="stray">Takes what is not known; null to refuse it.</param>
    public static CatalogModel Read(YamlEntry entry, ModelSource source, StrayFields? stray = null)
    {
        Demand(ModelRules.Key(entry.Key), entry.Line);
        var fields = Map(entry, Fields, stray) ?? throw new BadFileException(entry.Line, "There is nothing in it.");

        var repo = Text(fields.Find("repo"), ModelRules.Repo);
        var path = Text(fields.Find("local_path"), ModelRules.LocalPath);
        if (repo is null == path is null)
        {
            throw new BadFileException(entry.Line, "It needs a repo or a local_path, and not both.");
        }

        var settings = Settings(fields.Find("settings"), stray, broken: null);
        return new()
        {
            Key = entry.Key,
            Name = Text(fields.Find("name"), ModelRules.Name) ?? (repo ?? path!).TrimEnd('/').Split('/')[^1],
            Source = source,
            Repo = repo,
            LocalPath = path,
            Nodes = Nodes(fields.Find("nodes"), entry.Line),
            Settings = settings,
            BundledSettings = settings,
            Args = Arguments(fields.Find("args")) ?? [],
            Mods = Texts(fields.Find("mods"), ModelRules.Mod),
            Env = Variables(fields.Find("env"))
        };
    }

    /// <param name="entry">The entry under the key of its model.</param>
    /// <param name="stray">Takes what is not known, and values that are not as they must be: the rest counts.</param>
    public static ModelOverride ReadOverride(YamlEntry entry, StrayFields stray)
    {
        Demand(ModelRules.Key(entry.Key), entry.Line);
        var settings = Map(entry, ["settings"], stray)?.Find("settings");
        var values = Settings(settings, stray, stray.Add);
        var arguments = (settings?.Value as YamlMap)?.Find("extra_args");
        // Arguments that cannot be used are as good as none.
        return new(values, arguments?.Value is YamlList list && list.Items.Count == values.ExtraArgs.Count);
    }

    private static ModelSettings Settings(YamlEntry? entry, StrayFields? stray, Action<BadFileException>? broken)
    {
        if (entry is null || Map(entry, SettingFields, stray) is not { } fields) return new();

        return new()
        {
            MaxModelLen = Read("max_model_len", field => Scalar(field, ModelRules.MaxModelLen)),
            GpuMemoryUtilization =
                Read("gpu_memory_utilization", field => Scalar(field, ModelRules.GpuMemoryUtilization)),
            Fastsafetensors = Read("fastsafetensors", field => Scalar(field, ModelRules.Flag)),
            PrefixCaching = Read("prefix_caching", field => Scalar(field, ModelRules.Flag)),
            Fp8KvCache = Read("fp8_kv_cache", field => Scalar(field, ModelRules.Flag)),
            MaxNumSeqs = Read("max_num_seqs", field => Scalar(field, ModelRules.MaxNumSeqs)),
            ExtraArgs = Read("extra_args", Arguments) ?? []
        };

        T? Read<T>(string name, Func<YamlEntry?, T?> value)
        {
            try
            {
                return value(fields.Find(name));
            }
            catch (BadFileException flaw) when (broken is not null)
            {
                broken(flaw);
                return default;
            }
        }
    }

    private static ModelNodes Nodes(YamlEntry? entry, int line) => entry?.Value switch
    {
        YamlText { Text: "solo" } => ModelNodes.Solo,
        YamlText { Text: "cluster" } => ModelNodes.Cluster,
        _ => throw new BadFileException(entry?.Line ?? line, "nodes is solo or cluster.")
    };

    private static Dictionary<string, string> Variables(YamlEntry? entry)
    {
        Dictionary<string, string> variables = [];
        if (entry is null || Map(entry, allowed: null) is not { } fields) return variables;

        foreach (var variable in fields.Entries)
        {
            Demand(ModelRules.VariableName(variable.Key), variable.Line);
            variables[variable.Key] = Text(variable, ModelRules.VariableValue) ?? "";
        }

        return variables;
    }

    private static IReadOnlyList<string>? Arguments(YamlEntry? entry)
    {
        var arguments = Texts(entry, ModelRules.Argument);
        Demand(ModelRules.Arguments(arguments), entry?.Line ?? 0);
        return arguments;
    }

    private static IReadOnlyList<string> Texts(YamlEntry? entry, Func<string, string?> problem)
    {
        if (entry is null or { Value: YamlText { IsNull: true } }) return [];
        if (entry.Value is not YamlList list) throw new BadFileException(entry.Line, $"{entry.Key} is a list: [a, b].");
        if (list.Items.Count > ModelRules.MostItems)
        {
            throw new BadFileException(entry.Line, $"{entry.Key} has more than {ModelRules.MostItems} items.");
        }

        return [.. list.Items.Select(item => Item(item, entry.Key, problem))];
    }

    private static string Item(YamlValue item, string field, Func<string, string?> problem)
    {
        if (item is not YamlText { IsNull: false } text)
        {
            throw new BadFileException(item.Line, $"Each item of {field} is a text.");
        }

        Demand(problem(text.Text), item.Line);
        return text.Text;
    }

    private static string? Text(YamlEntry? entry, Func<string, string?> problem)
    {
        if (entry is null or { Value: YamlText { IsNull: true } or YamlText { Text: "" } }) return null;
        if (entry.Value is not YamlText text) throw new BadFileException(entry.Line, $"{entry.Key} is a text.");

        Demand(problem(text.Text), entry.Line);
        return text.Text;
    }

    private static T? Scalar<T>(YamlEntry? entry, ScalarRule<T> rule) where T : struct
    {
        if (entry is null or { Value: YamlText { IsNull: true } }) return null;
        if (entry.Value is YamlText { IsPlain: true } text && rule.Read(text.Text) is { } value) return value;

        throw new BadFileException(entry.Line, $"{entry.Key} is {rule.Wanted}.");
    }

    private static YamlMap? Map(YamlEntry entry, string[]? allowed, StrayFields? stray = null)
    {
        if (entry.Value is YamlText { IsNull: true }) return null;
        if (entry.Value is not YamlMap map)
        {
            throw new BadFileException(entry.Line, $"{entry.Key} has lines of the form “name: value”.");
        }

        foreach (var field in allowed is null ? [] : map.Entries.Where(field => !allowed.Contains(field.Key)))
        {
            if (stray is null)
            {
                throw new BadFileException(
                    field.Line, $"“{field.Key}” is unknown; here may stand {string.Join(", ", allowed!)}.");
            }

            stray.Add(field);
        }

        return map;
    }

    private static void Demand(string? problem, int line)
    {
        if (problem is not null) throw new BadFileException(line, problem);
    }
}
