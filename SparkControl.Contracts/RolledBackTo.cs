namespace SparkControl.Contracts;

/// <summary>
/// What a load that has failed is answered with: the last good model. Without swap and problem it is about to be begun,
/// or somebody else's swap came first.
/// </summary>
/// <param name="Model">Its key in the catalog.</param>
/// <param name="ModelName">Its name for people.</param>
public sealed record RolledBackTo(string Model, string ModelName)
{
    /// <summary>The swap that loads it again; null when none was begun.</summary>
    public string? Swap { get; init; }

    /// <summary>Why it was not loaded again, as a sentence.</summary>
    public string? Problem { get; init; }
}
