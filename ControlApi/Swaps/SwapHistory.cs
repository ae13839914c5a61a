using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Fit;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Keeps what swaps teach: the last 50 of them, what time and memory loads take, the last good one, and those that have
/// failed.
/// </summary>
internal sealed class SwapHistory(RedisLink redis, StateStore store)
{
    private const int KeptSwaps = 50, KeptLoads = 20;

    // KEYS lease, list · ARGV token, element, length, field that names the swap, its id
    private const string PushScript = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        for _, old in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
            if cjson.decode(old)[ARGV[4]] == ARGV[5] then redis.call('LREM', KEYS[2], 1, old) end
        end
        redis.call('LPUSH', KEYS[2], ARGV[2])
        redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[3]) - 1)
        return 1
        """;

    /// <summary>
    /// Records a swap that ends; once more, by a driver that takes it up, replaces what was recorded of it.
    /// </summary>
    public async Task RecordAsync(SwapState swap, Lease lease)
    {
        await PushAsync(redis.Keys.Swaps, Wire.Write(swap), KeptSwaps, "id", swap.Id, lease);
        var bad = (await store.ReadAsync(States.Bad))?.Value ?? BadLoads.None;
        if (BadLoadRules.After(bad, swap) is var learnt && learnt != bad)
            await store.WriteAsync(States.Bad, learnt, lease);
        if (swap is not { Phase: SwapPhase.Ready, Model: { } model }) return;

        var timings = Wire.Write(LoadStatistics.Timings(swap));
        await PushAsync(redis.Keys.Loads(model), timings, KeptLoads, "swap", swap.Id, lease);
        var good = new GoodLoad(model, swap.ModelName!, swap.Weights!, swap.EndedAt!.Value, swap.Id)
        {
            Entry = swap.Run.Model,
            Image = swap.Run.Image,
            Passed = swap.Run.Passed
        };
        await store.WriteAsync(States.Good, good, lease);

        var loads = await redis.Database.ListRangeAsync(redis.Keys.Loads(model));
        var known = (await store.ReadAsync(States.Usual))?.Value.Models ?? new Dictionary<string, UsualLoad>();
        var usual = LoadStatistics.Usual([.. loads.Select(l => Wire.Read<LoadTimings>(l!))]);
        var all = new UsualLoads(new Dictionary<string, UsualLoad>(known) { [model] = usual });
        await store.WriteAsync(States.Usual, all, lease);
        await LearnAsync(swap, lease);
    }

    /// <summary>The last swaps, newest first.</summary>
    public async Task<IReadOnlyList<SwapState>> LatestAsync(int count) =>
        [
            .. (await redis.Database.ListRangeAsync(redis.Keys.Swaps, 0, count - 1))
            .Select(Read).OfType<SwapState>()
        ];

    /// <summary>A swap that was, by its id; null when it is not among the last 50.</summary>
    public async Task<SwapState?> FindAsync(string id) =>
        (await redis.Database.ListRangeAsync(redis.Keys.Swaps))
            .Select(s => Wire.Read<SwapState>(s!))
            .FirstOrDefault(s => s.Id == id);

    private async Task LearnAsync(SwapState swap, Lease lease)
    {
        var totals = new Dictionary<string, long>();
        foreach (var node in swap.Run.Figures.Nodes.Keys)
        {
            if ((await store.ReadAsync(States.Node(node)))?.Value.MemTotalBytes is { } total) totals[node] = total;
        }

        var known = (await store.ReadAsync(States.Measured))?.Value;
        if (Lessons.With(known, swap, totals) is { } more) await store.WriteAsync(States.Measured, more, lease);
    }

    // Another version may have written it.
    private static SwapState? Read(RedisValue swap)
    {
        try
        {
            return Wire.Read<SwapState>(swap!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task PushAsync(string list, string element, int length, string field, string swap, Lease lease) =>
        await redis.Database.ScriptEvaluateAsync(
            PushScript, [lease.Key, list], [lease.Token, element, length, field, swap]);
}
