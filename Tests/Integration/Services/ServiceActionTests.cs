using System.Net;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>Clicks on services, driven over a real sshd.</summary>
public sealed class ServiceActionTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private ServicePanel panel = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => panel = await ServicePanel.StartAsync(redis);

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Theory]
    [InlineData("start", "exited", "running")]
    [InlineData("start", "running", "running")]
    [InlineData("stop", "running", "exited")]
    [InlineData("restart", "running", "running")]
    [InlineData("restart", "exited", "running")]
    public async Task A_container_is_as_it_was_asked_to_be_and_docker_was_told_once(
        string verb, string before, string after)
    {
        panel.Docker.Make(ServicePanel.Parakeet, before);

        var action = await panel.ActAsync($"parakeet/{verb}");

        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal(after, panel.Docker.Read(ServicePanel.Parakeet, "status"));
        Assert.Equal([$"{verb} {ServicePanel.Parakeet}"], panel.Docker.Calls);
        Assert.Equal(("page", null), (action.Source, action.Failure));
        var requests = new HandOver(panel.Redis, panel.Redis.Keys.Requests);
        await Until.TrueAsync(async () => (await requests.UnsettledAsync()).Count == 0, "it is settled");
    }

    [Fact]
    public async Task The_answer_says_where_to_look_and_the_view_what_is_done()
    {
        using var answer = await panel.PostAsync("magpie/restart", new { source = "recap\u001b[2J" });
        var id = (string)(await answer.Content.ReadAsStringAsync(Cancel)).Split('"')[3];
        await panel.EndOfAsync("magpie", id);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("/api/services/magpie", answer.Headers.Location?.ToString());
        var view = await panel.GetAsync("/api/services/magpie");
        Assert.Equal((id, "done", "restart", "recap[2J"), (
            (string?)view["action"]!["id"], (string?)view["action"]!["phase"], (string?)view["action"]!["verb"],
            (string?)view["action"]!["source"]));
    }

    [Fact]
    public async Task Of_two_clicks_at_once_one_wins_and_the_other_hears_of_it()
    {
        using var slow = panel.Docker.While($"slow-{ServicePanel.Parakeet}");

        var answers = await Task.WhenAll(panel.PostAsync("parakeet/restart"), panel.PostAsync("parakeet/stop"));

        var running = (await panel.UntilAsync(States.Action("parakeet"), action => action.IsActive)).Id;
        var loser = Assert.Single(answers, answer => answer.StatusCode != HttpStatusCode.Accepted);
        var problem = await ServicePanel.ProblemAsync(loser, HttpStatusCode.Conflict);
        Assert.Equal(("service_busy", running), ((string?)problem["code"], (string?)problem["id"]));
        slow.Dispose();
        Assert.Equal(ActionPhase.Done, (await panel.EndOfAsync("parakeet", running)).Phase);
        Assert.Single(panel.Docker.Calls);
    }

    [Fact]
    public async Task One_service_does_not_wait_for_another()
    {
        using var slow = panel.Docker.While($"slow-{ServicePanel.Parakeet}");
        var held = await panel.BeginAsync("parakeet/restart");
        await panel.UntilAsync(States.Action("parakeet"), action => action.Phase == ActionPhase.Running);

        Assert.Equal(ActionPhase.Done, (await panel.ActAsync("magpie/stop")).Phase);

        Assert.True(panel.Mirror.Value(States.Action("parakeet"))!.IsActive);
        slow.Dispose();
        Assert.Equal(ActionPhase.Done, (await panel.EndOfAsync("parakeet", held)).Phase);
    }

    [Fact]
    public async Task Docker_that_refuses_the_user_is_told_with_what_helps()
    {
        using var refuses = panel.Docker.While("refuses");

        var failure = (await panel.ActAsync("parakeet/restart")).Failure!;

        Assert.Equal(("docker_permission", "parakeet was not restarted"), (failure.Code, failure.Title));
        Assert.Contains("group docker", failure.Detail, StringComparison.Ordinal);
        Assert.Equal("sudo usermod -aG docker $USER", Assert.Single(failure.Remedies).Command);
    }

    [Fact]
    public async Task Docker_that_fails_at_it_is_told_in_its_own_words()
    {
        using var broken = panel.Docker.While("broken");

        // That it runs all the same says nothing: it may be the life before, or one that ends again and again.
        foreach (var verb in new[] { "start", "restart" })
        {
            var failure = (await panel.ActAsync($"parakeet/{verb}")).Failure;
            Assert.Equal("docker", failure?.Code);
            Assert.Contains("failed programming <external> connectivity", failure!.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("start")]
    [InlineData("restart")]
    public async Task A_container_that_docker_cannot_restart_and_that_comes_up_by_itself_is_not_taken_for_started(
        string verb)
    {
        using var broken = panel.Docker.While("broken");
        using var slow = panel.Docker.While($"slow-{ServicePanel.Parakeet}");
        var id = await panel.BeginAsync($"parakeet/{verb}");
        await Until.TrueAsync(() => panel.Docker.Calls.Count == 1, "docker was told");
        panel.Docker.Write(ServicePanel.Parakeet, "started", "2026-05-14T11:00:00Z");

        slow.Dispose();

        Assert.Equal("docker", (await panel.EndOfAsync("parakeet", id)).Failure?.Code);
    }

    [Theory]
    [InlineData("start", "exited")]
    [InlineData("restart", "running")]
    public async Task A_container_that_ends_two_seconds_after_it_came_up_was_not_started(string verb, string before)
    {
        panel.Docker.Make(ServicePanel.Magpie, before);
        using var brief = panel.Docker.While("brief");

        var failure = (await panel.ActAsync($"magpie/{verb}")).Failure!;

        Assert.Equal(("not_so", "magpie-tts came up and ended again."), (failure.Code, failure.Detail));
        Assert.Contains("docker logs", Assert.Single(failure.Remedies).Command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_named()
    {
        panel.Docker.Remove(ServicePanel.Parakeet);

        var failure = (await panel.ActAsync("parakeet/start")).Failure!;

        Assert.Equal("container_unknown", failure.Code);
        Assert.Equal("There is no container parakeet-asr on Spark 1", failure.Title);
        Assert.Empty(panel.Docker.Calls);
    }

    [Fact]
    public async Task Docker_that_says_yes_and_does_nothing_is_not_believed()
    {
        using var idle = panel.Docker.While("idle");

        var failure = (await panel.ActAsync("parakeet/stop")).Failure!;

        Assert.Equal("not_so", failure.Code);
        Assert.Contains("parakeet-asr is running", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Spark_that_is_away_ends_the_action_with_the_reason()
    {
        await panel.Sshd.StopAsync();

        var failure = (await panel.ActAsync("parakeet/restart")).Failure!;

        Assert.Equal(("node", "parakeet was not restarted"), (failure.Code, failure.Title));
        Assert.NotEmpty(failure.Remedies);
    }

    [Fact]
    public async Task A_request_that_nobody_took_in_a_minute_ends_as_expired_and_nothing_is_touched()
    {
        var late = Asked("parakeet", panel.Clock.GetUtcNow().AddSeconds(-61));
        await panel.Get<ServiceDesk>().AskAsync(late);

        var ended = await panel.EndOfAsync("parakeet", late.Id);

        Assert.Equal((ActionPhase.Failed, "expired"), (ended.Phase, ended.Failure?.Code));
        Assert.Empty(panel.Docker.Calls);
    }

    [Fact]
    public async Task Its_end_is_one_line_of_the_connectivity_log()
    {
        var done = await panel.ActAsync("parakeet/stop");
        panel.Docker.Remove(ServicePanel.Magpie);
        var failed = await panel.ActAsync("magpie/start");

        var lines = (await panel.LinesAsync()).ToDictionary(line => line.Id);

        Assert.Equal(2, lines.Count);
        var (good, bad) = (lines[done.Id], lines[failed.Id]);
        Assert.Equal(
            (ConnectivityKind.Action, "parakeet", "spark1", true, true, "page", "parakeet was stopped."),
            (good.Kind, good.Service, good.Node, good.Planned, good.Ok, good.Source, good.Evidence));
        Assert.True(good.Ms >= 0);
        Assert.Equal((false, null), (bad.Ok, bad.Evidence));
        Assert.StartsWith("There is no container magpie-tts", bad.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watchdog")]
    [InlineData("liveness")]
    [InlineData(" Settings\n")]
    public async Task Nobody_else_calls_himself_what_the_panel_calls_itself(string source)
    {
        using var answer = await panel.PostAsync("parakeet/restart", new { source });

        var problem = await ServicePanel.ProblemAsync(answer, HttpStatusCode.BadRequest);
        Assert.NotNull(problem["errors"]!["source"]);
        Assert.Null(await panel.Store.ReadAsync(States.Action("parakeet")));
    }

    [Fact]
    public async Task An_action_says_what_it_was_done_to_whatever_is_set_meanwhile()
    {
        await panel.SetAsync(new { custom_services = new[] { "whisper stt http://127.0.0.1:9100/ whisper-box" } });
        using var slow = panel.Docker.While("slow-whisper-box");
        var id = await panel.BeginAsync("whisper/restart");
        await Until.TrueAsync(() => panel.Docker.Calls.Count == 1, "docker was told");

        await panel.SetAsync(new { custom_services = new[] { "whisper stt http://192.0.2.9:9100/ another" } });
        slow.Dispose();

        var action = await panel.EndOfAsync("whisper", id);
        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal(("spark1", "whisper-box", "127.0.0.1", panel.Sshd.Port), (
            action.Place?.Node, action.Place?.Container, action.Place?.Machine.Host, action.Place?.Machine.Port));
        Assert.Equal("spark1", Assert.Single(await panel.LinesAsync()).Node);
    }

    [Fact]
    public async Task A_state_that_nobody_can_read_keeps_no_other_service_waiting()
    {
        await panel.Store.WriteAsync(new StateKey<string>("action:magpie"), "of another version");

        var action = await panel.ActAsync("parakeet/restart");

        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal(ActionPhase.Done, (await panel.ActAsync("parakeet/stop")).Phase);
    }

    [Theory]
    [InlineData("""{"parakeet_host": "192.0.2.9"}""", "parakeet", "192.0.2.9 is none of your Sparks")]
    [InlineData("""{"disabled_services": ["parakeet"]}""", "parakeet", "is switched off")]
    [InlineData("""{"custom_services": ["whisper stt http://127.0.0.1:9100/"]}""", "whisper", "No container is named")]
    public async Task What_can_only_be_watched_is_refused_with_the_reason(string values, string service, string why)
    {
        await panel.SetAsync(System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(values));

        using var answer = await panel.PostAsync($"{service}/restart");

        var problem = await ServicePanel.ProblemAsync(answer, HttpStatusCode.Conflict);
        Assert.Equal("not_controllable", (string?)problem["code"]);
        Assert.Contains(why, (string?)problem["detail"], StringComparison.Ordinal);
        var view = await panel.GetAsync($"/api/services/{service}");
        Assert.Equal((string?)problem["detail"], (string?)view["hindrance"]);
    }

    [Fact]
    public async Task A_service_of_the_owners_with_a_container_here_is_restarted_like_ours()
    {
        await panel.SetAsync(new { custom_services = new[] { "whisper stt http://127.0.0.1:9100/ whisper-box" } });

        Assert.Equal(ActionPhase.Done, (await panel.ActAsync("whisper/restart")).Phase);
        Assert.Equal(["restart whisper-box"], panel.Docker.Calls);
    }

    [Theory]
    [InlineData("nobody/restart", HttpStatusCode.NotFound, "unknown_service")]
    [InlineData("parakeet/explode", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    public async Task What_is_not_there_is_refused(string path, HttpStatusCode status, string code)
    {
        using var answer = await panel.PostAsync(path);

        Assert.Equal(code, (string?)(await ServicePanel.ProblemAsync(answer, status))["code"]);
    }

    private static ServiceAction Asked(string service, DateTimeOffset at) => new()
    {
        Id = "a-late",
        Service = service,
        Verb = ServiceVerb.Restart,
        Phase = ActionPhase.Waiting,
        Source = "page",
        RequestedAt = at
    };
}
