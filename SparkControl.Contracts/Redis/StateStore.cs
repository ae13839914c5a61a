using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>Writes state: value, rev and the word to look again, all or nothing.</summary>
public sealed class StateStore(RedisLink redis, TimeProvider time)
{
    // KEYS rev, state, index, lease or rev, taken list or rev
    // ARGV token, body, observed_at, name, channel, taken entry, rev that it must have
    private const string WriteScript = $$"""
        {{StateScripts.Write}}
        if ARGV[1] ~= '' and redis.call('GET', KEYS[4]) ~= ARGV[1] then return -1 end
        if ARGV[7] ~= '' then
            local raw = redis.call('GET', KEYS[2])
            if not raw or string.format('%d', cjson.decode(raw).rev) ~= ARGV[7] then return -1 end
        end
        if ARGV[6] ~= '' then redis.call('LREM', KEYS[5], 1, ARGV[6]) end
        return tonumber(write(KEYS, ARGV[4], ARGV[2], ARGV[3], ARGV[5]))
        """;

    /// <summary>Writes a value.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The value.</param>
    /// <param name="lease">Checked in the same step, where the writer needs one.</param>
    /// <param name="settles">The entry of a hand-over that this write is the outcome of.</param>
    /// <param name="over">The rev of the value that this one takes the place of; null for whichever is there.</param>
    /// <returns>
    /// The rev, or null when the lease is no longer ours, or another value is there, and nothing was written.
    /// </returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<long?> WriteAsync<T>(
        StateKey<T> key, T value, Lease? lease = null, HandOverEntry? settles = null, long? over = null)
    {
        var keys = redis.Keys;
        var rev = (long)await redis.Database.ScriptEvaluateAsync(
            WriteScript,
            [keys.Rev, keys.State(key.Name), keys.Index, lease?.Key ?? keys.Rev, settles?.TakenList ?? keys.Rev],
            [
                lease?.Token ?? "", Wire.Write(value), time.GetUtcNow().ToString("O"), key.Name, redis.Channels.Changes,
                settles?.Raw ?? "", over?.ToString(CultureInfo.InvariantCulture) ?? ""
            ]);
        return rev < 0 ? null : rev;
    }

    /// <summary>
    /// Reads a value from Redis itself; for what is shown, <see cref="StateMirror"/> has it in memory.
    /// </summary>
    /// <returns>Null when there is none, or one that this version cannot read: another one has written it.</returns>
    public async Task<Observed<T>?> ReadAsync<T>(StateKey<T> key)
    {
        if (await redis.Database.StringGetAsync(redis.Keys.State(key.Name)) is not { HasValue: true } text) return null;

        try
        {
            return Wire.Read<Observed<T>>(text!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
