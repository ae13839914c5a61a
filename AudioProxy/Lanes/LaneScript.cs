namespace SparkControl.AudioProxy.Lanes;

/// <summary>What is done to a lane in one step, see <see cref="LaneBook"/>.</summary>
internal static class LaneScript
{
    // KEYS holders, queue, alive, clock · ARGV lives, renews, slots, channel, lane, (word, id, number)…
    // A data set that was not there before may have lost the holders: it gives out nothing until they have spoken.
    // Numbers are times, so that who comes after such a loss is behind those who had one before.
    // Who is next and dead does not get a whole life with the slot, so that it stands in nobody's way for longer.
    public const string Tell = $$"""
        {{OutageClock.Script}}
        local holders, queue, alive = KEYS[1], KEYS[2], KEYS[3]
        local function count(set) return redis.call('ZCARD', set) end
        local function holds(id) return redis.call('ZSCORE', holders, id) end
        local function waits(id) return redis.call('ZSCORE', queue, id) end
        local since = redis.call('HGET', KEYS[4], 'since')
        if since and #ARGV < 6 and count(holders) == 0 and count(queue) == 0 then return {} end

        local now, at, micros = clock(KEYS[4], tonumber(ARGV[2]))
        local lives, slots, expiry = tonumber(ARGV[1]), tonumber(ARGV[3]), text(at + tonumber(ARGV[1]))
        if not since or now < tonumber(since) then
            since = text(now)
            redis.call('HSET', KEYS[4], 'since', since)
        end
        local is_new, moved, ours = now - tonumber(since) < lives, false, {}

        for i = 6, #ARGV, 3 do
            local word, id = ARGV[i], ARGV[i + 1]
            ours[id] = true
            if word == 'leave' then
                local gone = redis.call('ZREM', holders, id) + redis.call('ZREM', queue, id)
                redis.call('ZREM', alive, id)
                moved = moved or gone > 0
            elseif holds(id) then redis.call('ZADD', holders, expiry, id)
            elseif word == 'wait' and waits(id) then redis.call('ZADD', alive, expiry, id)
            end
        end

        if redis.call('ZREMRANGEBYSCORE', holders, '-inf', text(at)) > 0 then moved = true end
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', text(at))) do
            redis.call('ZREM', queue, id)
            redis.call('ZREM', alive, id)
            moved = true
        end

        for i = 6, #ARGV, 3 do
            local word, id = ARGV[i], ARGV[i + 1]
            if word == 'hold' and not holds(id) and (is_new or count(holders) < slots) then
                redis.call('ZADD', holders, expiry, id)
            elseif word == 'wait' and not holds(id) and not waits(id) then
                local number = tonumber(ARGV[i + 2])
                if number > 0 then moved = true
                else
                    local newest = redis.call('ZRANGE', queue, -1, -1)[1]
                    number = math.max(micros, newest and tonumber(waits(newest)) + 1 or 0)
                end
                redis.call('ZADD', queue, text(number), id)
                redis.call('ZADD', alive, expiry, id)
            end
        end

        local others = false
        while not is_new and count(holders) < slots do
            local id = redis.call('ZRANGE', queue, 0, 0)[1]
            if not id then break end
            redis.call('ZADD', holders, redis.call('ZSCORE', alive, id) or expiry, id)
            redis.call('ZREM', queue, id)
            redis.call('ZREM', alive, id)
            moved, others = true, others or not ours[id]
        end
        if moved and (others or count(queue) > 0) then redis.call('PUBLISH', ARGV[4], ARGV[5]) end

        local answers = {}
        for i = 6, #ARGV, 3 do
            local id, place, number = ARGV[i + 1], 0, 0
            if ARGV[i] ~= 'leave' and not holds(id) then
                local rank = redis.call('ZRANK', queue, id)
                place, number = rank and rank + 1 or -1, rank and tonumber(waits(id)) or 0
            end
            answers[#answers + 1] = text(place)
            answers[#answers + 1] = text(number)
        end
        return answers
        """;
}
