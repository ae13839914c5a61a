using Renci.SshNet;

namespace SparkControl.Sparks;

/// <summary>One command over a connection.</summary>
internal sealed class SshChannel : IShellChannel
{
    private readonly SshCommand command;
    private readonly CancellationTokenSource ending = new();
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task running;
    private readonly Stream input;

    private SshChannel(SshClient client, string text, Action heard)
    {
        Client = client;
        command = client.CreateCommand(text);
        running = Task.WhenAny(command.ExecuteAsync(ending.Token), cut.Task).Unwrap();
        input = command.CreateInputStream();
        Output = PumpedStream.Of(command.OutputStream, running, heard);
        Error = PumpedStream.Of(command.ExtendedOutputStream, running, heard);
    }

    public Stream Output { get; }

    public Stream Error { get; }

    /// <summary>Released when the channel has ended.</summary>
    public IDisposable? Slot { get; set; }

    /// <summary>The connection that it is on.</summary>
    public SshClient Client { get; }

    /// <summary>Called when the channel has ended.</summary>
    public Action<SshChannel>? Ended { get; set; }

    /// <summary>
    /// SSH.NET waits for the node's answers on the calling thread. What opens after the caller gave up is ended.
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="text">What to execute.</param>
    /// <param name="heard">Called when the node has said something.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<SshChannel> OpenAsync(
        SshClient client, string text, Action heard, CancellationToken cancel)
    {
        var opening = Apart.Run(() => new SshChannel(client, text, heard));
        try
        {
            return await opening.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(late => late.Result.DisposeAsync(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => Task.Run(() =>
    {
        input.Write(bytes.Span);
        input.Flush();
    }, cancel).WaitAsync(cancel);

    /// <summary>Ends it from our side. A connection that we close ourselves is no news to the commands on it.</summary>
    public void Cut()
    {
        cut.TrySetException(new IOException("it was closed"));
        _ = cut.Task.Exception;
        command.OutputStream.Dispose();
        command.ExtendedOutputStream.Dispose();
    }

    /// <summary>
    /// Does not wait: what still runs there is ended in the background, and its slot given back after that.
    /// </summary>
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
            Ended?.Invoke(this);
        }
    }
}
