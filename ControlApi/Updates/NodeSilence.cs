namespace SparkControl.ControlApi.Updates;

/// <summary>Since when nothing was heard of a node.</summary>
internal sealed class NodeSilence(TimeProvider time, TimeSpan limit)
{
    private long heard = time.GetTimestamp();

    /// <summary>When it was last heard of, or else since when somebody listens.</summary>
    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    public bool IsTooLong => time.GetElapsedTime(heard) >= limit;

    public void Heard() => (heard, Since) = (time.GetTimestamp(), time.GetUtcNow());
}
