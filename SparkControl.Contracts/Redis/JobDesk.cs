using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>How a click on a job was answered.</summary>
public enum JobAnswer { Taken, SwapRuns, UpdateRuns, JobRuns, SameRuns, Reserved, TooMany }

/// <summary>The answer to a click.</summary>
/// <param name="Answer">How it came out.</param>
/// <param name="What">The id of what is in the way, or who holds the reservation; empty when it was taken.</param>
public sealed record JobDeskResult(JobAnswer Answer, string What)
{
    /// <summary>How long the reservation in the way lasts, in s; 0 where none is.</summary>
    public long SecondsLeft { get; init; }
}

/// <summary>What may not be when a job begins.</summary>
/// <param name="NeedsIdleSwap">No swap runs, and nobody else has reserved the pair.</param>
/// <param name="NeedsNoUpdate">No update runs.</param>
/// <param name="NeedsNoJob">No job runs or waits at all.</param>
/// <param name="SameAs">No job with this <see cref="JobState.Subject"/> runs or waits; null not to ask.</param>
/// <param name="Token">The reservation's token, if the caller has one.</param>
/// <param name="MostOpen">Jobs that may run or wait, this one among them; 0 for any number.</param>
public sealed record JobRules(
    bool NeedsIdleSwap = false, bool NeedsNoUpdate = false, bool NeedsNoJob = false, string? SameAs = null,
    string? Token = null, int MostOpen = 0)
{
    /// <summary>The hash of that token, where the token itself is not known any more.</summary>
    public string? Pass { get; init; }
}

/// <summary>
/// Takes the click on a job: one script looks at jobs, swap and reservation, and writes or refuses, so that of two
/// clicks never both win. It drops the ended jobs that are too many, too, but for an update with work left on a node
/// that went silent: the next update that comes as far as its plan ends that work first.
/// </summary>
public sealed class JobDesk(RedisLink redis, TimeProvider time)
{
    /// <summary>Ended jobs that are kept.</summary>
    public const int Kept = 20;

    // KEYS rev, job, index, requests, reservation, jobs, swap
    // ARGV state, observed_at, name, changes, request, hand-overs, hash of the token, prefix of a job's key,
    // prefix of its name, needs idle swap, no update, no job (1 or 0), subject or '', id, ended jobs to keep,
    // open jobs that may be or 0
    private const string BeginScript = $$"""
        {{StateScripts.Write}}
        {{StateScripts.Held}}
        local function open(v) return v == nil or v == cjson.null end
        local ended, kept, running, swept = {}, 0, 0, false
        for _, id in ipairs(redis.call('LRANGE', KEYS[6], 0, -1)) do
            local text = redis.call('GET', ARGV[8] .. id)
            local job = text and cjson.decode(text).value
            if job and open(job.ended_at) then
                if ARGV[13] ~= '' and job.subject == ARGV[13] then return { 'same', id } end
                if job.kind == 'update' and ARGV[11] == '1' then return { 'update', id } end
                if ARGV[12] == '1' then return { 'job', id } end
                running = running + 1
            else
                kept = kept + 1
                local left = job and not swept and not open(job.run) and not open(job.run.left)
                if kept > tonumber(ARGV[15]) and not left then ended[#ended + 1] = id end
            end
            swept = swept or job and not open(job.from_commit)
        end
        if ARGV[16] ~= '0' and running >= tonumber(ARGV[16]) then return { 'many', '' } end
        if ARGV[10] == '1' then
            local raw = redis.call('GET', KEYS[7])
            local swap = raw and cjson.decode(raw).value
            if swap and open(swap.ended_at) then return { 'swap', swap.id } end
            local holder, left = held(KEYS[5], ARGV[7])
            if holder then return { 'reserved', holder, string.format('%d', math.ceil(left / 1000)) } end
        end
        for _, id in ipairs(ended) do
            redis.call('LREM', KEYS[6], 0, id)
            redis.call('DEL', ARGV[8] .. id)
            redis.call('HDEL', KEYS[3], ARGV[9] .. id)
        end
        write(KEYS, ARGV[3], ARGV[1], ARGV[2], ARGV[4])
        redis.call('LPUSH', KEYS[6], ARGV[14])
        redis.call('LPUSH', KEYS[4], ARGV[5])
        redis.call('PUBLISH', ARGV[6], KEYS[4])
        return { 'taken', '' }
        """;

