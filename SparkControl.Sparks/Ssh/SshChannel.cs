using Renci.SshNet;

namespace SparkControl.Sparks;

/// <summary>One command over a connection.</summary>
internal sealed class SshChannel : IShellChannel
{
    private readonly SshCommand command;
    private readonly CancellationTokenSource ending = new();
    private readonly Task running;
    private readonly Stream input;

    private SshChannel(SshClient client, string text)
    {
        command = client.CreateCommand(text);
        running = command.ExecuteAsync(ending.Token);
        input = command.CreateInputStream();
        Output = PumpedStream.Of(command.OutputStream, running);
        Error = PumpedStream.Of(command.ExtendedOutputStream, running);
    }

    public Stream Output { get; }

    public Stream Error { get; }

    /// <summary>Released when the channel has ended.</summary>
    public IDisposable? Slot { get; set; }

    /// <summary>SSH.NET waits for the node's answers on the calling thread.</summary>
    public static Task<SshChannel> OpenAsync(SshClient client, string text) => Apart.Run(() => new SshChannel(client, text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => Task.Run(() =>
    {
        input.Write(bytes.Span);
        input.Flush();
    }, cancel).WaitAsync(cancel);

    /// <summary>Does not wait: what still runs there is ended in the background, and its slot given back after that.</summary>
    public ValueTask DisposeAsync()
    {
        if (running.IsCompleted) End();
        else _ = Apart.Run(End);
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        try
        {
            // SSH.NET sends TERM and waits half a second for the end.
            ending.Cancel();
            Output.Dispose();
            Error.Dispose();
            command.Dispose();
            ending.Dispose();
        }
        finally
        {
            Slot?.Dispose();
        }
    }
}
