using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

public abstract class LeaseTests(IRedisServer server) : RedisTest(server)
{
    [Fact]
    public async Task One_leads_and_the_other_follows_at_once_when_it_stops()
    {
        // Time stands still: only the word that the lease is free can wake the second one.
        var time = new FakeTimeProvider();
        await using var first = await Candidate.StartAsync(await LinkAsync(), "first", time);
        await first.Leads.WaitAsync(Patience, Cancel);
        await using var second = await Candidate.StartAsync(await LinkAsync(), "second", time);
        await second.HasTriedAsync(Redis).WaitAsync(Patience, Cancel);
        Assert.False(second.Leads.IsCompleted);

        await first.StopAsync();

        await second.Leads.WaitAsync(Patience, Cancel);
        Assert.Null(first.Keeper.Current);
        Assert.StartsWith(
            "second:", await Redis.Database.StringGetAsync(Redis.Keys.Lease("cluster")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lease_of_a_dead_holder_is_taken_when_it_has_run_out()
    {
        await Redis.Database.StringSetAsync(Redis.Keys.Lease("cluster"), "dead", TimeSpan.FromSeconds(1));

        await using var candidate = await Candidate.StartAsync(await LinkAsync(), "alive", TimeProvider.System);

        await candidate.Leads.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_lease_lives_ten_seconds_and_each_renewal_gives_it_ten_more()
    {
        var time = new FakeTimeProvider();
        await using var candidate = await Candidate.StartAsync(await LinkAsync(), "me", time);
        await candidate.Leads.WaitAsync(Patience, Cancel);
        var key = Redis.Keys.Lease("cluster");
        await Redis.Database.KeyExpireAsync(key, TimeSpan.FromSeconds(5));

        time.Advance(TimeSpan.FromSeconds(3));

        await UntilAsync(async () => await Redis.Database.KeyTimeToLiveAsync(key) > TimeSpan.FromSeconds(6));
        Assert.True(await Redis.Database.KeyTimeToLiveAsync(key) <= new LeaseTimes().Lives);
    }

    [Theory]
    [InlineData(3, 8, 10, true)]
    [InlineData(4, 8, 10, false)]
    [InlineData(3, 10, 10, false)]
    [InlineData(0, 8, 10, false)]
    public void Times_of_a_lease_are_sound_when_one_lost_renewal_harms_nobody(
        int renews, int acts, int lives, bool sound) =>
        Assert.Equal(sound, new LeaseTimes
        {
            Renews = TimeSpan.FromSeconds(renews),
            Acts = TimeSpan.FromSeconds(acts),
            Lives = TimeSpan.FromSeconds(lives)
        }.AreSound);

    [Fact]
    public async Task Who_finds_the_lease_with_another_stops_leading()
    {
        var time = new FakeTimeProvider();
        await using var candidate = await Candidate.StartAsync(await LinkAsync(), "me", time);
        await candidate.Leads.WaitAsync(Patience, Cancel);
        await Redis.Database.StringSetAsync(Redis.Keys.Lease("cluster"), "another");

        time.Advance(TimeSpan.FromSeconds(3));

        await candidate.Lost.WaitAsync(Patience, Cancel);
        Assert.Equal("another", await Redis.Database.StringGetAsync(Redis.Keys.Lease("cluster")));
    }

    [Fact]
    public void A_holder_changes_nothing_eight_seconds_after_its_last_renewal()
    {
        var time = new FakeTimeProvider();
        using var lease = new Lease("key", "token", time.GetTimestamp(), new(), time);

        time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.True(lease.MayMutate);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(lease.MayMutate);
        lease.Renewed(time.GetTimestamp());
        Assert.True(lease.MayMutate);
        lease.Lose();
        Assert.False(lease.MayMutate);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var end = new CancellationTokenSource(Patience);
        while (!await holds()) end.Token.ThrowIfCancellationRequested();
    }

    private sealed class Candidate : IAsyncDisposable
    {
        private readonly CancellationTokenSource stopping = new();
        private readonly TaskCompletionSource leads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly RedisLink link;
        private Task running = Task.CompletedTask;

        private Candidate(RedisLink link, string name, TimeProvider time)
        {
            this.link = link;
            Keeper = new(link, "cluster", name, new(), time);
        }

        public LeaseKeeper Keeper { get; }

        public Task Leads => leads.Task;

        public Task Lost => lost.Task;

        public static Task<Candidate> StartAsync(RedisLink link, string name, TimeProvider time)
        {
            var candidate = new Candidate(link, name, time);
            candidate.running = candidate.Keeper.RunAsync(candidate.LeadAsync, candidate.stopping.Token);
            return Task.FromResult(candidate);
        }

        /// <summary>
        /// It subscribes, tries, and only then waits: its subscription and one more answer mean that it waits or is
        /// about to.
        /// </summary>
        public async Task HasTriedAsync(RedisLink watcher)
        {
            while ((long)await watcher.Database.ExecuteAsync("PUBLISH", watcher.Channels.Leases, "nobody") < 2)
                await Task.Yield();
            await link.Database.PingAsync();
        }

        public async Task StopAsync()
        {
            await stopping.CancelAsync();
            await running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            stopping.Dispose();
        }

        private async Task LeadAsync(Lease lease, CancellationToken leading)
        {
            leads.TrySetResult();
            await Task.Delay(Timeout.Infinite, leading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lost.TrySetResult();
        }
    }
}

[Collection(nameof(OnRedis))]
public sealed class LeaseRedisTests(RedisFixture server) : LeaseTests(server);

[Collection(nameof(OnGarnet))]
public sealed class LeaseGarnetTests(GarnetFixture server) : LeaseTests(server);
