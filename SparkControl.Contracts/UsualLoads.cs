namespace SparkControl.Contracts;

/// <summary>How long loads usually take, by model.</summary>
public sealed record UsualLoads(IReadOnlyDictionary<string, UsualLoad> Models);

/// <summary>What the last good loads of one model took, from the click to the first answer.</summary>
/// <param name="P50Ms">Half of them took at most this long, in ms.</param>
/// <param name="P90Ms">Nine of ten did, in ms.</param>
/// <param name="Loads">How many there were.</param>
/// <param name="Stages">The median of each stage, in order.</param>
public sealed record UsualLoad(long P50Ms, long P90Ms, int Loads, IReadOnlyList<UsualStage> Stages);

/// <summary>The median of one stage.</summary>
public sealed record UsualStage(SwapPhase Phase, LoadStep? Step, long MedianMs);

/// <summary>The timings of one good load: an element of <see cref="Keys.Loads"/>.</summary>
public sealed record LoadTimings(string Swap, DateTimeOffset At, long TotalMs, IReadOnlyList<UsualStage> Stages);

/// <summary>The last load that ended well.</summary>
public sealed record GoodLoad(string Model, string ModelName, string Weights, DateTimeOffset At, string Swap)
{
    /// <summary>The model as it was loaded, with its settings; null when an older version has loaded it.</summary>
    public CatalogModel? Entry { get; init; }

    /// <summary>The id of the image on the head by then; null when it was not seen.</summary>
    public string? Image { get; init; }

    /// <summary>What it was loaded in spite of, as a user wanted it: a roll back may be that, too.</summary>
    public IReadOnlyList<PassedCheck> Passed { get; init; } = [];
}
