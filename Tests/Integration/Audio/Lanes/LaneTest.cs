using SparkControl.AudioProxy.Lanes;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Audio.Lanes;

/// <summary>A test of a lane that this data set has had for long.</summary>
public abstract class LaneTest(IRedisServer server) : RedisTest(server)
{
    private readonly List<LaneInstance> instances = [];

    /// <summary>For a test that waits until something has run out.</summary>
    internal static LaneTimes Short { get; } = new()
    {
        Lives = TimeSpan.FromSeconds(2),
        Renews = TimeSpan.FromSeconds(0.5)
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Redis.Database.HashSetAsync(Redis.Keys.LaneClock(LaneInstance.Name), "since", 0);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var instance in instances) await instance.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal Task<LaneInstance> InstanceAsync(LaneTimes? times = null, TimeProvider? time = null, int slots = 1) =>
        InstanceAsync(() => slots, times, time);

    internal async Task<LaneInstance> InstanceAsync(Func<int> slots, LaneTimes? times = null, TimeProvider? time = null)
    {
        var instance = await LaneInstance.StartAsync(await LinkAsync(), slots, times, time);
        instances.Add(instance);
        return instance;
    }

    internal static async Task<List<Waiter>> JoinAsync(params IEnumerable<LaneInstance> instances)
    {
        var waiters = new List<Waiter>();
        foreach (var instance in instances) waiters.Add(await instance.JoinAsync());
        return waiters;
    }

    /// <summary>Gives slots back one by one and tells who had one in which order.</summary>
    internal static async Task<IReadOnlyList<int>> OrderAsync(IReadOnlyList<Waiter> waiters)
    {
        var order = new List<int>();
        while (order.Count < waiters.Count)
        {
            var left = Enumerable.Range(0, waiters.Count).Except(order).ToList();
            await Task.WhenAny(left.Select(i => waiters[i].Turn)).WaitAsync(Patience, Cancel);
            var next = left.Single(i => waiters[i].HasSlot);
            order.Add(next);
            await waiters[next].ReleaseAsync();
        }

        return order;
    }

    protected async Task<string[]> HoldersAsync() =>
        [.. (await Redis.Database.SortedSetRangeByRankAsync(Redis.Keys.Lane(LaneInstance.Name)))
            .Select(id => (string)id!)];

    protected async Task<string[]> QueueAsync() =>
        [.. (await Redis.Database.SortedSetRangeByRankAsync(Redis.Keys.LaneQueue(LaneInstance.Name)))
            .Select(id => (string)id!)];
}
