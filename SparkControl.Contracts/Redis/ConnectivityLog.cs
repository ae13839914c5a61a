using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>How the write of a transition ended.</summary>
public enum TransitionOutcome
{
    /// <summary>State and log have it.</summary>
    Written,

    /// <summary>The lease is no longer ours; nothing was written.</summary>
    LeaseLost,

    /// <summary>Its number does not follow the stored one; nothing was written.</summary>
    NotNext
}

/// <summary>The connectivity log: the newest lines, each stored once.</summary>
/// <param name="redis">The connection.</param>
/// <param name="time">For when a state was observed.</param>
/// <param name="kept">Lines kept.</param>
public sealed class ConnectivityLog(RedisLink redis, TimeProvider time, int kept = ConnectivityLog.KeptByServer)
{
    /// <summary>Lines kept where Redis is a server of its own.</summary>
    public const int KeptByServer = 100_000;

    /// <summary>Lines kept by the embedded Redis, which takes 3 KB for each.</summary>
    public const int KeptEmbedded = 20_000;

    /// <summary>Lines that one page looks at, so that a filter that fits nothing holds nobody up.</summary>
    private const int LookedAt = 20_000;

    // Numbers rather than infinities: with a bracket before them not every server reads those.
    private const long Latest = 9_007_199_254_740_991;

    // KEYS log · ARGV kept
    private const string Trim = """
        local over = redis.call('ZCARD', log) - tonumber(kept)
        if over > 0 then redis.call('ZREMRANGEBYRANK', log, 0, over - 1) end
        """;

    // KEYS rev, state, index, lease, log · ARGV token, body, observed_at, name, channel, n, score, member, kept
    private const string TransitionScript = $$"""
        if redis.call('GET', KEYS[4]) ~= ARGV[1] then return -1 end
        local raw = redis.call('GET', KEYS[2])
        local n = raw and cjson.decode(raw).value.n or 0
        if n + 1 ~= tonumber(ARGV[6]) then return -2 end
        local rev = string.format('%d', redis.call('INCR', KEYS[1]))
        redis.call('SET', KEYS[2], '{"rev":' .. rev .. ',"observed_at":"' .. ARGV[3] .. '","value":' .. ARGV[2] .. '}')
        redis.call('HSET', KEYS[3], ARGV[4], rev)
        redis.call('ZADD', KEYS[5], ARGV[7], ARGV[8])
        local log, kept = KEYS[5], ARGV[9]
        {{Trim}}
        redis.call('PUBLISH', ARGV[5], ARGV[4] .. ' ' .. rev)
        return 1
        """;

    // KEYS log, lease, taken list
    // ARGV token, kept, replaced, settled, replaced members…, settled entries…, (score, member)…
    private const string AppendScript = $$"""
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return -1 end
        local next = 5
        for _ = 1, tonumber(ARGV[3]) do redis.call('ZREM', KEYS[1], ARGV[next]) next = next + 1 end
        for _ = 1, tonumber(ARGV[4]) do redis.call('LREM', KEYS[3], 1, ARGV[next]) next = next + 1 end
        for i = next, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
        local log, kept = KEYS[1], ARGV[2]
        {{Trim}}
        return 1
        """;

    // KEYS log · ARGV from, to, lines wanted, lines looked at, cursor's score or '', how its member begins, needles…
    // In a member quotes within a text are escaped, so a needle with its quotes is found in its field alone.
    private const string ReadScript = """
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
        local function fits(member)
            for i = 7, #ARGV do
                if not string.find(member, ARGV[i], 1, true) then return false end
            end
            return true
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
        return { rank <= oldest and last or '', found }
        """;

    private long writes;

    /// <summary>Counts the writes of this process, so that who follows the log knows when there is something new.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Writes a state whose verdict has changed, and the line that says so: both, or neither.</summary>
    /// <param name="state">The state; its count is the one after the stored one.</param>
    /// <param name="entry">The line, see <see cref="ConnectivityEntry.Transition"/>.</param>
    /// <param name="lease">The lease that allows it.</param>
    public async Task<TransitionOutcome> WriteAsync(ServiceState state, ConnectivityEntry entry, Lease lease)
    {
        var (keys, key) = (redis.Keys, States.Service(state.Name));
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            TransitionScript,
            [keys.Rev, keys.State(key.Name), keys.Index, lease.Key, keys.Connectivity],
            [
                lease.Token, Wire.Write(state), time.GetUtcNow().ToString("O"), key.Name, redis.Channels.Changes,
                state.N, Score(entry), Wire.Write(entry), kept
            ]);
        Interlocked.Increment(ref writes);
        return answer switch
        {
            -1 => TransitionOutcome.LeaseLost,
            -2 => TransitionOutcome.NotNext,
            _ => TransitionOutcome.Written
        };
    }

    /// <summary>Stores lines and settles what they are the outcome of, in one step.</summary>
    /// <param name="entries">The lines.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <param name="replaces">Lines that these take the place of, as they were stored.</param>
    /// <param name="settles">Entries of one hand-over.</param>
    /// <returns>False when the lease is no longer ours and nothing was stored.</returns>
    public async Task<bool> AppendAsync(
        IReadOnlyList<ConnectivityEntry> entries, Lease lease, IReadOnlyList<ConnectivityEntry>? replaces = null,
        IReadOnlyList<HandOverEntry>? settles = null)
    {
        RedisValue[] arguments =
        [
            lease.Token, kept, replaces?.Count ?? 0, settles?.Count ?? 0,
            .. (replaces ?? []).Select(entry => (RedisValue)Wire.Write(entry)),
            .. (settles ?? []).Select(entry => (RedisValue)entry.Raw),
            .. entries.SelectMany(entry => new RedisValue[] { Score(entry), Wire.Write(entry) })
        ];
        var taken = settles is [{ TakenList: var list }, ..] ? list : redis.Keys.Connectivity;
        var answer = (long)await redis.Database.ScriptEvaluateAsync(
            AppendScript, [redis.Keys.Connectivity, lease.Key, taken], arguments);
        Interlocked.Increment(ref writes);
        return answer == 1;
    }

    /// <summary>Lines that fit, newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">Where the page before has ended; null for the first.</param>
    /// <param name="count">Lines at most.</param>
    public async Task<ConnectivityPage> ReadAsync(ConnectivityFilter filter, ConnectivityCursor? after, int count)
    {
        RedisValue[] arguments =
        [
            filter.From?.ToUnixTimeMilliseconds() ?? 0, filter.To?.ToUnixTimeMilliseconds() ?? Latest, count, LookedAt,
            after?.AtMs ?? RedisValue.EmptyString, after is null ? "" : $$"""{"id":{{Wire.Write(after.Id)}},""",
            .. Needles(filter).Select(needle => (RedisValue)needle)
        ];
        var answer = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            ReadScript, [redis.Keys.Connectivity], arguments))!;
        var last = (string)answer[0]!;
        return new(
            [.. ((RedisValue[])answer[1]!).Select(member => Wire.Read<ConnectivityEntry>(member!))],
            last.Length == 0 ? null : ConnectivityCursor.Behind(Wire.Read<ConnectivityEntry>(last)));
    }

    private static IEnumerable<string> Needles(ConnectivityFilter filter)
    {
        if (filter.Kind is { } kind) yield return $"\"kind\":{Wire.Write(kind)}";
        if (filter.Service is { } service) yield return $"\"service\":{Wire.Write(service)}";
        if (filter.Source is { } source) yield return $"\"source\":{Wire.Write(source)}";
    }

    private static long Score(ConnectivityEntry entry) => entry.At.ToUnixTimeMilliseconds();
}
