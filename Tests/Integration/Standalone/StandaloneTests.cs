using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Standalone;

public sealed class StandaloneTests : IDisposable
{
    private static readonly Keys Keys = new("default");

    private readonly TempDirectory data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task No_write_that_was_acknowledged_is_lost_by_a_kill()
    {
        await using var first = StandaloneProcess.Start(data.Path, "--redis");
        var acknowledged = await WriteUntilKilledAsync(first, await first.SaysAsync("Redis:", Cancel));

        await using var second = StandaloneProcess.Start(data.Path, "--redis");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await second.SaysAsync("Redis:", Cancel));
        var kept = await redis.GetDatabase().StringGetAsync([.. acknowledged.Select(n => (RedisKey)$"k{n}")]);

        Assert.True(acknowledged.Count >= 500);
        Assert.Equal(acknowledged.Select(n => $"{n}"), kept.Select(value => (string?)value));
    }

    [Fact]
    public async Task A_second_start_on_the_same_data_says_who_has_it()
    {
        await using var first = StandaloneProcess.Start(data.Path, "--redis");
        await first.SaysAsync("Redis:", Cancel);

        await using var second = StandaloneProcess.Start(data.Path);
        var said = await second.EndsWithAsync(Cancel);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"process {first.Id}", said, StringComparison.Ordinal);
        Assert.Contains(data.Path, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_answers_and_a_termination_ends_it_cleanly_with_its_leases_given_back()
    {
        await using (var panel = StandaloneProcess.Start(data.Path))
        {
            var address = await panel.SaysAsync("Now listening on:", Cancel);
            using var http = new HttpClient { BaseAddress = new(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)) };
            Assert.Equal("Healthy", await http.GetStringAsync("/alive", Cancel));

            Assert.Equal(0, await panel.TerminateAsync(Cancel));
        }

        await using var after = StandaloneProcess.Start(data.Path, "--redis");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await after.SaysAsync("Redis:", Cancel));
        Assert.False(await redis.GetDatabase().KeyExistsAsync(Keys.Lease("health")));
    }

    [Fact]
    public async Task A_lease_of_a_panel_that_was_killed_does_not_hold_up_the_next()
    {
        await using (var dead = StandaloneProcess.Start(data.Path, "--redis"))
        {
            await using var old = await ConnectionMultiplexer.ConnectAsync(await dead.SaysAsync("Redis:", Cancel));
            await old.GetDatabase().StringSetAsync(Keys.Lease("health"), "gone:1", TimeSpan.FromMinutes(10));
            await dead.KillAsync();
        }

        await using (var panel = StandaloneProcess.Start(data.Path))
        {
            await panel.SaysAsync("Leases left behind are gone", Cancel);
            await panel.TerminateAsync(Cancel);
        }

        await using var after = StandaloneProcess.Start(data.Path, "--redis");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await after.SaysAsync("Redis:", Cancel));
        Assert.False(await redis.GetDatabase().KeyExistsAsync(Keys.Lease("health")));
    }

    private static async Task<List<int>> WriteUntilKilledAsync(StandaloneProcess server, string connection)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(connection);
        var acknowledged = new List<int>();
        try
        {
            for (var n = 0; n < 100_000; n++)
            {
                await redis.GetDatabase().StringSetAsync($"k{n}", $"{n}");
                acknowledged.Add(n);
                if (n == 1_000) _ = Task.Run(server.KillAsync, Cancel);
            }
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // The kill is what was waited for.
        }

        return acknowledged;
    }
}
