using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// Tries for a lease again and again, and at once when it is given back or Redis comes; renews it; gives it back at the
/// end.
/// </summary>
public sealed class LeaseKeeper(RedisLink redis, string duty, string instance, LeaseTimes times, TimeProvider time)
{
    private const string RenewScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) "
        + "else return 0 end";

    private const string ReleaseScript = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('PUBLISH', ARGV[2], ARGV[3])
        return 1
        """;

    private readonly string key = redis.Keys.Lease(duty);
    private Lease? current;

    /// <summary>The lease while it is ours.</summary>
    public Lease? Current => current is { Lost.IsCancellationRequested: false } lease ? lease : null;

    /// <summary>
    /// Holds the duty as often as it can be had: <paramref name="lead"/> runs while the lease is ours and is cancelled
    /// when it is not. Returns when <paramref name="stopping"/> is cancelled, after giving the lease back.
    /// </summary>
    public async Task RunAsync(Func<Lease, CancellationToken, Task> lead, CancellationToken stopping)
    {
        using var freed = new SemaphoreSlim(0);
        var channel = RedisChannel.Literal(redis.Channels.Leases);
        void Try() => freed.Release();
        void Heard(RedisChannel _, RedisValue name)
        {
            if (name == duty) Try();
        }

        redis.Restored += Try;
        var hears = false;
        while (!stopping.IsCancellationRequested)
        {
            hears = hears || await Quietly(() => redis.Subscriber.SubscribeAsync(channel, Heard));
            if (await TryTakeAsync() is { } lease) await LeadAsync(lease, lead, stopping);
            else await WaitAsync(freed, stopping);
        }

        redis.Restored -= Try;
        await Quietly(() => redis.Subscriber.UnsubscribeAsync(channel, Heard));
    }

    /// <summary>Gives a lease back, ours or that of a process known to be dead, and tells those who wait.</summary>
    /// <returns>Whether it was still held with this token.</returns>
    public static async Task<bool> ReleaseAsync(RedisLink redis, string duty, string token) =>
        (long)await redis.Database.ScriptEvaluateAsync(
            ReleaseScript, [redis.Keys.Lease(duty)], [token, redis.Channels.Leases, duty]) == 1;

    private async Task WaitAsync(SemaphoreSlim freed, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var pause = Task.Delay(times.Tries, time, either.Token);
        await Task.WhenAny(pause, freed.WaitAsync(either.Token));
        await either.CancelAsync();
    }

    private async Task<Lease?> TryTakeAsync()
    {
        var token = $"{instance}:{Guid.NewGuid():N}";
        var sentAt = time.GetTimestamp();
        var taken = false;
        await Quietly(async () =>
            taken = await redis.Database.StringSetAsync(key, token, times.Lives, when: When.NotExists));
        return taken ? new(key, token, sentAt, times, time) : null;
    }

    private async Task LeadAsync(Lease lease, Func<Lease, CancellationToken, Task> lead, CancellationToken stopping)
    {
        using var duration = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        current = lease;
        var renewing = RenewAsync(lease, duration.Token);
        try
        {
            await lead(lease, duration.Token);
        }
        catch (OperationCanceledException) when (duration.IsCancellationRequested)
        {
            // The lease was lost or the host stops: both are ordinary ends of a lead.
        }
        finally
        {
            lease.Lose();
            await renewing;
            current = null;
            await Quietly(() => ReleaseAsync(redis, duty, lease.Token));
            lease.Dispose();
        }
    }

    private async Task RenewAsync(Lease lease, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(times.Renews, time);
        while (!ending.IsCancellationRequested)
        {
            await ((Task)timer.WaitForNextTickAsync(ending).AsTask())
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested) return;

            var sentAt = time.GetTimestamp();
            long? answer = null;
            await Quietly(async () => answer = (long)await redis.Database.ScriptEvaluateAsync(
                RenewScript, [key], [lease.Token, (long)times.Lives.TotalMilliseconds]));

            if (answer == 1) lease.Renewed(sentAt);
            else if (answer == 0 || lease.Age >= times.Lives) lease.Lose();
        }
    }

    // Redis being away is an answer here: no lease, or one that grows old.
    private static async Task<bool> Quietly(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return false;
        }
    }
}
