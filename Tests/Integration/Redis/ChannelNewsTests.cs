using SparkControl.Contracts.Redis;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class ChannelNewsTests(IRedisServer server) : RedisTest(server)
{
    private readonly IRedisServer _server = server;

    [Fact]
    public async Task A_reader_is_called_once_for_each_word_however_often_the_connection_was_lost()
    {
        var news = new ChannelNews(Redis, Redis.Channels.Lines);
        await news.StartAsync(Cancel);
        for (var round = 0; round < 3; round++) await LoseConnectionAsync();

        var (mine, other) = (new Calls(), new Calls());
        using var ours = news.Watch("mine", _ => mine.Add());
        using var others = news.Watch("other", _ => other.Add());
        // The first word may come before the subscription is there again.
        await Until.TrueAsync(async () => await SayAsync("other") > 0 && other.Count > 0, "it hears again");
        for (var word = 0; word < 50; word++) await SayAsync("mine");
        await Until.TrueAsync(() => mine.Count >= 50, "all words were heard");

        // A connection that comes back late calls too; a second subscription would double every word.
        Assert.InRange(mine.Count, 50, 60);
        await news.StopAsync(Cancel);
    }

    private async Task LoseConnectionAsync()
    {
        var restored = new TaskCompletionSource();
        void OnRestored() => restored.TrySetResult();
        Redis.Restored += OnRestored;
        await using var killer = await RedisLink.ConnectAsync($"{_server.ConnectionString},allowAdmin=true");
        await killer.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await killer.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await restored.Task.WaitAsync(Patience, Cancel);
        Redis.Restored -= OnRestored;
    }

    private async Task<long> SayAsync(string job) =>
        await (await LinkAsync()).Database.PublishAsync(RedisChannel.Literal(Redis.Channels.Lines), $"{job} 1");

    private sealed class Calls
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public void Add() => Interlocked.Increment(ref count);
    }
}

// Servers of their own: every connection is cut.
public sealed class ChannelNewsRedisTests(RedisFixture server) : ChannelNewsTests(server), IClassFixture<RedisFixture>;

public sealed class ChannelNewsGarnetTests(GarnetFixture server)
    : ChannelNewsTests(server), IClassFixture<GarnetFixture>;
