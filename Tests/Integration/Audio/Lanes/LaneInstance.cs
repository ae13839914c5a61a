using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.AudioProxy.Lanes;
using SparkControl.Contracts.Redis;

namespace SparkControl.Tests.Integration.Audio.Lanes;

/// <summary>An instance of the service as far as one lane goes: a connection and a loop of its own.</summary>
internal sealed class LaneInstance : IAsyncDisposable
{
    public const string Name = "transcription";

    private readonly RedisLink link;

    private LaneInstance(RedisLink link, Func<int> slots, LaneTimes times, TimeProvider time)
    {
        this.link = link;
        Lane = new(link, Name, slots, times, time, NullLogger<Lane>.Instance);
    }

    public Lane Lane { get; }

    public bool IsConnected => link.IsConnected;

    public static async Task<LaneInstance> StartAsync(
        RedisLink link, Func<int> slots, LaneTimes? times = null, TimeProvider? time = null)
    {
        var instance = new LaneInstance(link, slots, times ?? new(), time ?? TimeProvider.System);
        await instance.Lane.StartAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>Asks for a slot and waits until its first place is told, or the slot is there.</summary>
    public async Task<Waiter> JoinAsync()
    {
        var waiter = new Waiter(Lane);
        await Task.WhenAny(waiter.IsTold, waiter.Turn).WaitAsync(TimeSpan.FromSeconds(60));
        return waiter;
    }

    /// <summary>As kill -9: it says nothing more.</summary>
    public async Task KillAsync()
    {
        await link.DisposeAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Lane.StopAsync(CancellationToken.None);
        Lane.Dispose();
    }
}
