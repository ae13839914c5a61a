using System.Reflection;
using Microsoft.Extensions.Hosting;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.ServiceDefaults;

/// <summary>Says every 10 s that this process lives; 30 s after the last word it is forgotten.</summary>
internal sealed class SignOfLife(RedisLink redis, InstanceName instance, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var key = redis.Keys.Instance(instance.Service, instance.Id);
        var sign = Wire.Write(new InstanceSign(time.GetUtcNow(), Version));
        redis.Restored += Say;
        Say();

        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) Say();
        }
        catch (OperationCanceledException)
        {
            redis.Restored -= Say;
            await QuietlyAsync(() => redis.Database.KeyDeleteAsync(key));
        }

        void Say() => _ = QuietlyAsync(() => redis.Database.StringSetAsync(key, sign, Lifetime));
    }

    private static string Version =>
        typeof(SignOfLife).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "";

    // Redis being away is no reason to end: the next word comes in 10 s, or when it is back.
    private static async Task QuietlyAsync(Func<Task> say)
    {
        try
        {
            await say();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
        }
    }
}
