using System.Threading.Channels;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Cluster;

/// <summary>The swap that is driven now: at most one, and a cancel finds it.</summary>
internal sealed class PresentSwap(Func<SwapState, HandOverEntry?, Channel<SwapSignal>, Task> drive) : IAsyncDisposable
{
    /// <summary>Signals that may wait: enough for bursts, little enough to hold a flood of lines back.</summary>
    private const int Waiting = 256;

    private string? id;
    private Channel<SwapSignal>? signals;
    private Task driving = Task.CompletedTask;

    /// <summary>Whether a swap is the one that is driven.</summary>
    public bool Is(string swap) => id == swap && !driving.IsCompleted;

    public void Begin(SwapState swap, HandOverEntry? entry)
    {
        id = swap.Id;
        signals = Channel.CreateBounded<SwapSignal>(Waiting);
        driving = drive(swap, entry, signals);
    }

    /// <summary>Begins a swap when the one before is over; the desk lets none in before that.</summary>
    public async Task BeginNextAsync(SwapState swap, HandOverEntry? entry)
    {
        await driving;
        Begin(swap, entry);
    }

    /// <summary>Passes a signal to a swap, if it is the one.</summary>
    public void Report(string swap, SwapSignal signal)
    {
        // A full channel is a swap that is flooded with lines, not one that is deaf: wait for it in the background.
        if (Is(swap) && !signals!.Writer.TryWrite(signal)) _ = signals.Writer.WriteAsync(signal).AsTask();
    }

    public async ValueTask DisposeAsync() => await driving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
