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

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Restored += Subscribe;
        if (redis.IsConnected) Subscribe();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.Restored -= Subscribe;
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

    // Redis keeps a subscription over reconnects; made again it is the same one. What was missed is read now.
    private void Subscribe()
    {
        redis.Subscriber.Subscribe(RedisChannel.Literal(redis.Channels.Lines), Heard, CommandFlags.FireAndForget);
        foreach (var look in readers.Keys) look();
    }

    private sealed class Reader(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
