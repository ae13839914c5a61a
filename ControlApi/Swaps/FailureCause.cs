using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>A cause of failure that a line names.</summary>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Rank">Of several causes the lowest rank is the root; of equal ranks the first that is fatal.</param>
/// <param name="Fatal">The load cannot go on after it, even if the process still lives.</param>
/// <param name="Failure">What it means for a person.</param>
internal sealed record FailureCause(string Code, int Rank, bool Fatal, SwapFailure Failure)
{
    /// <summary>The rank of a line that names the cause itself.</summary>
    public const int Root = 1;

    /// <summary>The rank of a line that names what comes of the cause.</summary>
    public const int Symptom = 2;

    /// <summary>The rank of a line that says no more than that something failed.</summary>
    public const int Vague = 3;

    /// <summary>The rank of a line that is no failure, and explains one.</summary>
    public const int Hint = 4;

    /// <summary>What a load may live through: they explain its end, and do not bring it.</summary>
    private static readonly string[] Survivable =
        ["launcher", "name_conflict", "image_missing", "gated", "unknown_repository"];

    /// <summary>A cause in words.</summary>
    public static FailureCause Cause(string code, int rank, string title, string? detail, params Remedy[] remedies) =>
        new(code, rank, Fatal: rank < Hint && !Survivable.Contains(code),
            new() { Code = code, Title = title, Detail = detail, Remedies = remedies });

    /// <summary>What to do about it.</summary>
    public static Remedy Do(string title, string? detail = null, string? command = null) =>
        new(title, detail, command);
}
