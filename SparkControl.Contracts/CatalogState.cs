using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>The models a user can choose from.</summary>
/// <param name="Models">In the order in which they are shown.</param>
/// <param name="Skipped">Entries that failed validation; the rest works.</param>
public sealed record CatalogState(IReadOnlyList<CatalogModel> Models, IReadOnlyList<SkippedModel> Skipped)
{
    /// <summary>Every key that an entry has, used or not.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Keys =>
        [.. Models.Select(model => model.Key).Concat(Skipped.Select(skipped => skipped.Key)).Distinct()];

    /// <summary>Files that could not be read as a whole; what was good in them before stays in force.</summary>
    public IReadOnlyList<FileProblem> Problems { get; init; } = [];

    /// <summary>What is worth knowing of models that are used as they are: sentences, by the model's key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Warnings { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Models that were bundled with an earlier version and are not now, as far as the user has settings for them,
    /// which are in force, or has loaded one last. Added under its key, one is a model of the user's.
    /// </summary>
    public IReadOnlyList<CatalogModel> Dropped { get; init; } = [];
}

/// <summary>Where an entry of the catalog comes from.</summary>
public enum ModelSource { Bundled, Custom }

/// <summary>On how many nodes a model runs.</summary>
public enum ModelNodes
{
    /// <summary>On the head alone.</summary>
    Solo,

    /// <summary>On head and worker together.</summary>
    Cluster
}

/// <summary>One entry of the catalog, with the user's settings applied.</summary>
public sealed record CatalogModel
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required ModelSource Source { get; init; }

    /// <summary>The Hugging Face repository; exactly one of this and <see cref="LocalPath"/> is set.</summary>
    public string? Repo { get; init; }

    /// <summary>A directory on the nodes.</summary>
    public string? LocalPath { get; init; }

    public required ModelNodes Nodes { get; init; }
    public required ModelSettings Settings { get; init; }

    /// <summary>The settings as the catalog has them, before the user's.</summary>
    public required ModelSettings BundledSettings { get; init; }

    /// <summary>Further arguments of <c>vllm serve</c>, one by one.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<string> Mods { get; init; } = [];
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>It is the user's and has the key of a bundled one, which it stands in for.</summary>
    public bool StandsIn { get; init; }

    /// <summary>What vLLM is told to serve: the repository or the path.</summary>
    public string Weights => Repo ?? LocalPath!;
}

/// <summary>The settings of a model that a user may change. Null leaves vLLM its own value.</summary>
public sealed record ModelSettings
{
    public int? MaxModelLen { get; init; }
    public double? GpuMemoryUtilization { get; init; }
    public bool? Fastsafetensors { get; init; }
    public bool? PrefixCaching { get; init; }
    public bool? Fp8KvCache { get; init; }
    public int? MaxNumSeqs { get; init; }
    public IReadOnlyList<string> ExtraArgs { get; init; } = [];
}

/// <summary>An entry that is not used.</summary>
/// <param name="Key">Its key in the file.</param>
/// <param name="File">The file it is in.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record SkippedModel(string Key, string File, string Reason);
