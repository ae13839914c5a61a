using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// How a check came out. What could not be looked at is not in order, but not broken either; a warning stops nothing.
/// </summary>
public enum CheckState { Ok, Failed, Unknown, Warning }

/// <summary>One thing that a swap needs.</summary>
/// <param name="Name">Stable word for programs, for example <c>weights</c>.</param>
/// <param name="State">How it came out.</param>
/// <param name="Title">One sentence for a person.</param>
public sealed record PreflightCheck(string Name, CheckState State, string Title)
{
    /// <summary>More of it, where there is more to say.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>A command that mends it, to run on the node.</summary>
    public string? Command { get; init; }

    /// <summary>The node it is about; null when it is about both or neither.</summary>
    public string? Node { get; init; }

    /// <summary>Whether a user may load all the same.</summary>
    public bool MayBeIgnored { get; init; }
}

/// <summary>Whether a model can be loaded now.</summary>
/// <param name="Checks">What was looked at.</param>
public sealed record PreflightReport(IReadOnlyList<PreflightCheck> Checks)
{
    /// <summary>Nothing stands in the way.</summary>
    public bool Ok => !Obstacles(anyway: false).Any();

    /// <summary>Bytes of the weights; null unless all of them are on every node that takes part.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>The id of the image on the head; null when it is not known, or not there.</summary>
    public string? ImageId { get; init; }

    /// <summary>The checks that stop a swap.</summary>
    /// <param name="anyway">A user has said to load in spite of what may be ignored.</param>
    internal IEnumerable<PreflightCheck> Obstacles(bool anyway) =>
        Checks.Where(c => c.State is not (CheckState.Ok or CheckState.Warning) && !(anyway && c.MayBeIgnored));

    /// <summary>What a user loads in spite of who says to load anyway.</summary>
    internal IReadOnlyList<PassedCheck> Passable =>
        [.. Obstacles(anyway: false).Where(c => c.MayBeIgnored).Select(c => new PassedCheck(c.Name, c.Node))];

    internal SwapFailure? Failure(bool anyway)
    {
        if (Obstacles(anyway).ToList() is not [var first, ..] all) return null;

        return new()
        {
            Code = $"preflight_{first.Name}",
            Title = first.Title,
            Detail = string.Join(" ", all.Skip(1).Select(c => c.Title).Prepend(first.Detail).Where(t => t is not null)),
            Node = first.Node,
            Phase = SwapPhase.Preflight,
            Remedies =
            [
                .. all.Where(c => c.Remedy is not null).Select(c => new Remedy(c.Remedy!, null, c.Command)),
                .. all.All(c => c.MayBeIgnored) ? [new("Load anyway", Anyway: true)] : Enumerable.Empty<Remedy>()
            ]
        };
    }
}
