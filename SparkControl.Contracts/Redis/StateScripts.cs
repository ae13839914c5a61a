namespace SparkControl.Contracts.Redis;

/// <summary>How state is written, for every script that does it.</summary>
internal static class StateScripts
{
    /// <summary>
    /// Defines <c>write(keys, name, body, observed_at, channel)</c>: the value with the next rev, its place in the
    /// index, and the word to look again. <c>keys</c> are those of rev, state and index; it gives the rev as text.
    /// </summary>
    public const string Write = """
        local function write(keys, name, body, observed_at, channel)
            local rev = string.format('%d', redis.call('INCR', keys[1]))
            local head = '{"rev":' .. rev .. ',"observed_at":"' .. observed_at .. '","value":'
            redis.call('SET', keys[2], head .. body .. '}')
            redis.call('HSET', keys[3], name, rev)
            redis.call('PUBLISH', channel, name .. ' ' .. rev)
            return rev
        end
        """;

    /// <summary>
    /// Defines <c>held(key, pass)</c>: who has reserved the pair by the server's clock, and for how many ms; nothing
    /// where nobody has, or where the pass is that of who has. Without a pass it is ''.
    /// </summary>
    public const string Held = """
        local function held(key, pass)
            local raw = redis.call('GET', key)
            local lock = raw and cjson.decode(raw).value
            if not lock or lock.holder == nil or lock.holder == cjson.null then return nil end
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            local left = tonumber(lock.expires_at_ms) - now
            if left <= 0 or (pass ~= '' and lock.token == pass) then return nil end
            return lock.holder, left
        end
        """;
}
