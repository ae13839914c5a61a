using System.Collections.Concurrent;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>Hears once for all readers that a log has grown.</summary>
internal sealed class LineHub(RedisLink redis) : IHostedService
{
    private readonly ConcurrentDictionary<Action, string> readers = new();

    /// <summary>Calls <paramref name="look"/> when a job's log has grown or may have, until the result is disposed.</summary>
    public IDisposable Watch(string job, Action look)
    {
        readers[look] = job;
        return new Reader(() => readers.TryRemove(look, out _));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Restored += LookAll;
        // With Redis away the subscription is made when it comes; what was missed is read then.
        await redis.Subscriber.SubscribeAsync(RedisChannel.Literal(redis.Channels.Lines), (_, message) => Look(message!))
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.Restored -= LookAll;
        return Task.CompletedTask;
    }

    private void Look(string message)
    {
        var job = message[..Math.Max(0, message.IndexOf(' ', StringComparison.Ordinal))];
        foreach (var (look, wanted) in readers)
        {
            if (wanted == job) look();
        }
    }

    private void LookAll()
    {
        foreach (var look in readers.Keys) look();
    }

    private sealed class Reader(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
