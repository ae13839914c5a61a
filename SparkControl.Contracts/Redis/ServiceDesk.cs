using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>How an action on a service was answered. Lost: the lease is no longer ours.</summary>
public enum ServiceAnswer { Taken, Busy, Lost }

/// <summary>The answer to who wants to act on a service.</summary>
/// <param name="Answer">How it came out.</param>
/// <param name="What">The id of the action in the way; empty when there is none.</param>
public sealed record ServiceDeskResult(ServiceAnswer Answer, string What);

/// <summary>
/// Begins and ends actions on services. One script looks at the action before and writes or refuses, so that two clicks
/// never both win; another writes the outcome, its line of the log and that the request is settled: all or nothing.
/// </summary>
public sealed class ServiceDesk(RedisLink redis, TimeProvider time)
{
    // KEYS rev, action, index, lease or rev, requests
    // ARGV body, observed_at, name, changes, token, request, hand-overs
    private const string BeginScript = $$"""
        {{StateScripts.Write}}
        if ARGV[5] ~= '' and redis.call('GET', KEYS[4]) ~= ARGV[5] then return { 'lost', '' } end
        local raw = redis.call('GET', KEYS[2])
        if raw then
            local last = cjson.decode(raw).value
            if last.ended_at == nil or last.ended_at == cjson.null then return { 'busy', last.id } end
        end
        write(KEYS, ARGV[3], ARGV[1], ARGV[2], ARGV[4])
        if ARGV[6] ~= '' then
            redis.call('LPUSH', KEYS[5], ARGV[6])
            redis.call('PUBLISH', ARGV[7], KEYS[5])
        end
        return { 'taken', '' }
        """;

    // KEYS rev, action, index, lease, taken list or rev, inbox
    // ARGV body, observed_at, name, changes, token, taken entry, hand-overs, line. The limit of the inbox is for
    // reports: nobody would say this line again.
    private const string EndScript = $$"""
        {{StateScripts.Write}}
        if redis.call('GET', KEYS[4]) ~= ARGV[5] then return 0 end
        write(KEYS, ARGV[3], ARGV[1], ARGV[2], ARGV[4])
        if ARGV[6] ~= '' then redis.call('LREM', KEYS[5], 1, ARGV[6]) end
        redis.call('LPUSH', KEYS[6], ARGV[8])
        redis.call('PUBLISH', ARGV[7], KEYS[6])
        return 1
        """;

    /// <summary>Writes what a click asks for, and asks the driver for it; or says what stands in the way.</summary>
    /// <param name="action">The action as it begins to wait.</param>
    public Task<ServiceDeskResult> AskAsync(ServiceAction action) => BeginAsync(
        action,
        new ClusterRequest(
            action.Id, RequestKind.Service, action.RequestedAt, action.RequestedAt + ClusterRequest.Patience)
        {
            Service = action.Service
        },
        null);

    /// <summary>The same for an action that the driver itself begins: nobody is asked.</summary>
    /// <param name="action">The action.</param>
    /// <param name="lease">The lease that allows it.</param>
    public Task<ServiceDeskResult> BeginAsync(ServiceAction action, Lease lease) => BeginAsync(action, null, lease);

    /// <summary>Writes how an action has ended, with its line of the connectivity log.</summary>
    /// <param name="action">The action, ended.</param>
    /// <param name="line">Its line; a full inbox takes it too.</param>
    /// <param name="lease">The lease that allows it.</param>
    /// <param name="settles">The entry of a hand-over that this is the outcome of.</param>
    /// <returns>False when the lease is no longer ours and nothing was written.</returns>
    public async Task<bool> EndAsync(
        ServiceAction action, ConnectivityEntry line, Lease lease, HandOverEntry? settles = null)
    {
        var keys = redis.Keys;
        return (long)await redis.Database.ScriptEvaluateAsync(
            EndScript,
            [.. Written(action), lease.Key, settles?.TakenList ?? keys.Rev, keys.Inbox],
            [.. Values(action), lease.Token, settles?.Raw ?? "", redis.Channels.HandOvers, Wire.Write(line)]) == 1;
    }

    private async Task<ServiceDeskResult> BeginAsync(ServiceAction action, ClusterRequest? request, Lease? lease)
    {
        var keys = redis.Keys;
        var answer = (RedisValue[])(await redis.Database.ScriptEvaluateAsync(
            BeginScript,
            [.. Written(action), lease?.Key ?? keys.Rev, keys.Requests],
            [
                .. Values(action), lease?.Token ?? "", request is null ? "" : Wire.Write(request),
                redis.Channels.HandOvers
            ]))!;
        return new((string)answer[0]! switch
        {
            "taken" => ServiceAnswer.Taken,
            "busy" => ServiceAnswer.Busy,
            _ => ServiceAnswer.Lost
        }, answer[1]!);
    }

    private IEnumerable<RedisKey> Written(ServiceAction action) =>
        [redis.Keys.Rev, redis.Keys.State(States.Action(action.Service).Name), redis.Keys.Index];

    private IEnumerable<RedisValue> Values(ServiceAction action) =>
    [
        Wire.Write(action), time.GetUtcNow().ToString("O"), States.Action(action.Service).Name, redis.Channels.Changes
    ];
}
