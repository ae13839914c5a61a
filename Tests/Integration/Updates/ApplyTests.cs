using SparkControl.Contracts;
using SparkControl.Simulator;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>Updates of the launcher over a real sshd, good ones and those that go wrong.</summary>
public sealed class ApplyTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private readonly Shop shop = new(cockpit);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task An_update_takes_the_commits_makes_the_image_on_both_nodes_and_tries_it(string era)
    {
        await shop.OpenAsync(era);
        var (before, commit) = (shop.Images()[0], await shop.CommitAsync());
        // As the launcher does, the panel clears an entry point of the image's own.
        cockpit.Pair.Registry.Publish("0.18.0", era == "b" ? ImageFault.OwnEntryPoint : ImageFault.None);
        var tip = cockpit.Pair.Upstream.Push("Fix a typo");
        await CheckedAsync(tip);

        var update = await shop.RunAsync("apply");

        Assert.True(update.Phase == UpdatePhase.Done, $"{update.Failure?.Code} {update.Failure?.Detail}");
        Assert.Equal((commit, tip, tip), (update.FromCommit, update.ToCommit, await shop.CommitAsync()));
        var images = shop.Images();
        Assert.Equal(images[0], images[1]);
        Assert.NotEqual(before, images[0]);
        Assert.Equal([before, before], shop.Images($"vllm-node:before-{commit[..7]}"));
        Assert.Equal(["0.18.0", "0.18.0"], update.Smoke!.Versions.Values);
        Assert.Equal(
            [
                UpdatePhase.Checking, UpdatePhase.Recording, UpdatePhase.Pulling, UpdatePhase.Building,
                UpdatePhase.Copying,
                UpdatePhase.Smoke, UpdatePhase.Done
            ],
            update.Stages.Select(stage => stage.Phase));
        await shop.LogIsExactAsync(update.Id);
        Assert.Equal([$"{update.Id}:begin", $"{update.Id}:end"], (await shop.ToldAsync()).Select(line => line.Id));
        await cockpit.UntilAsync(
            States.Launcher, launcher => launcher.Commit == tip[..7] && launcher.Images["spark1"] == images[0]);
        await cockpit.UntilAsync(States.Upstream, upstream => upstream is { Behind: 0, Problem: null });
        Assert.All(cockpit.Pair.Nodes, node => Assert.DoesNotContain(
            node.Docker.Containers, one => one.Name.StartsWith("spark-control", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_Spark_that_does_not_let_the_first_in_is_said_before_anything_is_built()
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Worker.SetTrusted(false);

        var update = await shop.RunAsync("apply");
        cockpit.Worker.SetTrusted(true);

        Assert.Equal(
            (UpdatePhase.Failed, "no_login", "spark2"), (update.Phase, update.Failure?.Code, update.Failure?.Node));
        Assert.Equal([UpdatePhase.Checking, UpdatePhase.Failed], update.Stages.Select(stage => stage.Phase));
    }

    [Fact]
    public async Task What_the_new_launcher_can_do_is_read_anew()
    {
        await shop.OpenAsync("b");
        var tip = cockpit.Pair.Upstream.Push("Use PyTorch distributed by default", era: "c");
        await CheckedAsync(tip);

        var update = await shop.RunAsync("apply");

        Assert.Equal(UpdatePhase.Done, update.Phase);
        Assert.Contains("no_ray_default", update.Smoke!.Gained);
        Assert.Contains("checks_images", update.Smoke.Gained);
        await cockpit.UntilAsync(States.Launcher, launcher => launcher.Capabilities.NoRayDefault);
    }

    [Theory]
    [InlineData("a", BuildTrouble.BuildFails, "build_failed")]
    [InlineData("c", BuildTrouble.PullFails, "pull_failed,no_network")]
    [InlineData("b", BuildTrouble.NoSpace, "disk_full")]
    public async Task A_build_that_fails_says_why_and_leaves_the_image_as_it_was(
        string era, BuildTrouble trouble, string codes)
    {
        await shop.OpenAsync(era);
        var (images, commit) = (shop.Images(), await shop.CommitAsync());
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Head.BuildTrouble = trouble;

        var update = await shop.RunAsync("apply");

        Assert.Equal(UpdatePhase.Failed, update.Phase);
        Assert.Contains(update.Failure!.Code, codes.Split(','));
        Assert.Equal(images, shop.Images());
        Assert.Equal(await shop.CommitAsync(), update.ToCommit);
        Assert.NotEqual(commit, update.ToCommit);
        await shop.LogIsExactAsync(update.Id);
        await cockpit.UntilAsync(States.Upstream, upstream => upstream.Behind == 0);
        var view = await shop.ViewAsync();
        Assert.True((bool)view["half_done"]! && (bool)view["can_apply"]!, view.ToJsonString());
        await IsRolledBackAsync(commit, images);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("c")]
    public async Task An_image_that_could_not_be_copied_is_on_one_node_only_and_that_is_said(string era)
    {
        await shop.OpenAsync(era);
        var (images, commit) = (shop.Images(), await shop.CommitAsync());
        cockpit.Pair.Registry.Publish("0.18.1");
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Worker.BuildTrouble = BuildTrouble.LoadFails;

        var update = await shop.RunAsync("apply");

        Assert.Equal((UpdatePhase.Failed, "copy_failed"), (update.Phase, update.Failure?.Code));
        Assert.NotEqual(images[0], shop.Images()[0]);
        Assert.Equal(images[1], shop.Images()[1]);
        Assert.True(await DifferAsync());
        cockpit.Worker.BuildTrouble = BuildTrouble.None;
        var sync = await shop.RunAsync("sync");
        Assert.Equal(UpdatePhase.Done, sync.Phase);
        Assert.Equal(shop.Images()[0], shop.Images()[1]);
        await IsRolledBackAsync(commit, images);
    }

    [Fact]
    public async Task A_tool_that_says_all_is_well_and_has_copied_nothing_is_not_believed()
    {
        await shop.OpenAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Pair.Registry.Publish("0.18.2");
        await shop.InLauncherAsync(
            "printf '#!/bin/sh\\ndocker pull eugr/spark-vllm:latest && docker tag eugr/spark-vllm:latest vllm-node\\nexit 0\\n' >build-and-copy.sh");

        var update = await shop.RunAsync("apply");

        Assert.Equal((UpdatePhase.Failed, "images_differ"), (update.Phase, update.Failure?.Code));
        await shop.LogIsExactAsync(update.Id);
    }

    [Fact]
    public async Task An_image_that_does_not_start_is_rolled_back_with_one_click()
    {
        await shop.OpenAsync();
        var (images, commit) = (shop.Images(), await shop.CommitAsync());
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Pair.Registry.Publish("0.19.0", ImageFault.DoesNotStart);

        var update = await shop.RunAsync("apply");

        Assert.Equal((UpdatePhase.Failed, "image_does_not_start"), (update.Phase, update.Failure?.Code));
        Assert.Contains(update.Failure!.Remedies, one => one.Title.StartsWith("Roll back", StringComparison.Ordinal));
        await IsRolledBackAsync(commit, images);
        cockpit.Pair.Registry.Publish("0.19.1");
        var again = await shop.RunAsync("apply");
        Assert.True(again.Phase == UpdatePhase.Done, $"{again.Failure?.Code} {again.Failure?.Detail}");
        Assert.Equal("main", await shop.InLauncherAsync("git symbolic-ref --short HEAD"));
    }

    [Fact]
    public async Task A_failed_update_that_is_tried_again_still_rolls_back_to_what_was_good()
    {
        await shop.OpenAsync("b");
        var (images, commit) = (shop.Images(), await shop.CommitAsync());
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Head.BuildTrouble = BuildTrouble.BuildFails;
        Assert.Equal(UpdatePhase.Failed, (await shop.RunAsync("apply")).Phase);

        cockpit.Head.BuildTrouble = BuildTrouble.None;
        Assert.Equal(UpdatePhase.Done, (await shop.RunAsync("apply")).Phase);

        Assert.NotEqual(images, shop.Images());
        await IsRolledBackAsync(commit, images);
    }

    [Fact]
    public async Task After_a_good_trial_what_served_before_serves_again()
    {
        await ServingAsync("qwen3-vl");
        cockpit.Pair.Registry.Publish("0.20.0");
        var image = cockpit.Pair.Registry.Prebuilt;

        var update = await shop.RunAsync("apply", new { smoke_model = "qwen36" });

        Assert.True(update.Phase == UpdatePhase.Done, $"{update.Failure?.Code} {update.Failure?.Detail}");
        Assert.Equal(
            (true, "qwen3-vl", null), (update.Smoke!.Answered, update.Smoke.Again?.Model, update.Smoke.Again?.Problem));
        Assert.Equal((update.Smoke.Again!.Swap, SwapPhase.Ready), (cockpit.Swap!.Id, cockpit.Swap.Phase));
        Assert.Equal(image, cockpit.Head.Docker.Find("vllm_node")!.ImageId);
    }

    [Fact]
    public async Task A_trial_that_fails_is_answered_by_the_roll_back_of_the_launcher_and_by_nothing_else()
    {
        await ServingAsync("qwen3-vl");
        var image = shop.Images()[0];
        cockpit.Pair.Registry.Publish("0.20.0", ImageFault.DiesLoading);

        var update = await shop.RunAsync("apply", new { smoke_model = "qwen36" });
        var trial = cockpit.Swap!;
        var back = await shop.RunAsync("rollback");

        Assert.Equal(
            (UpdatePhase.Failed, "trial_failed", null), (update.Phase, update.Failure?.Code, update.Smoke!.Answered));
        Assert.Equal((update.Smoke.Swap, SwapPhase.Failed, null), (trial.Id, trial.Phase, trial.RolledBackTo));
        Assert.True(back.Phase == UpdatePhase.Done, $"{back.Failure?.Code} {back.Failure?.Detail}");
        Assert.Equal(
            ("qwen3-vl", SwapPhase.Ready, null), (cockpit.Swap!.Model, cockpit.Swap.Phase, back.Smoke?.Again?.Problem));
        Assert.Equal(image, cockpit.Head.Docker.Find("vllm_node")!.ImageId);
    }

    [Fact]
    public async Task An_update_that_comes_to_nothing_leaves_the_way_back_of_the_one_before()
    {
        await shop.OpenAsync();
        var (images, commit) = (shop.Images(), await shop.CommitAsync());
        cockpit.Pair.Registry.Publish("0.20.2");
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        Assert.Equal(UpdatePhase.Done, (await shop.RunAsync("apply")).Phase);
        var second = await shop.CommitAsync();
        await CheckedAsync(cockpit.Pair.Upstream.Push("and more"));

        var update = await Shop.WithAsync(
            cockpit.Head, "git", """
            case " $* " in *' pull '*) echo 'fatal: unable to access: Could not resolve host: github.com' >&2; exit 128;; esac
            """,
            () => shop.RunAsync("apply"));

        Assert.Equal((UpdatePhase.Failed, "no_network"), (update.Phase, update.Failure?.Code));
        Assert.Equal([null, null], shop.Images($"vllm-node:before-{second[..7]}"));
        Assert.Equal(images, shop.Images($"vllm-node:before-{commit[..7]}"));
        Assert.False((bool)(await shop.ViewAsync())["half_done"]!);
        await IsRolledBackAsync(commit, images);
    }

    [Fact]
    public async Task A_model_that_runs_keeps_its_image_and_the_answer_says_so()
    {
        await shop.OpenAsync();
        await cockpit.SwapAsync("qwen36");
        var container = cockpit.Head.Docker.Find("vllm_node")!.ImageId;
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
        cockpit.Pair.Registry.Publish("0.20.1");
        using var answer = await shop.PostAsync("apply");
        var note = await answer.Content.ReadAsStringAsync(Cancel);

        var update = await shop.EndOfAsync(Id(note));

        Assert.Equal(UpdatePhase.Done, update.Phase);
        Assert.Contains("keeps the image it was started with", note, StringComparison.Ordinal);
        Assert.Equal(container, cockpit.Head.Docker.Find("vllm_node")!.ImageId);
        Assert.Contains(await cockpit.LinesAsync(update.Id),
            line => line.Text.Contains("keeps the image", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("c")]
    public async Task A_cancel_ends_all_that_was_started_and_says_what_is_there(string era)
    {
        await shop.OpenAsync(era);
        var images = shop.Images();
        cockpit.Pair.Registry.Publish("0.21.0");
        var tip = cockpit.Pair.Upstream.Push("more");
        await CheckedAsync(tip);
        var id = await shop.BeginAsync("apply");
        await shop.UntilAsync(id, UpdatePhase.Building);

        using var answer = await shop.PostAsync($"{id}/cancel");
        var update = await shop.EndOfAsync(id);

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal((UpdatePhase.Cancelled, null, tip), (update.Phase, update.Failure?.Code, update.ToCommit));
        Assert.Equal(await shop.CommitAsync(), update.ToCommit);
        Assert.Equal(images, shop.Images());
        await NothingRunsAsync(id);
        await shop.LogIsExactAsync(id);
        Assert.Equal(UpdatePhase.Done, (await shop.RunAsync("apply")).Phase);
    }

    /// <summary>A model serves, something is new upstream, and a load that fails is rolled back.</summary>
    private async Task ServingAsync(string model)
    {
        await shop.OpenAsync();
        if (!cockpit.Mirror.Value(States.Settings)!.Swaps.RollBack) await cockpit.SetAsync(new { roll_back = true });
        Assert.Equal(SwapPhase.Ready, (await cockpit.SwapAsync(model)).Phase);
        await CheckedAsync(cockpit.Pair.Upstream.Push("more"));
    }

    private async Task CheckedAsync(string tip)
    {
        using var answer = await shop.PostAsync("check");
        Assert.Equal(202, (int)answer.StatusCode);
        await cockpit.UntilAsync(States.Upstream, upstream => upstream.Tip == tip && upstream.CheckedAt is not null);
    }

    private async Task IsRolledBackAsync(string commit, IReadOnlyList<string?> images)
    {
        var back = await shop.RunAsync("rollback");
        Assert.True(back.Phase == UpdatePhase.Done, $"{back.Failure?.Code} {back.Failure?.Detail}");
        Assert.Equal((commit, commit), (back.ToCommit, await shop.CommitAsync()));
        Assert.Equal(images, shop.Images());
        await cockpit.UntilAsync(
            States.Upstream, upstream => upstream is { Branch: null, Problem.Code: "detached_head" });
    }

    private async Task<bool> DifferAsync()
    {
        await cockpit.UntilAsync(States.Launcher, launcher => launcher.Images.Values.Distinct().Count() == 2);
        return (bool)(await shop.ViewAsync())["images_differ"]!;
    }

    private async Task NothingRunsAsync(string id)
    {
        foreach (var (node, job, _) in Shop.Jobs(cockpit.Pair, id))
        {
            // What has ended and was not waited for yet is a zombie, and runs no more.
            var left = await node.ShellAsync(
                $"ps -o stat= -s $(head -n 1 .spark-control/jobs/{job}/pid) | grep -vc '^Z'", Cancel);
            Assert.Equal("0", left.Out.Trim());
        }
    }

    private static string Id(string answer) => (string)System.Text.Json.Nodes.JsonNode.Parse(answer)!["id"]!;
}
