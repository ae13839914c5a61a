using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using StackExchange.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Standalone;

[Collection(ChaosCollection.Name)]
public sealed class StandaloneTests : IDisposable
{
    private const string Job = "s-1";

    private static readonly Keys Keys = new("default");

    private static readonly StateKey<string> Kept = new("kept");

    private readonly TempDirectory data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task No_write_that_was_acknowledged_is_lost_by_a_kill()
    {
        await using var first = StandaloneProcess.Start(data.Path, "--redis");
        var written = await WriteUntilKilledAsync(first, await first.SaysAsync("Redis:", Cancel));

        await using var second = StandaloneProcess.Start(data.Path, "--redis");
        await using var redis = await RedisLink.ConnectAsync(await second.SaysAsync("Redis:", Cancel));
        var keys = await redis.Database.StringGetAsync([.. Enumerable.Range(0, written.Keys).Select(n => (RedisKey)$"k{n}")]);
        var state = (await new StateStore(redis, TimeProvider.System).ReadAsync(Kept))!;
        var log = await new LogStore(redis).ReadAsync(Job, 1, written.Lines + 1);
        var entries = await new HandOver(redis, redis.Keys.Requests).WaitingAsync();

        Assert.All((int[])[written.Keys, written.States, written.Lines, written.Entries], count => Assert.True(count >= 100));
        Assert.Equal(Texts(written.Keys), keys.Select(value => (string?)value));
        // The last write may have been stored and not been acknowledged.
        Assert.InRange(state.Rev, written.States, written.States + 1);
        Assert.Equal($"{state.Rev - 1}", state.Value);
        Assert.InRange(log.Next, written.Lines + 1, written.Lines + 2);
        Assert.Equal(Texts(written.Lines), log.Lines.Take(written.Lines).Select(line => line.Text));
        Assert.InRange(entries.Count, written.Entries, written.Entries + 1);
        Assert.Equal(Texts(written.Entries), entries.Take(written.Entries).Select(Wire.Read<string>));
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
    public async Task A_port_that_is_none_is_told_in_one_line()
    {
        await using var panel = StandaloneProcess.Start(
            data.Path, new Dictionary<string, string> { ["BIND_PORT"] = "abc" });

        Assert.Equal("BIND_PORT is \"abc\"; it must be a port, 0 to 65535.\n", await panel.SaysInAllAsync(Cancel));
        Assert.Equal(1, panel.ExitCode);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_told_without_a_stack()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var port = $"{((IPEndPoint)other.LocalEndpoint).Port}";

        await using var panel = StandaloneProcess.Start(
            data.Path, new Dictionary<string, string> { ["BIND_PORT"] = port });
        var said = await panel.SaysInAllAsync(Cancel);

        Assert.EndsWith(
            $":{port}: address already in use. Stop what listens there, or set BIND_PORT to another port.\n", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(1, panel.ExitCode);
    }

    [Fact]
    public async Task A_termination_gives_the_leases_back_and_the_next_start_knows_within_six_seconds_what_is_true()
    {
        var vllm = await FakeVllm.StartAsync(FreePort.Next());
        var spark = new Dictionary<string, string> { ["SPARK1_HOST"] = "127.0.0.1", ["SPARK1_USER"] = "user", ["VLLM_PORT"] = $"{vllm.Port}" };
        await using (var panel = StandaloneProcess.Start(data.Path, spark))
        {
            using var http = await AnswersAsync(panel);
            Assert.Equal("Healthy", await http.GetStringAsync("/alive", Cancel));
            await IsSeenAsync(http, "healthy");
            Assert.Equal(0, await panel.TerminateAsync(Cancel));
        }

        await using (var between = StandaloneProcess.Start(data.Path, "--redis"))
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(await between.SaysAsync("Redis:", Cancel));
            Assert.Equal(0, await redis.GetDatabase().KeyExistsAsync([Keys.Lease("health"), Keys.Lease("cluster")]));
        }

        await vllm.DisposeAsync();
        var start = Stopwatch.GetTimestamp();
        await using var next = StandaloneProcess.Start(data.Path, spark);
        using var again = await AnswersAsync(next);
        await IsSeenAsync(again, "stopped", "unhealthy");

        var took = Stopwatch.GetElapsedTime(start);
        Assert.True(took < TimeSpan.FromSeconds(6), $"It knew {took} after its start.");
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

    [Fact]
    public async Task Of_the_connectivity_log_the_newest_twenty_thousand_lines_are_kept()
    {
        const int Kept = ConnectivityLog.KeptEmbedded;
        var now = DateTimeOffset.UtcNow;
        await using (var before = StandaloneProcess.Start(data.Path, "--redis"))
        {
            await using var redis = await RedisLink.ConnectAsync(await before.SaysAsync("Redis:", Cancel));
            foreach (var lines in Enumerable.Range(0, Kept + 500).Reverse().Chunk(1_000))
            {
                await redis.Database.SortedSetAddAsync(redis.Keys.Connectivity, [.. lines.Select(Line)]);
            }
        }

        await using (var panel = StandaloneProcess.Start(data.Path))
        {
            using var http = await AnswersAsync(panel);
            await Until.TrueAsync(
                async () =>
                {
                    using var told = await http.PostAsJsonAsync(
                        "/api/health-event", new { service = "newest", ok = false }, Cancel);
                    using var log = await http.GetAsync(
                        new Uri("/api/connectivity?service=newest", UriKind.Relative), Cancel);
                    return (await log.Content.ReadAsStringAsync(Cancel)).Contains("\"report\"", StringComparison.Ordinal);
                },
                "a report is in the log");
            await panel.TerminateAsync(Cancel);
        }

        await using var after = StandaloneProcess.Start(data.Path, "--redis");
        await using var kept = await RedisLink.ConnectAsync(await after.SaysAsync("Redis:", Cancel));
        Assert.Equal(Kept, await kept.Database.SortedSetLengthAsync(kept.Keys.Connectivity));

        SortedSetEntry Line(int minutes)
        {
            var line = new ConnectivityEntry
            {
                Id = $"line-{minutes}",
                At = now.AddMinutes(-1 - minutes),
                Kind = ConnectivityKind.Report,
                Service = "llm",
                Source = "app",
                Ok = false
            };
            return new(Wire.Write(line), line.At.ToUnixTimeMilliseconds());
        }
    }

    private static async Task<HttpClient> AnswersAsync(StandaloneProcess panel)
    {
        var address = await panel.SaysAsync("Now listening on:", Cancel);
        panel.Ignore();
        return new() { BaseAddress = new(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)) };
    }

    // With both leases in its hands: it drives, and what it says of vLLM is its own.
    private static Task IsSeenAsync(HttpClient http, params string[] verdicts) => Until.TrueAsync(
        async () =>
        {
            var status = JsonNode.Parse(await http.GetStringAsync("/api/status", Cancel))!;
            return status["driver"] is not null && verdicts.Contains((string?)status["services"]?["vllm"]?["verdict"]);
        },
        $"it drives and vLLM is {string.Join(" or ", verdicts)}");

    private static async Task<Written> WriteUntilKilledAsync(StandaloneProcess server, string connection)
    {
        await using var redis = await RedisLink.ConnectAsync(connection);
        var (store, logs, list) = (new StateStore(redis, TimeProvider.System), new LogStore(redis), new HandOver(redis, redis.Keys.Requests));
        using var lease = new Lease(redis.Keys.Lease("cluster"), "me", 0, new(), TimeProvider.System);
        await redis.Database.StringSetAsync(lease.Key, lease.Token);
        var all = 0;
        var counts = await Task.WhenAll(
            UntilGoneAsync(n => redis.Database.StringSetAsync($"k{n}", $"{n}")),
            UntilGoneAsync(n => store.WriteAsync(Kept, $"{n}")),
            UntilGoneAsync(n => logs.AppendAsync(Job, lease, block: null, [new("spark1", 0, $"{n}")])),
            UntilGoneAsync(n => list.PushAsync($"{n}")));
        return new(counts[0], counts[1], counts[2], counts[3]);

        // How many were acknowledged. The kill is what is waited for.
        async Task<int> UntilGoneAsync(Func<int, Task> write)
        {
            for (var n = 0; ; n++)
            {
                try
                {
                    await write(n);
                }
                catch (Exception failure) when (failure is RedisException or TimeoutException)
                {
                    return n;
                }

                if (Interlocked.Increment(ref all) == 2_000) _ = Task.Run(server.KillAsync, Cancel);
            }
        }
    }

    private static IEnumerable<string> Texts(int count) => Enumerable.Range(0, count).Select(n => $"{n}");

    /// <summary>How many writes of each kind were acknowledged.</summary>
    private sealed record Written(int Keys, int States, int Lines, int Entries);
}
