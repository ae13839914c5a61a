namespace SparkControl.Simulator.Docker;

/// <summary>A container's log as something to write to.</summary>
internal sealed class LogStream(ContainerLog log) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count) => log.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => log.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
