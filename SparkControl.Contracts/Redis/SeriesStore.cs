using System.Text.Json;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// The last hour of a state key in points, and the last day in minutes. The minute in progress is the last element of
/// its list, so whoever writes next goes on with it, after a restart or as another holder of the lease.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="state">The state key's name.</param>
public sealed class SeriesStore(RedisLink redis, string state)
{
    /// <summary>Points kept: an hour.</summary>
    public const int Points = 720;

    /// <summary>Minutes kept: a day.</summary>
    public const int Minutes = 1440;

    private const string Stored = "stored", There = "there", Moved = "moved";

    // KEYS lease, points, minutes
    // ARGV token, point, its time, first point kept, minute, its time, what it was made from, first minute kept
    private const string AddScript = $$"""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { 'lost', '' } end
        local function last(key)
            local text = redis.call('LINDEX', key, -1)
            if not text then return '', '' end
            return text, string.format('%d', cjson.decode(text).at)
        end
        local _, at = last(KEYS[2])
        if at == ARGV[3] then return { '{{There}}', '' } end
        local before, began = last(KEYS[3])
        local open = began == ARGV[6]
        if not open then before = '' end
        if before ~= ARGV[7] then return { '{{Moved}}', before } end
        redis.call('RPUSH', KEYS[2], ARGV[2])
        redis.call('LTRIM', KEYS[2], ARGV[4], -1)
        if open then redis.call('LSET', KEYS[3], -1, ARGV[5]) else redis.call('RPUSH', KEYS[3], ARGV[5]) end
        redis.call('LTRIM', KEYS[3], ARGV[8], -1)
        return { '{{Stored}}', '' }
        """;

    // The minute in progress as this process has stored it: a guess that the script checks.
    private string minute = "";

    /// <summary>Adds a point and folds it into its minute, both or neither. For one caller at a time.</summary>
    /// <param name="point">The point; a second one of the same five seconds is left out.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <returns>False when the lease is no longer ours.</returns>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<bool> AddAsync(SeriesPoint point, Lease lease)
    {
        var soFar = Minute(minute);
        var before = soFar?.At == SeriesMinute.Of(point) ? minute : "";
        while (true)
        {
            var folded = Wire.Write(SeriesMinute.Fold(Minute(before), point));
            var answer = await CallAsync(point, folded, before, lease);
            if (answer[0] == Stored) minute = folded;
            if (answer[0] != Moved) return answer[0] is Stored or There;

            before = answer[1];
        }
    }

    /// <summary>The points of the last hour, oldest first.</summary>
    public Task<IReadOnlyList<SeriesPoint>> PointsAsync() =>
        ReadAsync<SeriesPoint>(redis.Keys.FiveSeconds(state), point => point.At, Points);

    /// <summary>The minutes of the last day, oldest first; the last one may be in progress.</summary>
    /// <param name="last">How many of the last minutes at most.</param>
    public Task<IReadOnlyList<SeriesMinute>> MinutesAsync(int last = Minutes) =>
        ReadAsync<SeriesMinute>(redis.Keys.Minutes(state), minute => minute.At, last);

    private async Task<string[]> CallAsync(SeriesPoint point, string folded, string before, Lease lease) =>
        (string[])(await redis.Database.ScriptEvaluateAsync(
            AddScript,
            [lease.Key, redis.Keys.FiveSeconds(state), redis.Keys.Minutes(state)],
            [
                lease.Token, Wire.Write(point), point.At, -Points, folded, SeriesMinute.Of(point), before, -Minutes
            ]))!;

    // Where the clocks of two holders differed, the order of the list is not that of time, and the later word counts.
    private async Task<IReadOnlyList<T>> ReadAsync<T>(string key, Func<T, long> at, int last)
    {
        var byTime = new SortedDictionary<long, T>();
        foreach (var element in await redis.Database.ListRangeAsync(key, -last, -1))
        {
            if (Element<T>(element!) is { } value) byTime[at(value)] = value;
        }

        return [.. byTime.Values];
    }

    private static SeriesMinute? Minute(string text) => Element<SeriesMinute>(text);

    private static T? Element<T>(string text)
    {
        try
        {
            return text.Length > 0 ? Wire.Read<T>(text) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
