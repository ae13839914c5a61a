namespace SparkControl.Simulator.Docker;

/// <summary>Reads the pipe behind a container's /proc/1/fd/1 into its log.</summary>
internal sealed class OutputPipe : IAsyncDisposable
{
    private readonly FileStream _pipe;
    private readonly ContainerLog _log;
    private readonly Task _reading;
    private volatile bool _ending;

    public OutputPipe(string path, ContainerLog log)
    {
        // Open for writing too: else it would end whenever no process has it open.
        _pipe = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        _log = log;
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Ends the reading after what is in the pipe.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending = true;
        _pipe.Write([0]);
        await _reading;
        await _pipe.DisposeAsync();
    }

    private void Read()
    {
        var block = new byte[1 << 16];
        while (true)
        {
            var text = block.AsSpan(0, _pipe.Read(block));
            var ends = _ending && text.IndexOf((byte)0) >= 0;
            _log.Write(ends ? text[..text.IndexOf((byte)0)] : text);
            if (ends) return;
        }
    }
}
