using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// How a click on a swap was answered. Moved: the swap before is not the one that this one was made after; read it
/// again.
/// </summary>
public enum DeskAnswer { Taken, SwapRuns, UpdateRuns, Reserved, Moved }

/// <summary>The answer to a click.</summary>
/// <param name="Answer">How it came out.</param>
/// <param name="What">The id of what runs, or who holds the reservation.</param>
public sealed record DeskResult(DeskAnswer Answer, string What);

/// <summary>
/// Takes the click on a swap: one script looks at swap, jobs and reservation, and writes or refuses. Two clicks never
/// both win.
/// </summary>
public sealed class SwapDesk(RedisLink redis, TimeProvider time)
{
    // KEYS rev, swap, index, requests, reservation, jobs
    // ARGV state, observed_at, changes, request, hand-overs, hash of the token, prefix of a job's key,
    // rev of the swap before, the update that asks or ''
    private const string BeginScript = $$"""
        {{StateScripts.Write}}
        local function open(v) return v == nil or v == cjson.null end
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
                local runs = open(job.ended_at) and job.id ~= ARGV[9]
                if job.kind == 'update' and runs then return { 'update', job.id } end
            end
        end
        local held = redis.call('GET', KEYS[5])
        if held then
            local lock = cjson.decode(held).value
            local now = redis.call('TIME')
            local past = tonumber(lock.expires_at_ms) <= tonumber(now[1]) * 1000
            if not open(lock.holder) and not past and lock.token ~= ARGV[6] then return { 'reserved', lock.holder } end
        end
        write(KEYS, 'swap', ARGV[1], ARGV[2], ARGV[3])
        redis.call('LPUSH', KEYS[4], ARGV[4])
        redis.call('PUBLISH', ARGV[5], KEYS[4])
        return { 'taken', '' }
        """;

    /// <summary>Writes the swap and asks the driver for it, or says what stands in the way.</summary>
    /// <param name="swap">The swap as it begins.</param>
    /// <param name="token">The reservation's token, if the caller has one.</param>
    /// <param name="after">
    /// The rev of the swap before, of which this one has what it must know: 0 for none, null not to ask.
    /// </param>
    /// <param name="update">The update that tries its image by this swap: it is not in its own way.</param>
    public async Task<DeskResult> BeginAsync(
        SwapState swap, string? token, long? after = null, string? update = null)
    {
        var keys = redis.Keys;
        var request = new ClusterRequest(
            swap.Id, RequestKind.Swap, swap.RequestedAt, swap.RequestedAt + ClusterRequest.Patience);
        var answer = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(
            BeginScript,
            [
                keys.Rev, keys.State(States.Swap.Name), keys.Index, keys.Requests,
                keys.State(States.Reservation.Name), keys.Jobs
            ],
            [
                Wire.Write(swap), time.GetUtcNow().ToString("O"), redis.Channels.Changes, Wire.Write(request),
                redis.Channels.HandOvers, token is null ? "" : HashOf(token), keys.State("job:"),
                after?.ToString(CultureInfo.InvariantCulture) ?? "", update ?? ""
            ]))!;
        return new((string)answer[0]! switch
        {
            "taken" => DeskAnswer.Taken,
            "swap" => DeskAnswer.SwapRuns,
            "update" => DeskAnswer.UpdateRuns,
            "moved" => DeskAnswer.Moved,
            _ => DeskAnswer.Reserved
        }, answer[1]!);
    }

    /// <summary>What is kept of a reservation's token: whoever reads Redis or the page cannot use it.</summary>
    public static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
