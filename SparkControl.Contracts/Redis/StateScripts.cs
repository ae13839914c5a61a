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
            redis.call('SET', keys[2], '{"rev":' .. rev .. ',"observed_at":"' .. observed_at .. '","value":' .. body .. '}')
            redis.call('HSET', keys[3], name, rev)
            redis.call('PUBLISH', channel, name .. ' ' .. rev)
            return rev
        end
        """;
}
