using System.Collections.Concurrent;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Events;

/// <summary>Hears once for all readers that a log has grown.</summary>
internal sealed class LineHub(RedisLink redis) : IHostedService
{
    private readonly ConcurrentDictionary<Action, string> readers = new();
    private int subscribed;

    /// <summary>
    /// Calls <paramref name="look"/> when a job's log has grown or may have, until the result is disposed.
    /// </summary>
    public IDisposable Watch(string job, Action look)
    {
        readers[look] = job;
        return new Reader(() => readers.TryRemove(look, out _));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Restored += LookAgain;
        if (redis.IsConnected) LookAgain();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.Restored -= LookAgain;
        return Task.CompletedTask;
    }

    private void Heard(RedisChannel channel, RedisValue value)
    {
        var message = value.ToString();
        var job = message[..Math.Max(0, message.IndexOf(' ', StringComparison.Ordinal))];
        foreach (var (look, wanted) in readers)
        {
            if (wanted == job) look();
        }
    }

    // The client keeps a subscription over reconnects and would add another at each call. What was missed is read now.
    private void LookAgain()
    {
        if (Interlocked.Exchange(ref subscribed, 1) == 0)
        {
            redis.Subscriber.Subscribe(RedisChannel.Literal(redis.Channels.Lines), Heard, CommandFlags.FireAndForget);
        }

        foreach (var look in readers.Keys) look();
    }

    private sealed class Reader(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
