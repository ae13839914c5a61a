namespace SparkControl.ControlApi.Updates;

/// <summary>Since when nothing was heard of a node.</summary>
internal sealed class NodeSilence(TimeProvider time, TimeSpan limit)
{
    private long heard = time.GetTimestamp();

    public bool IsTooLong => time.GetElapsedTime(heard) >= limit;

    public void Heard() => heard = time.GetTimestamp();
}
