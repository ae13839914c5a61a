using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>What a line of the connectivity log is about.</summary>
public enum ConnectivityKind
{
    /// <summary>A verdict has changed.</summary>
    Transition,

    /// <summary>A word of an outside app; it changes no verdict.</summary>
    Report,

    /// <summary>A swap or a stop of the model.</summary>
    Swap,

    /// <summary>An update of the launcher.</summary>
    Update,

    /// <summary>A service was started, stopped or restarted.</summary>
    Action,

    /// <summary>A node is about to run out of memory, or is not any more: it stands for the service.</summary>
    Warning
}

/// <summary>One line of the connectivity log: a member of <see cref="Keys.Connectivity"/>.</summary>
public sealed record ConnectivityEntry
{
    /// <summary>How the id of a line begins that another program has kept, see <see cref="IsOld"/>.</summary>
    public const string OldPrefix = "old-";

    /// <summary>Its own: equal members of a sorted set are one. The stored text begins with it.</summary>
    [JsonPropertyOrder(-1)]
    public required string Id { get; init; }

    /// <summary>
    /// Whether it comes from the log of another program: it stands in the log as it was written there, and is no news
    /// and no part of an incident.
    /// </summary>
    [JsonIgnore]
    public bool IsOld => Id.StartsWith(OldPrefix, StringComparison.Ordinal);

    public required DateTimeOffset At { get; init; }
    public required ConnectivityKind Kind { get; init; }

    /// <summary>The service it is about; a report names whatever its sender calls it.</summary>
    public required string Service { get; init; }

    /// <summary>Where the service runs, <c>spark1</c> or <c>spark2</c>; null when that is not known.</summary>
    public string? Node { get; init; }

    /// <summary>The verdict before and after; of a transition alone.</summary>
    public ServiceVerdict? From { get; init; }

    public ServiceVerdict? To { get; init; }

    /// <summary>
    /// What is wrong after a transition, as <see cref="ServiceTrouble.Code"/>; absent where nothing is known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trouble { get; init; }

    /// <summary>A swap, stop or restart explains it: maintenance, not an outage.</summary>
    public bool Planned { get; init; }

    /// <summary>Whether it went well: of a report, and of a swap, update or action that has ended.</summary>
    public bool? Ok { get; init; }

    /// <summary>Who says so: the app that reports, or where a click came from.</summary>
    public string? Source { get; init; }

    /// <summary>What went wrong, in the sender's words.</summary>
    public string? Error { get; init; }

    /// <summary>How long it took, in ms.</summary>
    public double? Ms { get; init; }

    /// <summary>How many reports that say the same this line stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What it rests on, as a sentence.</summary>
    public string? Evidence { get; init; }

    /// <summary>The line for a change of verdict, named by the service and <see cref="ServiceState.N"/>.</summary>
    /// <param name="from">The verdict before.</param>
    /// <param name="now">The state with the new one.</param>
    /// <param name="node">Where the service runs.</param>
    public static ConnectivityEntry Transition(ServiceVerdict from, ServiceState now, string? node = null) => new()
    {
        Id = $"{now.Name}:{now.N}",
        At = now.Since,
        Kind = ConnectivityKind.Transition,
        Service = now.Name,
        Node = node,
        From = from,
        To = now.Verdict,
        Trouble = now.Trouble?.Code,
        Planned = now.Planned,
        Evidence = now.Evidence
    };
}
