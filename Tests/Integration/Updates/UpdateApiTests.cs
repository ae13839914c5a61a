using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Updates;
using SparkControl.Simulator;
using SparkControl.Simulator.Scenarios;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using SparkControl.Tests.Unit.Updates;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>What is told of the launcher and its upstream, and clicks that are refused.</summary>
public sealed class UpdateApiTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private readonly Shop shop = new(cockpit);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_tells_the_commits_and_marks_the_risky_ones()
    {
        await shop.OpenAsync();
        cockpit.Pair.Upstream.Push("Use CUDA 13 by default");
        var tip = cockpit.Pair.Upstream.Push("Fix a typo");

        // A check from before the clone was laid anew may still be under way: the one that follows is waited for.
        var commit = await shop.CommitAsync();
        var upstream = await CheckAsync(state => state.Tip == tip && state.Commit == commit);

        Assert.True(upstream.Behind >= 2);
        Assert.Equal(
            ["Fix a typo", "Use CUDA 13 by default"], upstream.Commits.Take(2).Select(commit => commit.Subject));
        Assert.Equal(["cuda", "default"], upstream.Commits[1].RiskyWords);
        Assert.Equal("main", upstream.Branch);
        var view = await shop.ViewAsync();
        Assert.Equal((upstream.Behind, null), ((int?)view["upstream"]!["behind"], (string?)view["hindrance"]?["code"]));
    }

    [Fact]
    public async Task Upstream_is_asked_again_by_itself_when_a_day_has_passed()
    {
        await shop.OpenAsync();
        var commit = await shop.CommitAsync();
        var before = await CheckAsync(state => state.Commit == commit && state.Tip == cockpit.Pair.Upstream.Tip);
        var tip = cockpit.Pair.Upstream.Push("A day later");
        var time = new FakeTimeProvider(before.LookedAt!.Value);
        var check = new UpstreamCheck(
            cockpit.Services.GetRequiredService<SparkShells>(), cockpit.Mirror,
            cockpit.Services.GetRequiredService<StateStore>(), cockpit.Services.GetRequiredService<JobDesk>(),
            cockpit.Services.GetRequiredService<LauncherTurn>(), time, NullLogger<UpstreamCheck>.Instance);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var running = check.RunAsync(cockpit.Services.GetRequiredService<LeaseKeeper>().Current!, ending.Token);
        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(10));
                return cockpit.Mirror.Value(States.Upstream) is { } now && now.Tip == tip
                    && now.CheckedAt - before.CheckedAt >= TimeSpan.FromDays(1);
            },
            "the commit is known by a check of a day later");
        await ending.CancelAsync();
        await running;

        Assert.Equal(before.Behind + 1, cockpit.Mirror.Value(States.Upstream)!.Behind);
    }

    [Theory]
    [InlineData("echo '# mine' >>README.md", "local_edits")]
    [InlineData("touch -d '5 minutes ago' .git/index.lock", "locked")]
    [InlineData("git commit -q --allow-empty -m mine", "diverged")]
    [InlineData("git remote remove origin", "no_remote")]
    [InlineData("rm -rf .git", "not_a_repository")]
    public async Task What_is_in_the_way_of_an_update_is_said_by_the_check_and_refuses_the_click(
        string before, string code)
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more", "README.md"));
        await shop.InLauncherAsync(before);

        var refused = await shop.RefusedAsync("apply", 409);
        await CheckAsync(state => state.Problem?.Code == code);

        Assert.Equal(code, (string?)refused["code"]);
        Assert.Equal(code, (string?)(await shop.ViewAsync())["hindrance"]?["code"]);
        Assert.NotEmpty(refused["remedies"]!.AsArray());
    }

    [Fact]
    public async Task An_update_whose_driver_stumbles_ends_with_its_way_back_its_line_and_nothing_at_work()
    {
        await shop.OpenAsync();
        const string Id = "u-20000101-000000-0001";
        var (store, nodes) =
            (cockpit.Services.GetRequiredService<StateStore>(), cockpit.Services.GetRequiredService<ClusterNodes>());
        var before = Update.Former with { Update = "u-before" };
        await store.WriteAsync(States.Former, Update.Former with { Update = Id, Before = before });
        var begun = await nodes.ChangeAsync("spark1", async (shell, epoch) =>
            (await new RemoteJobs(shell, TimeProvider.System).StartAsync(Id, "sleep 600", epoch)).Result);
        Assert.True(begun.Succeeded, begun.Reason);
        var broken = UpdateMachine.Begin(
            Id, UpdateAction.Apply, cockpit.Services.GetRequiredService<UpdateLooks>().Place()!, null,
            DateTimeOffset.UtcNow);
        broken = broken with
        {
            Phase = UpdatePhase.Loading,
            FromCommit = Update.Old,
            ToCommit = Update.New,
            Stages = [new(UpdatePhase.Pulling, broken.RequestedAt, broken.RequestedAt),
                new(UpdatePhase.Loading, broken.RequestedAt)],
            // What is to be restored was never written down.
            Run = broken.Run! with { IsRestoring = true }
        };

        await cockpit.Services.GetRequiredService<JobDesk>().BeginAsync(States.Update(Id), broken, new());
        var failed = await shop.EndOfAsync(Id);

        Assert.Equal((UpdatePhase.Failed, "unexpected"), (failed.Phase, failed.Failure?.Code));
        var former = (await store.ReadAsync(States.Former))!.Value;
        Assert.Equal((true, Id, "u-before"), (former.IsHalfDone, former.Update, former.Before?.Update));
        Assert.Contains($"{Id}:end", (await shop.ToldAsync()).Select(line => line.Id));
        var left = await new RemoteJobs(nodes.For("spark1")!, TimeProvider.System).StatusAsync(Id, Cancel);
        Assert.True(left.State is RemoteJobState.Exited or RemoteJobState.Lost, $"It is {left.State}.");
    }

    [Fact]
    public async Task Upstream_that_does_not_answer_and_a_directory_of_anothers_are_said()
    {
        await shop.OpenAsync();
        cockpit.Head.SetInternet(false);
        await CheckAsync(state => state.Problem?.Code == "no_network");
        cockpit.Head.SetInternet(true);
        cockpit.Pair.Upstream.Fault = UpstreamFault.NotFound;
        await CheckAsync(state => state.Problem?.Code == "upstream_unreachable");
        cockpit.Pair.Upstream.Fault = UpstreamFault.None;
        cockpit.Head.SetLauncherOwned(false);
        await CheckAsync(state => state.Problem?.Code == "foreign_owner");
        cockpit.Head.SetLauncherOwned(true);
        await CheckAsync(state => state.Problem is null);
    }

    [Fact]
    public async Task A_detached_head_is_counted_against_the_branch_of_upstream_and_is_in_nobodys_way()
    {
        await shop.OpenAsync();
        await CheckAsync(state => state.Behind > 0);
        await shop.InLauncherAsync("git checkout -q --detach");

        var upstream = await CheckAsync(state => state.Branch is null && state.Commit is not null);

        Assert.Equal(("detached_head", true), (upstream.Problem?.Code, upstream.Behind > 0));
        Assert.Null((await shop.ViewAsync())["hindrance"]);
    }

    [Fact]
    public async Task An_update_waits_for_no_swap_no_deletion_no_download_and_no_other_update()
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Pair.Scenarios.SetNext(ScenarioKind.Stall);
        var swap = await cockpit.BeginAsync("qwen36");
        var swaps = await shop.RefusedAsync("apply", 409);
        Assert.Equal("swap_runs", (string?)(await shop.ViewAsync())["hindrance"]!["code"]);
        await cockpit.CancelAsync(swap);
        await cockpit.EndOfAsync(swap);
        var (deletion, deletions) = await RefusedBesideADeletionAsync();
        var (download, downloads) = await RefusedBesideADownloadAsync();
        var id = await shop.BeginAsync("apply");
        await ShownAsync(id);
        using var another = await cockpit.PostAsync("/api/downloads", new { repo = "org/name", nodes = "solo" });
        var updates = await shop.RefusedAsync("rollback", 409);
        var check = await shop.RefusedAsync("check", 409);
        using var load = await cockpit.PostAsync("/api/swap", new { model = "qwen36" });

        Assert.Equal(("swap_runs", swap), ((string?)swaps["code"], (string?)swaps["id"]));
        Assert.Equal(("deletion_runs", deletion), ((string?)deletions["code"], (string?)deletions["id"]));
        Assert.Equal(("download_runs", download), ((string?)downloads["code"], (string?)downloads["id"]));
        Assert.Equal(("update_runs", id), ((string?)updates["code"], (string?)updates["id"]));
        Assert.Equal("update_runs", (string?)check["code"]);
        Assert.Equal(HttpStatusCode.Conflict, another.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, load.StatusCode);
        Assert.Equal(UpdatePhase.Done, (await shop.EndOfAsync(id)).Phase);
        Assert.Equal("update_has_ended", (string?)(await shop.RefusedAsync($"{id}/cancel", 409))["code"]);
    }

    [Theory]
    [InlineData("apply", "nothing_to_apply")]
    [InlineData("rollback", "nothing_to_roll_back")]
    [InlineData("sync", "nothing_to_sync")]
    public async Task What_is_so_already_is_not_done(string what, string code)
    {
        await shop.OpenAsync();
        await shop.InLauncherAsync("git pull --ff-only");

        Assert.Equal(code, (string?)(await shop.RefusedAsync(what, 409))["code"]);
    }

    [Fact]
    public async Task A_disk_that_is_too_full_is_named_with_what_is_needed()
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        await Shop.MakeRoomAsync(cockpit.Worker, 50);

        var refused = await shop.RefusedAsync("apply", 409);

        Assert.Equal(("disk_short", "spark2"), ((string?)refused["code"], (string?)refused["node"]));
        Assert.Contains("72.8 GB are needed", (string?)refused["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_reserved_the_Sparks_updates_them_and_nobody_else_does()
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        using var taken = await cockpit.PostAsync("/api/swap/lock", new { holder = "nightly" });
        var token = (string)JsonNode.Parse(await taken.Content.ReadAsStringAsync(Cancel))!["token"]!;

        var refused = await shop.RefusedAsync("apply", 423);
        await shop.RefusedAsync("apply", 423, new { token = "another" });
        var update = await shop.RunAsync("apply", new { token });
        using var other = await shop.PostAsync("rollback");
        var back = await shop.RunAsync("rollback", new { token });
        using var freed = await cockpit.Http.SendAsync(
            new(HttpMethod.Delete, "/api/swap/lock") { Content = JsonContent.Create(new { token }) }, Cancel);

        Assert.Equal(("reserved", "nightly"), ((string?)refused["code"], (string?)refused["holder"]));
        Assert.Equal((UpdatePhase.Done, UpdatePhase.Done), (update.Phase, back.Phase));
        Assert.Equal((HttpStatusCode.Locked, HttpStatusCode.OK), (other.StatusCode, freed.StatusCode));
        Assert.NotNull(other.Headers.RetryAfter);
    }

    [Fact]
    public async Task Commits_that_were_not_shown_are_not_taken()
    {
        await shop.OpenAsync();
        var tip = cockpit.Pair.Upstream.Push("more");
        await CheckAsync(state => state.Tip == tip);
        cockpit.Pair.Upstream.Push("and more");
        var before = await shop.CommitAsync();

        var update = await shop.RunAsync("apply", new { tip });

        Assert.Equal((UpdatePhase.Failed, "upstream_moved"), (update.Phase, update.Failure?.Code));
        Assert.Equal(before, await shop.CommitAsync());
        await shop.RefusedAsync("apply", 400, new { tip = "main; rm" });
    }

    [Fact]
    public async Task A_model_that_is_not_in_the_catalog_is_no_trial()
    {
        await shop.OpenAsync();

        Assert.Equal("unknown_model",
            (string?)(await shop.RefusedAsync("apply", 404, new { smoke_model = "never-heard-of" }))["code"]);
        await shop.RefusedAsync("apply", 400, new { smoke_model = "BAD NAME" });
        Assert.Equal("unknown_update", (string?)(await shop.RefusedAsync("u-nobody/cancel", 404))["code"]);
    }

    [Fact]
    public async Task Lines_and_state_of_an_update_come_as_a_stream_that_ends()
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        var id = await shop.BeginAsync("apply");
        await ShownAsync(id);

        var stream = await cockpit.Http.GetStringAsync("/api/update/stream", Cancel);
        var again = await cockpit.Http.GetStringAsync($"/api/update/{id}/stream", Cancel);

        Assert.StartsWith("event: snapshot", stream, StringComparison.Ordinal);
        Assert.True(stream.Contains("$ git pull --ff-only", StringComparison.Ordinal), stream);
        Assert.Contains("event: end", again, StringComparison.Ordinal);
        Assert.Contains("\"phase\":\"done\"", again, StringComparison.Ordinal);
        using var unknown = await cockpit.Http.GetAsync("/api/update/u-nobody/stream", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Without_its_tool_an_image_is_copied_by_docker_itself()
    {
        await shop.OpenAsync();
        cockpit.Worker.SetImage("sha256:" + new string('7', 64));
        await shop.InLauncherAsync("rm build-and-copy.sh");

        var sync = await shop.RunAsync("sync");

        Assert.True(sync.Phase == UpdatePhase.Done, $"{sync.Failure?.Code} {sync.Failure?.Detail}");
        Assert.Equal(shop.Images()[0], shop.Images()[1]);
    }

    // A check that the end of an update before has asked for may have begun in the clone that was there then.
    private Task<UpstreamState> CheckedAsync(string tip) =>
        CheckAsync(state => state.Tip == tip && state.Problem is null);

    private async Task<UpstreamState> CheckAsync(Func<UpstreamState, bool> isWanted)
    {
        var before = cockpit.Mirror.Get(States.Upstream)?.Rev ?? 0;
        using var answer = await shop.PostAsync("check");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await cockpit.UntilAsync(
            States.Upstream, state => isWanted(state) && cockpit.Mirror.Get(States.Upstream)!.Rev > before);
    }

    // The deletion cannot come to its end before the update was refused.
    private Task<(string Id, JsonNode Refusal)> RefusedBesideADeletionAsync() =>
        Shop.WithAsync(cockpit.Head, "du", "until [ -e ~/may-delete ]; do sleep 0.05; done", async () =>
        {
            await InHomeAsync("mkdir -p .cache/huggingface/hub/models--org--name");
            using var taken = await cockpit.Http.DeleteAsync("/api/disk?weights=org/name", Cancel);
            var id = await IdAsync(taken);
            var refusal = await shop.RefusedAsync("apply", 409);
            await InHomeAsync("touch may-delete");
            var ended = await cockpit.UntilAsync(States.Deletion(id), deletion => !deletion.IsActive);
            Assert.Null(ended.Failure);
            return (id, refusal);
        });

    // There is no Hub: the download waits for it until it is cancelled.
    private async Task<(string Id, JsonNode Refusal)> RefusedBesideADownloadAsync()
    {
        using var taken = await cockpit.PostAsync("/api/downloads", new { repo = "org/name", nodes = "solo" });
        var id = await IdAsync(taken);
        var refusal = await shop.RefusedAsync("apply", 409);
        using var cancelled = await cockpit.PostAsync($"/api/downloads/{id}/cancel");
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        await cockpit.UntilAsync(States.Download(id), download => !download.IsActive);
        return (id, refusal);
    }

    private Task ShownAsync(string id) => Until.TrueAsync(
        async () => (string?)(await shop.ViewAsync())["job"]?["id"] == id, "the update is the one that is shown");

    private async Task InHomeAsync(string command) =>
        Assert.Equal(0, (await cockpit.Head.ShellAsync(command, Cancel)).Exit);

    private static async Task<string> IdAsync(HttpResponseMessage taken)
    {
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        return (string)JsonNode.Parse(await taken.Content.ReadAsStringAsync(Cancel))!["id"]!;
    }
}
