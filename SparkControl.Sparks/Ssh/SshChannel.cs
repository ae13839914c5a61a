using Renci.SshNet;

namespace SparkControl.Sparks;

/// <summary>One command over a connection.</summary>
internal sealed class SshChannel : IShellChannel
{
    private readonly SshCommand command;
    private readonly CancellationTokenSource ending = new();
    private Stream? input;
    private Task running = Task.CompletedTask;

    private SshChannel(SshCommand command)
    {
        this.command = command;
        Output = new EndingStream(command.OutputStream, () => running);
        Error = new EndingStream(command.ExtendedOutputStream, () => running);
    }

    public Stream Output { get; }

    public Stream Error { get; }

    /// <summary>Released when the channel ends.</summary>
    public IDisposable? Slot { get; set; }

    /// <summary>SSH.NET waits for the node's answers on the calling thread.</summary>
    public static Task<SshChannel> OpenAsync(SshClient client, string text) => Task.Run(() =>
    {
        var channel = new SshChannel(client.CreateCommand(text));
        channel.running = channel.command.ExecuteAsync(channel.ending.Token);
        channel.input = channel.command.CreateInputStream();
        return channel;
    });

    public Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => Task.Run(() =>
    {
        input!.Write(bytes.Span);
        input.Flush();
    }, cancel).WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        // Ends what still runs there by TERM, for which SSH.NET waits half a second on the calling thread.
        if (!running.IsCompleted) await Task.Run(ending.Cancel);
        await running.ContinueWith(_ => { }, TaskScheduler.Default);

        command.Dispose();
        ending.Dispose();
        Slot?.Dispose();
    }
}
