namespace SparkControl.AudioProxy.Lanes;

/// <summary>
/// A clock in Redis that goes only while somebody is heard: what runs out by it does not run out in an outage.
/// </summary>
internal static class OutageClock
{
    /// <summary>
    /// Defines <c>text(n)</c>, a whole number as text, and <c>clock(key, every)</c>: the server's time and the clock's
    /// in ms, and the server's in µs. Somebody is heard every <c>every</c> ms, so what a gap has beyond that is left
    /// out; so is a server whose own clock was put back.
    /// </summary>
    public const string Script = """
        local function text(n) return string.format('%d', n) end
        local function clock(key, every)
            local time = redis.call('TIME')
            local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
            local now = math.floor(micros / 1000)
            local gap = now - tonumber(redis.call('HGET', key, 'seen') or now)
            local skipped = tonumber(redis.call('HGET', key, 'skipped') or '0')
            if gap < 0 then skipped = skipped + gap elseif gap > every then skipped = skipped + gap - every end
            redis.call('HSET', key, 'seen', text(now), 'skipped', text(skipped))
            return now, now - skipped, micros
        end
        """;
}
