using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// How a click on a swap was answered. Moved: the swap before is not the one that this one was made after; read it
/// again. Lost: the lease is no longer ours.
/// </summary>
public enum DeskAnswer { Taken, SwapRuns, UpdateRuns, DeletionRuns, Reserved, Moved, Lost }

/// <summary>The answer to a click.</summary>
/// <param name="Answer">How it came out.</param>
/// <param name="What">The id of what runs, or who holds the reservation.</param>
public sealed record DeskResult(DeskAnswer Answer, string What)
{
    /// <summary>For how long the reservation will be held, in seconds; 0 when none stands in the way.</summary>
    public long SecondsLeft { get; init; }
}

/// <summary>
/// Takes the click on a swap: one script looks at swap, jobs and reservation, and writes or refuses. Two clicks never
/// both win, and a roll back is a click of the panel's own.
/// </summary>
public sealed class SwapDesk(RedisLink redis, TimeProvider time)
{
    // KEYS rev, swap, index, requests, reservation, jobs, lease or rev, history, failed
    // ARGV state, observed_at, changes, request, hand-overs, hash of the token, prefix of a job's key,
    // rev of the swap before, whether reservations and jobs are passed, token of the lease, failed swap, its id, the
    // update that asks or ''
    private const string BeginScript = $$"""
        {{StateScripts.Write}}
        {{StateScripts.Held}}
        local function open(v) return v == nil or v == cjson.null end
        if ARGV[10] ~= '' and redis.call('GET', KEYS[7]) ~= ARGV[10] then return { 'lost', '' } end
        local raw = redis.call('GET', KEYS[2])
        if raw then
            local swap = cjson.decode(raw).value
            if open(swap.ended_at) then return { 'swap', swap.id } end
        end
        local before = raw and string.format('%d', cjson.decode(raw).rev) or '0'
        if ARGV[8] ~= '' and ARGV[8] ~= before then return { 'moved', '' } end
        for _, id in ipairs(redis.call('LRANGE', KEYS[6], 0, -1)) do
            local text = redis.call('GET', ARGV[7] .. id)
            if text then
                local job = cjson.decode(text).value
                local stops = ARGV[9] == '' and (job.kind == 'update' or job.kind == 'deletion')
                if stops and open(job.ended_at) and job.id ~= ARGV[13] then return { job.kind, job.id } end
            end
        end
        if ARGV[9] == '' then
            local holder, left = held(KEYS[5], ARGV[6])
            if holder then return { 'reserved', holder, string.format('%d', math.ceil(left / 1000)) } end
        end
        if ARGV[11] ~= '' then
            for i, old in ipairs(redis.call('LRANGE', KEYS[8], 0, -1)) do
                if cjson.decode(old).id == ARGV[12] then redis.call('LSET', KEYS[8], i - 1, ARGV[11]) end
            end
            write({ KEYS[1], KEYS[9], KEYS[3] }, 'failed', ARGV[11], ARGV[2], ARGV[3])
        end
        write(KEYS, 'swap', ARGV[1], ARGV[2], ARGV[3])
        redis.call('LPUSH', KEYS[4], ARGV[4])
        redis.call('PUBLISH', ARGV[5], KEYS[4])
        return { 'taken', '' }
        """;

    /// <summary>Writes the swap and asks the driver for it, or says what stands in the way.</summary>
    /// <param name="swap">
    /// The swap as it begins. One that a machine begins to stop a model passes every reservation, every update and
    /// every deletion: it touches neither image nor weights. A load under way it does not pass, nor an update's trial.
    /// </param>
    /// <param name="token">The reservation's token, if the caller has one; without it, what the swap has of it.</param>
    /// <param name="after">
    /// The rev of the swap before, of which this one has what it must know: 0 for none, null not to ask.
    /// </param>
    /// <param name="update">The update that tries its image by this swap: it is not in its own way.</param>
    public Task<DeskResult> BeginAsync(SwapState swap, string? token, long? after = null, string? update = null) =>
        BeginAsync(
            swap, token is null ? swap.Run.Pass : HashOf(token), after?.ToString(CultureInfo.InvariantCulture), null,
            null, update);

    /// <summary>
    /// Begins a roll back in place of the load that has failed, and keeps that load as the one that it answers: all or
    /// nothing, and once, because it has its place only while the failed load is the last swap.
    /// </summary>
    /// <param name="swap">The roll back as it begins.</param>
    /// <param name="failed">The load that has failed, as it is known from now on.</param>
    /// <param name="after">The rev with which that load is the last swap.</param>
    /// <param name="lease">The lease that allows it.</param>
    public Task<DeskResult> RollBackAsync(SwapState swap, SwapState failed, long after, Lease lease) => BeginAsync(
        swap, swap.Run.Pass, after.ToString(CultureInfo.InvariantCulture), failed, lease, null);

    private async Task<DeskResult> BeginAsync(
        SwapState swap, string? pass, string? after, SwapState? failed, Lease? lease, string? update)
    {
        var keys = redis.Keys;
        var request = new ClusterRequest(
            swap.Id, RequestKind.Swap, swap.RequestedAt, swap.RequestedAt + ClusterRequest.Patience);
        // A Spark without memory wedges, and with it the holder's work, or the image that is being built.
        var passesAll = swap is { Kind: SwapKind.Stop, Run.Action: not null };
        var answer = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(
            BeginScript,
            [
                keys.Rev, keys.State(States.Swap.Name), keys.Index, keys.Requests,
                keys.State(States.Reservation.Name), keys.Jobs, lease?.Key ?? keys.Rev, keys.Swaps,
                keys.State(States.Failed.Name)
            ],
            [
                Wire.Write(swap), time.GetUtcNow().ToString("O"), redis.Channels.Changes, Wire.Write(request),
                redis.Channels.HandOvers, pass ?? "", keys.State("job:"), after ?? "", passesAll ? "1" : "",
                lease?.Token ?? "", failed is null ? "" : Wire.Write(failed), failed?.Id ?? "", update ?? ""
            ]))!;
        return Read(answer);
    }

    private static DeskResult Read(RedisValue[] answer) => new((string)answer[0]! switch
    {
        "taken" => DeskAnswer.Taken,
        "swap" => DeskAnswer.SwapRuns,
        "update" => DeskAnswer.UpdateRuns,
        "deletion" => DeskAnswer.DeletionRuns,
        "moved" => DeskAnswer.Moved,
        "lost" => DeskAnswer.Lost,
        _ => DeskAnswer.Reserved
    }, answer[1]!)
    {
        SecondsLeft = answer.Length > 2 ? (long)answer[2] : 0
    };

    /// <summary>What is kept of a reservation's token: whoever reads Redis or the page cannot use it.</summary>
    public static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
