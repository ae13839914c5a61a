using System.Threading.Channels;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// Tells a worker to look. Anybody may ask for a look at any time; what is asked before the worker has looked is one.
/// For one worker.
/// </summary>
public sealed class LookSignal
{
    private readonly Channel<bool> asked =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Asks for a look. Never waits.</summary>
    public void Ask() => asked.Writer.TryWrite(true);

    /// <summary>Ends when a look was asked for.</summary>
    /// <exception cref="OperationCanceledException">The worker is to end.</exception>
    public Task WaitAsync(CancellationToken cancel) => asked.Reader.ReadAsync(cancel).AsTask();

    /// <summary>One element for each look that is due.</summary>
    /// <exception cref="OperationCanceledException">The worker is to end.</exception>
    public IAsyncEnumerable<bool> AllAsync(CancellationToken cancel) => asked.Reader.ReadAllAsync(cancel);
}
