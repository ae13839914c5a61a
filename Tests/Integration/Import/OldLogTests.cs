using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Import;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Connectivity;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Import;

/// <summary>The original's log comes into ours by way of the inbox.</summary>
public sealed class OldLogTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private const int Events = 12_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_line_is_in_the_log_once_however_often_panel_and_leader_are_killed()
    {
        using var data = new TempDirectory();
        var bytes = Encoding.UTF8.GetBytes(Log());
        await File.WriteAllBytesAsync(Path.Combine(data.Path, "connectivity.json"), bytes, Cancel);
        await using var host = await MonitorHost.StartAsync(server);

        await using (var first = await StartAsync(data, host))
        {
            await Until.TrueAsync(async () => await InboxAsync(host) > 0, "the panel feeds");
            await first.KillAsync();
        }

        await using (var second = await StartAsync(data, host))
        {
            await Until.TrueAsync(
                async () => await InboxAsync(host) == Keys.InboxLimit / 2, "half of the inbox is full");
            Assert.Equal(HttpStatusCode.Accepted, await ReportAsync(second));
            var leader = await host.AddMonitorAsync();
            await Until.TrueAsync(async () => await FedAsync(host) > Keys.InboxLimit / 2, "it goes on");
            await second.KillAsync();
            await leader.StopAsync(Cancel);
        }

        await host.AddMonitorAsync();
        await using var third = await StartAsync(data, host);
        await Until.TrueAsync(async () => await FedAsync(host) == Events && await InboxAsync(host) == 0, "all are fed");
        await Until.TrueAsync(async () => (await LinesAsync(host)).Count >= Events, "all are in the log");

        var told = JsonNode.Parse(await third.Http.GetStringAsync("/api/import", Cancel))!;
        var expected =
            OldEvents.Read(bytes, DateTimeOffset.Parse((string)told["at"]!, CultureInfo.InvariantCulture)).Lines;
        Assert.Equal(Events, expected.Count);
        Assert.Equal(expected.Select(Wire.Write).Order(), (await LinesAsync(host)).Order());
        Assert.Equal(Events, told["taken"]!.AsArray().Sum(part => (int)part!["count"]!));
        var (reports, _) = await new ConnectivityLog(host.Redis, TimeProvider.System).ReadAsync(
            new() { Source = "now" }, null, 10);
        Assert.Single(reports);
    }

    [Fact]
    public async Task Where_there_was_nothing_to_import_that_is_said()
    {
        await using var panel = await LogPanel.StartAsync(server);

        using var answer = await panel.Http.GetAsync("/api/import", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            "nothing_imported", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"]);
    }

    [Fact]
    public async Task Old_lines_stand_in_the_log_and_are_no_part_of_an_incident()
    {
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(FreePort.Next());
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var (start, store) = (time.GetUtcNow(), new IncidentStore(host.Redis));
        await host.AddMonitorAsync(time);

        await new OldLines(host.Redis, "digest")
            .PushAsync(0, [Failure("old-1", start.AddSeconds(-9)), Failure("old-2", start.AddSeconds(-8))], 10);
        var inbox = new HandOver(host.Redis, host.Redis.Keys.Inbox);
        await inbox.PushAsync(Failure("r-1", start.AddSeconds(-5)));
        await inbox.PushAsync(Failure("r-2", start.AddSeconds(-1)));
        await Until.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return (await store.ReadAsync(10)).Count > 0;
            },
            "there is an incident");

        Assert.Equal(["r-1", "r-2"], Assert.Single(await store.ReadAsync(10)).Entries.Select(entry => entry.Id));
        Assert.Equal(2, (await LinesAsync(host)).Count);
    }

    private static ConnectivityEntry Failure(string id, DateTimeOffset at) => new()
    {
        Id = id,
        At = at,
        Kind = ConnectivityKind.Report,
        Service = "parakeet",
        Ok = false,
        Error = "503"
    };

    // Some say the same within 2 s, some are the same: each is a line of its own.
    private static string Log()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < Events; i++)
        {
            var (from, to) = i % 2 == 0 ? ("up", "down") : ("down", "up");
            text.Append(i == 0 ? "" : ",").Append(i % 3 == 0
                ? FormattableString.Invariant(
                    $$"""{"ts":{{1779006600 + i}},"service":"vllm","from":"{{from}}","to":"{{to}}"}""")
                : FormattableString.Invariant(
                    $$"""{"ts":{{1779006600 + (i / 10)}},"service":"parakeet","ok":false,"source":"app","error":"503","kind":"report"}"""));
        }

        return text.Append(']').ToString();
    }

    private Task<PanelProcess> StartAsync(TempDirectory data, MonitorHost host) => PanelProcess.StartAsync(
        "ControlApi.dll",
        new Dictionary<string, string>
        {
            ["DATA_DIR"] = data.Path,
            ["ConnectionStrings__redis"] = server.ConnectionString,
            ["Cluster"] = host.Redis.Keys.Cluster,
            ["BIND_PORT"] = "0"
        });

    private static async Task<HttpStatusCode> ReportAsync(PanelProcess panel)
    {
        using var body = new StringContent(
            """{"service":"parakeet","ok":true,"source":"now"}""", Encoding.UTF8, "application/json");
        using var answer = await panel.Http.PostAsync("/api/health-event", body, Cancel);
        return answer.StatusCode;
    }

    private static Task<long> InboxAsync(MonitorHost host) =>
        host.Redis.Database.ListLengthAsync(host.Redis.Keys.Inbox);

    private static async Task<int> FedAsync(MonitorHost host) =>
        (await host.Redis.Database.HashGetAllAsync(host.Redis.Keys.OldLines)).Sum(one => (int)one.Value);

    private static async Task<List<string>> LinesAsync(MonitorHost host) =>
    [
        .. (await host.Redis.Database.SortedSetRangeByRankAsync(host.Redis.Keys.Connectivity))
            .Select(member => (string)member!)
                .Where(member => member.StartsWith("{\"id\":\"old-", StringComparison.Ordinal))
    ];
}
