namespace SparkControl.Contracts;

/// <summary>Why a job failed, for a person.</summary>
/// <param name="Code">A stable word for programs, snake_case, for example <c>disk_short</c>.</param>
/// <param name="Title">One sentence that says what happened.</param>
/// <param name="Detail">What it means, or the figures.</param>
public sealed record JobFailure(string Code, string Title, string? Detail = null)
{
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];

    /// <summary>Where to go for the remedy, a licence for example; null for nowhere.</summary>
    public string? Url { get; init; }

    /// <summary>The node at fault; null when it is not one alone.</summary>
    public string? Node { get; init; }
}
