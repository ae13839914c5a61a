using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>
/// A swap in progress, or the last one. It has ended when <see cref="EndedAt"/> is set, never before the nodes are
/// accounted for.
/// </summary>
public sealed record SwapState
{
    public required string Id { get; init; }
    public required SwapKind Kind { get; init; }

    /// <summary>The key of the wanted model; null for a stop.</summary>
    public string? Model { get; init; }

    /// <summary>Its name for people.</summary>
    public string? ModelName { get; init; }

    /// <summary>The repository or path that vLLM serves.</summary>
    public string? Weights { get; init; }

    /// <summary>What ran before, by name, as far as it was known.</summary>
    public string? Replaces { get; init; }

    public required SwapPhase Phase { get; init; }

    /// <summary>Set while <see cref="Phase"/> is loading, and kept where a load failed in it.</summary>
    public LoadStep? Step { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When each phase and step began, in order, the end too; the last one is the present one.</summary>
    public IReadOnlyList<StageStart> Stages { get; init; } = [];

    /// <summary>The nodes that take part and how far each is.</summary>
    public IReadOnlyList<NodeProgress> Nodes { get; init; } = [];

    /// <summary>0 to 98 while it loads, 100 when ready; it never falls.</summary>
    public double Percent { get; init; }

    /// <summary>When it should be ready; null without a history of this model.</summary>
    public ReadyBand? Eta { get; init; }

    /// <summary>How long each stage usually takes, as it was known when the swap began.</summary>
    public UsualLoad? Usual { get; init; }

    /// <summary>Since when nothing has moved; null while something does.</summary>
    public DateTimeOffset? StalledSince { get; init; }

    public SwapFailure? Failure { get; init; }

    /// <summary>The id of the load that has failed and that this one answers; null for any other.</summary>
    public string? RollsBack { get; init; }

    /// <summary>What a load that has failed is answered with; null when nothing is.</summary>
    public RolledBackTo? RolledBackTo { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>
    /// The command, as a person would type it on the head: the expected one, if it can be told, until the launcher is
    /// started; from then on the one that was.
    /// </summary>
    public string? Command { get; init; }

    /// <summary>What must be known to take the swap up again after a restart.</summary>
    public SwapRun Run { get; init; } = new();

    /// <summary>Whether the next swap has to wait for this one.</summary>
    public bool IsActive => EndedAt is null;

    /// <summary>Whether a machine stops a model to save its Spark: nobody has wanted that it is away.</summary>
    [JsonIgnore]
    public bool IsShed => Kind == SwapKind.Stop && Run is { Action: not null, IsTrial: false };

    /// <summary>Whether it has come to stopping what ran: one that was refused has changed nothing.</summary>
    [JsonIgnore]
    public bool HasTouched => Stages.Count == 0
        ? Phase != SwapPhase.Preflight
        : Stages.Any(stage => stage.Phase is not (SwapPhase.Preflight or SwapPhase.Failed or SwapPhase.Cancelled));
}
