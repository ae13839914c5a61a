using System.Text.Json.Nodes;

namespace SparkControl.Contracts;

/// <summary>What somebody is told of.</summary>
public enum NoticeEvent
{
    /// <summary>Trouble with a service has begun.</summary>
    IncidentBegin,

    /// <summary>All of it is over, and stayed so.</summary>
    IncidentEnd,

    /// <summary>A load has ended well.</summary>
    SwapComplete,

    /// <summary>A load or a stop has failed.</summary>
    SwapFailed,

    /// <summary>A stop that was asked for is done.</summary>
    SwapStopped,

    /// <summary>A machine has stopped a service as often as it may.</summary>
    ServiceGaveUp,

    /// <summary>A node is about to run out of memory, or is not any more: its data says which.</summary>
    NodeWarning,

    /// <summary>A user tries whether word comes through.</summary>
    Test
}

/// <summary>One thing that is told: an entry of <see cref="Keys.Notifications"/>.</summary>
public sealed record Notice
{
    /// <summary>Made of what it is about, so that nothing is told twice.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    public required NoticeEvent Event { get; init; }

    /// <summary>A few words.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence or two.</summary>
    public required string Text { get; init; }

    /// <summary>The same for programs; its members depend on the event.</summary>
    public JsonObject Data { get; init; } = [];
}
