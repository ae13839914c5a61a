using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What a line of vLLM or of the launcher says about a load.</summary>
/// <param name="Step">The step it belongs to.</param>
internal readonly record struct LoadMark(LoadStep Step)
{
    /// <summary>Done and total of a bar.</summary>
    public int? Done { get; init; }

    public int? Total { get; init; }

    public string? Unit { get; init; }

    /// <summary>The step has ended on this node.</summary>
    public bool Ends { get; init; }

    /// <summary>The server says that it is up.</summary>
    public bool Complete { get; init; }
}
