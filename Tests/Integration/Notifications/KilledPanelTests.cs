using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Notifications;

/// <summary>A panel that ends as in a power cut.</summary>
public sealed class KilledPanelTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task The_next_one_tells_what_it_had_still_to_tell_and_to_nobody_twice()
    {
        using var data = new TempDirectory();
        await using Hook good = await Hook.StartAsync(), bad = await Hook.StartAsync();
        bad.Answers(503);
        var environment = new Dictionary<string, string>
        {
            ["DATA_DIR"] = data.Path,
            ["BIND_PORT"] = "0",
            ["ConnectionStrings__redis"] = server.ConnectionString
        };
        await File.WriteAllTextAsync(
            Path.Combine(data.Path, "secrets.yaml"), $"notify_webhooks: \"{bad.Url} {good.Url}\"\n",
            TestContext.Current.CancellationToken);
        await using var link = await RedisLink.ConnectAsync(server.ConnectionString);
        var list = new NoticeList(link);
        await list.PushAsync(new()
        {
            Id = "s-1:end",
            At = DateTimeOffset.UtcNow,
            Event = NoticeEvent.SwapComplete,
            Title = "Qwen is ready",
            Text = "Swapped to Qwen in 10:58."
        });

        await using (var killed = await PanelProcess.StartAsync("ControlApi.dll", environment))
        {
            await Until.TrueAsync(
                async () => good.All.Count == 1 && await list.ProgressAsync() is { Count: 1 } left
                    && left.Values.Single().Contains("\"failures\":1", StringComparison.Ordinal),
                "one has heard and one has failed");
            await killed.KillAsync();
        }

        Assert.Single(await list.Waiting.UnsettledAsync());
        await using var next = await PanelProcess.StartAsync("ControlApi.dll", environment);
        await Until.TrueAsync(async () => (await list.Waiting.UnsettledAsync()).Count == 0, "both have heard");
        Assert.Equal((2, 1), (bad.All.Count, good.All.Count));
    }
}
