using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>An entry of a hand-over list that was taken and has no outcome yet.</summary>
/// <param name="TakenList">The list it waits in.</param>
/// <param name="Raw">Its text, by which it is found again.</param>
public sealed record HandOverEntry(string TakenList, string Raw);

/// <summary>
/// A list by which one service asks another to act. Push and the word to look are one step; a taken entry stays in
/// <c>{list}:taken</c> until its outcome is written.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="list">The list's key.</param>
public sealed class HandOver(RedisLink redis, string list)
{
    private const string PushScript = """
        if tonumber(ARGV[3]) > 0 and redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
        redis.call('LPUSH', KEYS[1], ARGV[1])
        redis.call('PUBLISH', ARGV[2], KEYS[1])
        return 1
        """;

    private const string TakeScript = """
        if redis.call('GET', KEYS[3]) ~= ARGV[1] then return false end
        return redis.call('LMOVE', KEYS[1], KEYS[2], 'RIGHT', 'LEFT')
        """;

    private const string TakeManyScript = """
        local entries = {}
        if redis.call('GET', KEYS[3]) ~= ARGV[1] then return entries end
        for i = 1, tonumber(ARGV[2]) do
            local entry = redis.call('LMOVE', KEYS[1], KEYS[2], 'RIGHT', 'LEFT')
            if not entry then break end
            entries[i] = entry
        end
        return entries
        """;

    private readonly string taken = Keys.Taken(list);

    /// <summary>Adds an entry.</summary>
    /// <param name="entry">What is asked.</param>
    /// <param name="limit">Entries the list may hold; 0 for no limit.</param>
    /// <returns>False when the list is full and nothing was added.</returns>
    public async Task<bool> PushAsync<T>(T entry, int limit = 0) =>
        (long)await redis.Database.ScriptEvaluateAsync(
            PushScript, [list], [Wire.Write(entry), redis.Channels.HandOvers, limit]) == 1;

    /// <summary>Takes the oldest entry; null when there is none or the lease is no longer ours.</summary>
    public async Task<HandOverEntry?> TakeAsync(Lease lease) =>
        await redis.Database.ScriptEvaluateAsync(
            TakeScript, [list, taken, lease.Key], [lease.Token]) is { IsNull: false } raw
            ? new(taken, (string)raw!)
            : null;

    /// <summary>Takes the oldest entries; none when there are none or the lease is no longer ours.</summary>
    public async Task<IReadOnlyList<HandOverEntry>> TakeAsync(Lease lease, int count) =>
        [
            .. ((RedisValue[])(await redis.Database.ScriptEvaluateAsync(
                TakeManyScript, [list, taken, lease.Key], [lease.Token, count]))!)
            .Select(raw => new HandOverEntry(taken, raw!))
        ];

    /// <summary>Entries that a holder before us took and did not settle, oldest first.</summary>
    public async Task<IReadOnlyList<HandOverEntry>> UnsettledAsync() =>
        [.. (await redis.Database.ListRangeAsync(taken)).Reverse().Select(raw => new HandOverEntry(taken, raw!))];

    /// <summary>Entries that nobody has taken yet, oldest first.</summary>
    public async Task<IReadOnlyList<string>> WaitingAsync() =>
        [.. (await redis.Database.ListRangeAsync(list)).Reverse().Select(raw => (string)raw!)];

    /// <summary>Drops a taken entry whose outcome is nothing that is stored.</summary>
    public Task SettleAsync(HandOverEntry entry) => redis.Database.ListRemoveAsync(entry.TakenList, entry.Raw, 1);

    /// <summary>Calls <paramref name="look"/> whenever something was pushed, until the result is disposed.</summary>
    public async Task<IAsyncDisposable> WatchAsync(Action look)
    {
        var channel = RedisChannel.Literal(redis.Channels.HandOvers);
        void Heard(RedisChannel _, RedisValue name)
        {
            if (name == list) look();
        }

        await redis.Subscriber.SubscribeAsync(channel, Heard);
        return new Subscription(() => redis.Subscriber.UnsubscribeAsync(channel, Heard));
    }

    private sealed class Subscription(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }
}
