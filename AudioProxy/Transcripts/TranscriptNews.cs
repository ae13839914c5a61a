using System.Collections.Concurrent;
using SparkControl.Contracts.Redis;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Hears once for all who follow a transcript that it was written, or is to end.</summary>
internal sealed class TranscriptNews(RedisLink redis) : IHostedService
{
    private readonly ConcurrentDictionary<Action<string>, string> followers = new();
    private int subscribed;

    /// <summary>
    /// Calls <paramref name="hear"/> when a transcript has changed, with the word that was said (its rev,
    /// <c>cancel</c>, <c>gone</c>), or with nothing when it may have, until the result is disposed.
    /// </summary>
    public IDisposable Watch(string id, Action<string> hear)
    {
        followers[hear] = id;
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

    private void Heard(RedisChannel channel, RedisValue value)
    {
        var message = value.ToString();
        var end = Math.Max(0, message.IndexOf(' ', StringComparison.Ordinal));
        foreach (var (hear, id) in followers)
        {
            if (message.AsSpan(0, end).SequenceEqual(id)) hear(message[(end + 1)..]);
        }
    }

    // The client keeps a subscription over reconnects and would add another at each call. What was missed is read now.
    private void LookAgain()
    {
        if (Interlocked.Exchange(ref subscribed, 1) == 0)
        {
            var channel = RedisChannel.Literal(redis.Channels.Transcripts);
            redis.Subscriber.Subscribe(channel, Heard, CommandFlags.FireAndForget);
        }

        foreach (var hear in followers.Keys) hear("");
    }

    private sealed class Follower(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
