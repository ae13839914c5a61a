using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ControlApi.Services;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>The memory cap, and what else can be set of a service.</summary>
public sealed class MemoryCapTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Gib40 = "42949672960", Lifted = "1099511627776";

    private ServicePanel panel = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => panel = await ServicePanel.StartAsync(redis);

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Fact]
    public async Task A_cap_is_given_when_it_is_set_and_taken_back_when_it_is_not()
    {
        var view = await ChangedAsync("""{"memory_cap_gib": 40}""");
        await CapAsync(40);
        Assert.Equal(Gib40, panel.Docker.Read(ServicePanel.Parakeet, "memory"));
        Assert.Equal(40, (int?)view["memory_cap_gib"]);
        Assert.Contains("CUDA", (string?)view["memory_cap_note"], StringComparison.Ordinal);

        await ChangedAsync("""{"memory_cap_gib": null}""");
        await CapAsync(null);

        Assert.Equal(Lifted, panel.Docker.Read(ServicePanel.Parakeet, "memory"));
        Assert.Equal(
            [
                "update --memory 40g --memory-swap 40g parakeet-asr",
                "update --memory 1024g --memory-swap -1 parakeet-asr"
            ],
            panel.Docker.Calls);
        Assert.All(await panel.LinesAsync(), line => Assert.Equal("settings", line.Source));
    }

    [Fact]
    public async Task A_container_that_was_made_anew_gets_its_cap_again()
    {
        await ChangedAsync("""{"memory_cap_gib": 40}""");
        await CapAsync(40);
        panel.Docker.Make(ServicePanel.Parakeet);
        panel.Docker.Write(ServicePanel.Parakeet, "started", "2026-05-14T11:00:00.5Z");

        await SeenAsync("2026-05-14T11:00:00.5Z");

        await Until.TrueAsync(() => panel.Docker.Read(ServicePanel.Parakeet, "memory") == Gib40, "it is capped again");
    }

    [Fact]
    public async Task A_container_that_kept_its_cap_is_looked_at_and_left_alone()
    {
        await ChangedAsync("""{"memory_cap_gib": 40}""");
        await CapAsync(40);
        panel.Docker.Write(ServicePanel.Parakeet, "started", "2026-05-14T11:00:00.5Z");

        await SeenAsync("2026-05-14T11:00:00.5Z");

        await panel.UntilAsync(States.Cap("parakeet"), cap => cap.StartedAt?.Hour == 11);
        Assert.Single(panel.Docker.Calls);
    }

    [Fact]
    public async Task A_cap_for_a_container_that_was_stopped_waits_for_its_start_and_leaves_the_stop_as_it_is()
    {
        var stop = await panel.ActAsync("parakeet/stop");

        await ChangedAsync("""{"memory_cap_gib": 40}""");
        await Until.TrueAsync(() => !panel.Get<MemoryCaps>().IsDue, "the container was looked at");
        Assert.Equal(stop.Id, panel.Mirror.Value(States.Action("parakeet"))?.Id);
        Assert.Equal(["stop parakeet-asr"], panel.Docker.Calls);

        await panel.ActAsync("parakeet/start");
        panel.Docker.Write(ServicePanel.Parakeet, "started", "2026-05-14T11:00:00.5Z");
        await SeenAsync("2026-05-14T11:00:00.5Z");
        await CapAsync(40);

        Assert.Equal(Gib40, panel.Docker.Read(ServicePanel.Parakeet, "memory"));
        Assert.Equal(
            ["stop parakeet-asr", "start parakeet-asr", "update --memory 40g --memory-swap 40g parakeet-asr"],
            panel.Docker.Calls);
    }

    [Fact]
    public async Task The_view_says_whether_the_cap_is_in_force()
    {
        using (panel.Docker.While($"slow-{ServicePanel.Parakeet}"))
        {
            var wanted = await ChangedAsync("""{"memory_cap_gib": 40}""");
            Assert.Equal((40, null), ((int?)wanted["memory_cap_gib"], (int?)wanted["memory_cap_in_force_gib"]));
        }

        await CapAsync(40);

        var view = await panel.GetAsync("/api/services/parakeet");
        Assert.Equal((40, 40), ((int?)view["memory_cap_gib"], (int?)view["memory_cap_in_force_gib"]));
    }

    [Fact]
    public async Task A_cap_that_came_to_nothing_is_tried_again_though_nothing_has_changed()
    {
        using (panel.Docker.While("idle"))
        {
            await ChangedAsync("""{"memory_cap_gib": 40}""");
            await panel.UntilAsync(States.Action("parakeet"), action => action.Phase == ActionPhase.Failed);
        }

        await CapAsync(40);

        Assert.Equal([false, true], (await panel.LinesAsync()).Select(line => line.Ok));
    }

    [Fact]
    public async Task On_another_panels_Spark_a_cap_waits_until_the_owner_takes_over()
    {
        await panel.CloseAsync();
        var epoch = Path.Combine(panel.Sshd.Home, ".spark-control/epoch");
        Directory.CreateDirectory(Path.GetDirectoryName(epoch)!);
        await File.WriteAllTextAsync(epoch, "1 another-panel\n", Cancel);
        await panel.OpenAsync();
        await panel.UntilAsync(States.Driver, driver => driver.AnotherPanel is not null);
        await ChangedAsync("""{"memory_cap_gib": 40}""");

        Assert.False(panel.Get<MemoryCaps>().IsDue);

        using var taken = await panel.Http.PostAsync("/api/driver/takeover", null, Cancel);

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await CapAsync(40);
        Assert.True(Assert.Single(await panel.LinesAsync()).Ok);
    }

    [Fact]
    public async Task A_limit_that_the_owner_gave_stays_while_no_cap_is_set()
    {
        panel.Docker.Write(ServicePanel.Parakeet, "memory", Gib40);
        await SeenAsync("2026-05-14T11:00:00.5Z");

        await panel.ActAsync("parakeet/restart");

        Assert.Equal(["restart parakeet-asr"], panel.Docker.Calls);
        Assert.Equal(Gib40, panel.Docker.Read(ServicePanel.Parakeet, "memory"));
    }

    [Fact]
    public async Task A_service_is_switched_off_and_on_and_what_is_not_sent_stays()
    {
        await ChangedAsync("""{"memory_cap_gib": 16}""");

        var off = await ChangedAsync("""{"disabled": true}""");
        var on = await ChangedAsync("""{"disabled": false}""");

        Assert.Equal((true, 16), ((bool?)off["disabled"], (int?)off["memory_cap_gib"]));
        Assert.Equal((false, 16), ((bool?)on["disabled"], (int?)on["memory_cap_gib"]));
        Assert.Equal("parakeet is switched off in the settings.", (string?)off["hindrance"]);
    }

    [Theory]
    [InlineData("parakeet", """{"memory_cap_gib": 3}""", "memory_cap_gib")]
    [InlineData("parakeet", """{"memory_cap_gib": "much"}""", "memory_cap_gib")]
    [InlineData("parakeet", """{"memory_cap_gib": {"gib": 4}}""", "memory_cap_gib")]
    [InlineData("magpie", """{"memory_cap_gib": 40}""", "memory_cap_gib")]
    [InlineData("parakeet", """{"disabled": "yes"}""", null)]
    [InlineData("parakeet", """{"colour": "red"}""", null)]
    [InlineData("parakeet", "", null)]
    public async Task What_cannot_be_set_is_refused_by_its_name(string service, string body, string? field)
    {
        using var answer = await panel.PutAsync(service, body);

        var problem = await ServicePanel.ProblemAsync(answer, HttpStatusCode.BadRequest);
        if (field is not null) Assert.NotNull(problem["errors"]![field]);
        Assert.Null((int?)(await panel.GetAsync("/api/services/parakeet"))["memory_cap_gib"]);
    }

    [Fact]
    public async Task A_service_that_is_not_watched_cannot_be_set()
    {
        using var answer = await panel.PutAsync("nobody", """{"disabled": true}""");

        var problem = await ServicePanel.ProblemAsync(answer, HttpStatusCode.NotFound);
        Assert.Equal("unknown_service", (string?)problem["code"]);
    }

    private async Task<JsonNode> ChangedAsync(string body)
    {
        using var answer = await panel.PutAsync("parakeet", body);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {said}");
        return JsonNode.Parse(said)!;
    }

    // Its line of the log comes after it.
    private async Task CapAsync(int? gib)
    {
        await panel.UntilAsync(States.Cap("parakeet"), cap => cap.Gib == gib);
        await panel.UntilAsync(States.Action("parakeet"), action => action is { IsActive: false });
    }

    private Task<long?> SeenAsync(string startedAt) => panel.Store.WriteAsync(
        States.Service("parakeet"),
        new ServiceState
        {
            Name = "parakeet",
            Verdict = ServiceVerdict.Healthy,
            Since = DateTimeOffset.UtcNow,
            Container = new(ServicePanel.Parakeet) { StartedAt = DateTimeOffset.Parse(startedAt, null) }
        });
}
