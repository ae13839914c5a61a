namespace SparkControl.Contracts;

/// <summary>
/// Loads that have failed, by the hash of what was loaded: model, settings and image. One of which any of the three has
/// changed is another.
/// </summary>
public sealed record BadLoads(IReadOnlyDictionary<string, BadLoad> Loads)
{
    public static BadLoads None { get; } = new(new Dictionary<string, BadLoad>());
}

/// <summary>A load that has failed.</summary>
/// <param name="Model">The model's key.</param>
/// <param name="Swap">The swap by which it was tried.</param>
/// <param name="At">When it failed.</param>
/// <param name="Code">Why, as a stable word.</param>
/// <param name="Title">Why, as a sentence.</param>
public sealed record BadLoad(string Model, string Swap, DateTimeOffset At, string Code, string Title);
