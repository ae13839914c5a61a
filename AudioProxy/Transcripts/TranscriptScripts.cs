using SparkControl.AudioProxy.Lanes;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What is done to a transcript in one step each. It is stored as <c>{"owner","rev","state"}</c>.</summary>
internal static class TranscriptScripts
{
    // KEYS state, owner, open, transcripts
    // ARGV token, owner's life, kept, body, id, made at in ms, ids kept, channel, whether it is listed
    public const string Create = """
        redis.call('SET', KEYS[1], '{"owner":"' .. ARGV[1] .. '","rev":1,"state":' .. ARGV[4] .. '}', 'PX', ARGV[3])
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        redis.call('ZADD', KEYS[3], 0, ARGV[5])
        if ARGV[9] == '1' then
            redis.call('ZADD', KEYS[4], ARGV[6], ARGV[5])
            redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -1 - tonumber(ARGV[7]))
        end
        redis.call('PUBLISH', ARGV[8], ARGV[5] .. ' 1')
        return 1
        """;

    // KEYS state, owner, open, parts, cancel
    // ARGV token, owner's life, kept, body or '' to renew, id, index of the first part, whether it ends, channel,
    // parts… The owner's key may have run out in an outage; the token in the state stays the one that may write. A
    // call whose answer was lost is made again: parts that are there are left out, an end that is there is an end.
    public const string Write = """
        local raw = redis.call('GET', KEYS[1])
        local stored = raw and cjson.decode(raw)
        if not stored or stored.owner ~= ARGV[1] then return -1 end
        if not redis.call('ZSCORE', KEYS[3], ARGV[5]) then return ARGV[7] == '1' and 0 or -1 end
        local known = redis.call('LLEN', KEYS[4]) - tonumber(ARGV[6])
        if known < 0 then return -1 end

        for i = 9 + known, #ARGV, 100 do redis.call('RPUSH', KEYS[4], unpack(ARGV, i, math.min(i + 99, #ARGV))) end
        if ARGV[4] == '' then redis.call('PEXPIRE', KEYS[1], ARGV[3])
        else
            local rev = string.format('%d', stored.rev + 1)
            local head = '{"owner":"' .. ARGV[1] .. '","rev":' .. rev
            redis.call('SET', KEYS[1], head .. ',"state":' .. ARGV[4] .. '}', 'PX', ARGV[3])
            redis.call('PUBLISH', ARGV[8], ARGV[5] .. ' ' .. rev)
        end
        redis.call('PEXPIRE', KEYS[4], ARGV[3])
        if ARGV[7] == '1' then
            redis.call('DEL', KEYS[2])
            redis.call('ZREM', KEYS[3], ARGV[5])
        else redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end
        return redis.call('EXISTS', KEYS[5])
        """;

    // KEYS state, parts · ARGV index of the first part wanted, parts at most
    public const string Read = """
        local from = tonumber(ARGV[1])
        local parts = redis.call('LRANGE', KEYS[2], ARGV[1], from + tonumber(ARGV[2]) - 1)
        return { redis.call('GET', KEYS[1]) or '', parts }
        """;

    // KEYS state, owner, open, transcripts, parts, cancel · ARGV id, kept, channel, whether one that has ended stays
    public const string Delete = """
        if redis.call('ZSCORE', KEYS[3], ARGV[1]) then
            redis.call('SET', KEYS[6], '1', 'PX', ARGV[2])
            redis.call('PUBLISH', ARGV[3], ARGV[1] .. ' cancel')
            return 1
        end
        if ARGV[4] == '1' then return redis.call('EXISTS', KEYS[1]) == 1 and 3 or 0 end
        redis.call('ZREM', KEYS[4], ARGV[1])
        local was = redis.call('DEL', KEYS[1])
        redis.call('DEL', KEYS[2], KEYS[5], KEYS[6])
        redis.call('PUBLISH', ARGV[3], ARGV[1] .. ' gone')
        return was == 1 and 2 or 0
        """;

    // KEYS open, clock, owners… · ARGV how often this runs, how long one may be without owner, ids…
    public const string Abandoned = $$"""
        {{OutageClock.Script}}
        local _, at = clock(KEYS[2], tonumber(ARGV[1]))
        local abandoned = {}
        for i = 3, #ARGV do
            local seen = redis.call('ZSCORE', KEYS[1], ARGV[i])
            if seen and (tonumber(seen) == 0 or redis.call('EXISTS', KEYS[i]) == 1) then
                redis.call('ZADD', KEYS[1], text(at), ARGV[i])
            elseif seen and at - tonumber(seen) >= tonumber(ARGV[2]) then abandoned[#abandoned + 1] = ARGV[i]
            end
        end
        return abandoned
        """;

    // KEYS state, owner, open · ARGV state as it was read, body, rev, kept, id, channel
    public const string Interrupt = """
        if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        if redis.call('ZREM', KEYS[3], ARGV[5]) == 0 then return 0 end
        redis.call('SET', KEYS[1], '{"owner":"","rev":' .. ARGV[3] .. ',"state":' .. ARGV[2] .. '}', 'PX', ARGV[4])
        redis.call('PUBLISH', ARGV[6], ARGV[5] .. ' ' .. ARGV[3])
        return 1
        """;
}
