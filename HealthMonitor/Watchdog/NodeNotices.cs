using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Watchdog;

/// <summary>What others are told of a node that runs out of memory, and does not any more.</summary>
internal static class NodeNotices
{
    /// <param name="line">The line of the log that says it; by its id it is told once.</param>
    public static Notice Of(ConnectivityEntry line) => new()
    {
        Id = line.Id,
        At = line.At,
        Event = NoticeEvent.NodeWarning,
        Title = line.Ok == true
            ? $"{NodeNames.Of(line.Service)} has memory again"
            : $"{NodeNames.Of(line.Service)} may stop answering",
        Text = line.Evidence ?? "",
        Data = Wire.Members(new { Node = line.Service, IsOver = line.Ok == true })
    };
}
