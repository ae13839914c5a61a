namespace SparkControl.Contracts.Redis;

/// <summary>What is done to the connectivity log in one step each, see <see cref="ConnectivityLog"/>.</summary>
internal static class ConnectivityScripts
{
    // KEYS log · ARGV kept
    private const string Trim = """
        local over = redis.call('ZCARD', log) - tonumber(kept)
        if over > 0 then redis.call('ZREMRANGEBYRANK', log, 0, over - 1) end
        """;

    // KEYS rev, state, index, lease, log, written
    // ARGV token, body, observed_at, name, channel, n, score, member, kept
    public const string Transition = $$"""
        {{StateScripts.Write}}
        if redis.call('GET', KEYS[4]) ~= ARGV[1] then return -1 end
        local raw = redis.call('GET', KEYS[2])
        local n = raw and cjson.decode(raw).value.n or 0
        if n + 1 ~= tonumber(ARGV[6]) then return -2 end
        write(KEYS, ARGV[4], ARGV[2], ARGV[3], ARGV[5])
        redis.call('ZADD', KEYS[5], ARGV[7], ARGV[8])
        redis.call('INCR', KEYS[6])
        local log, kept = KEYS[5], ARGV[9]
        {{Trim}}
        return 1
        """;

    // KEYS log, lease, taken list, ids written once, written
    // ARGV token, kept, ids kept, replaced, settled, replaced members…, settled entries…,
    // (score, id of what is written once or '', member)…
    public const string Append = $$"""
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
        local next, new = 6, -tonumber(ARGV[4])
        for _ = 1, tonumber(ARGV[4]) do redis.call('ZREM', KEYS[1], ARGV[next]) next = next + 1 end
        for _ = 1, tonumber(ARGV[5]) do redis.call('LREM', KEYS[3], 1, ARGV[next]) next = next + 1 end
        for i = next, #ARGV, 3 do
            local id = ARGV[i + 1]
            if id == '' or redis.call('ZADD', KEYS[4], 'NX', ARGV[i], id) == 1 then
                redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 2])
                new = new + 1
            end
            if id ~= '' then redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -1 - tonumber(ARGV[3])) end
        end
        redis.call('INCRBY', KEYS[5], string.format('%d', new))
        local log, kept = KEYS[1], ARGV[2]
        {{Trim}}
        return 1
        """;

    // KEYS log · ARGV from, to, lines wanted, lines looked at, cursor's score or '', how its member begins,
    // text or '', kinds, needles of kinds, of which one must be there…, needles, of which all must…
    // In a member quotes within a text are escaped, so a needle with its quotes is found in its field alone; and what
    // looks like the name of a field is one, so that a text is looked for in what a line says alone.
    public const string Read = """
        local log, wanted = KEYS[1], tonumber(ARGV[3])
        local rank = redis.call('ZCOUNT', log, '(' .. ARGV[2], '+inf')
        local oldest = redis.call('ZCOUNT', log, ARGV[1], '+inf') - 1
        if ARGV[5] ~= '' then
            local same = redis.call('ZREVRANGEBYSCORE', log, ARGV[5], ARGV[5])
            local behind = #same
            for i, member in ipairs(same) do
                if string.sub(member, 1, #ARGV[6]) == ARGV[6] then behind = i end
            end
            rank = math.max(rank, redis.call('ZCOUNT', log, '(' .. ARGV[5], '+inf') + behind)
        end
        local text, kinds = ARGV[7], tonumber(ARGV[8])
        local function says(member)
            local said = string.lower(string.sub(member, (string.find(member, '"kind":', 1, true))))
            if not string.find(said, text, 1, true) then return false end
            said = string.gsub(said, '"[%a_]+":%a+', '')
            said = string.gsub(said, '"[%a_]+":', '')
            return string.find(said, text, 1, true) ~= nil
        end
        local function fits(member)
            local is_kind = kinds == 0
            for i = 9, 8 + kinds do is_kind = is_kind or string.find(member, ARGV[i], 1, true) ~= nil end
            if not is_kind then return false end
            for i = 9 + kinds, #ARGV do
                if not string.find(member, ARGV[i], 1, true) then return false end
            end
            return text == '' or says(member)
        end
        local found, last = {}, ''
        local stop = math.min(oldest, rank + tonumber(ARGV[4]) - 1)
        while rank <= stop and #found < wanted do
            local members = redis.call('ZREVRANGE', log, rank, math.min(stop, rank + 499))
            if #members == 0 then break end
            for _, member in ipairs(members) do
                last, rank = member, rank + 1
                if fits(member) then found[#found + 1] = member end
                if #found == wanted then break end
            end
        end
        if rank > oldest or last == '' then return { '', found, '' } end
        return { last, found, redis.call('ZSCORE', log, last) }
        """;
}
