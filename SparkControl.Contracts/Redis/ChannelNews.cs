using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// Hears a channel once for all who wait for something on it. Its messages are <c>{what} {word}</c>: a line of a log,
/// a transcript that has changed.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="channel">Its name, one of <see cref="Channels"/>.</param>
public sealed class ChannelNews(RedisLink redis, string channel) : IHostedService
{
    private readonly ConcurrentDictionary<Action<string>, string> followers = new();
    private int subscribed;

    /// <summary>
    /// Calls <paramref name="hear"/> with each word about something, and with nothing when one may have been missed,
    /// until the result is disposed. It must not wait.
    /// </summary>
    public IDisposable Watch(string what, Action<string> hear)
    {
        followers[hear] = what;
        return new Follower(() => followers.TryRemove(hear, out _));
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

    private void Heard(RedisChannel from, RedisValue value)
    {
        var message = value.ToString();
        var end = Math.Max(0, message.IndexOf(' ', StringComparison.Ordinal));
        foreach (var (hear, what) in followers)
        {
            if (message.AsSpan(0, end).SequenceEqual(what)) hear(message[(end + 1)..]);
        }
    }

    // The client keeps a subscription over reconnects and would add another at each call. What was missed is read now.
    private void LookAgain()
    {
        if (Interlocked.Exchange(ref subscribed, 1) == 0)
            redis.Subscriber.Subscribe(RedisChannel.Literal(channel), Heard, CommandFlags.FireAndForget);

        foreach (var hear in followers.Keys) hear("");
    }

    private sealed class Follower(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