    /// <summary>Writes the job and asks the driver for it, or says what stands in the way.</summary>
    /// <param name="key">Its state key, of the type that it is.</param>
    /// <param name="job">The job as it begins.</param>
    /// <param name="rules">What may not be.</param>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<JobDeskResult> BeginAsync<T>(StateKey<T> key, T job, JobRules rules) where T : JobState
    {
        var (keys, now) = (redis.Keys, time.GetUtcNow());
        var request = new ClusterRequest(job.Id, RequestKind.Job, now, now + ClusterRequest.Patience);
        var answer = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(
            BeginScript,
            [
                keys.Rev, keys.State(key.Name), keys.Index, keys.Requests, keys.State(States.Reservation.Name),
                keys.Jobs, keys.State(States.Swap.Name)
            ],
            [
                Wire.Write(job), now.ToString("O"), key.Name, redis.Channels.Changes, Wire.Write(request),
                redis.Channels.HandOvers, rules.Token is { } token ? SwapDesk.HashOf(token) : rules.Pass ?? "",
                keys.State(States.Jobs), States.Jobs, rules.NeedsIdleSwap, rules.NeedsNoUpdate, rules.NeedsNoJob,
                rules.SameAs ?? "", job.Id, Kept, rules.MostOpen
            ]))!;
        return new((string)answer[0]! switch
        {
            "taken" => JobAnswer.Taken,
            "swap" => JobAnswer.SwapRuns,
            "update" => JobAnswer.UpdateRuns,
            "job" => JobAnswer.JobRuns,
            "same" => JobAnswer.SameRuns,
            "many" => JobAnswer.TooMany,
            _ => JobAnswer.Reserved
        }, answer[1]!)
        {
            SecondsLeft = answer.Length > 2 ? (long)answer[2] : 0
        };
    }

    // KEYS rev, state, index, requests
    // ARGV observed_at, name, changes, request, hand-overs, show at once (1 or 0)
    // The body is changed as text: written anew by cjson, an empty list would be an empty object.
    private const string CancelScript = $$"""
        {{StateScripts.Write}}
        local raw = ARGV[6] == '1' and redis.call('GET', KEYS[2])
        local ended = raw and cjson.decode(raw).value.ended_at
        if raw and (ended == nil or ended == cjson.null) then
            local value = string.find(raw, ',"value":', 1, true) + 9
            local from, to = string.find(raw, '"cancel_requested":false', value, true)
            if from then
                local before, after = string.sub(raw, value, from - 1), string.sub(raw, to + 1, -2)
                write(KEYS, ARGV[2], before .. '"cancel_requested":true' .. after, ARGV[1], ARGV[3])
            end
        end
        redis.call('LPUSH', KEYS[4], ARGV[4])
        redis.call('PUBLISH', ARGV[5], KEYS[4])
        return 1
        """;

    /// <summary>Asks the driver to end a job, however long it takes until one hears it.</summary>
    /// <param name="id">The job.</param>
    /// <param name="showAtOnce">
    /// Its state says so in the same step; for jobs whose runner heeds <c>cancel_requested</c> when it takes one up.
    /// </param>
    public Task CancelAsync(string id, bool showAtOnce = false)
    {
        var (keys, now, state) = (redis.Keys, time.GetUtcNow(), States.Job(id));
        var request = new ClusterRequest(id, RequestKind.CancelJob, now, now + ClusterRequest.Patience);
        return redis.Database.ScriptEvaluateAsync(
            CancelScript,
            [keys.Rev, keys.State(state.Name), keys.Index, keys.Requests],
            [
                now.ToString("O"), state.Name, redis.Channels.Changes, Wire.Write(request), redis.Channels.HandOvers,
                showAtOnce
            ]);
    }

    /// <summary>
    /// The jobs in the order in which they were asked for, read from Redis itself. One that this version cannot read is
    /// not among them.
    /// </summary>
    public async Task<IReadOnlyList<JobState>> AllAsync(StateStore store)
    {
        List<JobState> jobs = [];
        foreach (var id in (await redis.Database.ListRangeAsync(redis.Keys.Jobs)).Reverse())
        {
            if ((await store.ReadAsync(States.Job(id!)))?.Value is { } job) jobs.Add(job);
        }

        return jobs;
    }
}
