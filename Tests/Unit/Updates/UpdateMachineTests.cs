using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class UpdateMachineTests
{
    private static readonly UpdateSignal Good =
        new UpdateSignal.Seen(Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage));

    [Fact]
    public void A_build_whose_Spark_is_silent_goes_on_and_says_since_when()
    {
        var pulling = Update.Pulling();
        var silent = pulling.After(new UpdateSignal.Unheard("spark1", Update.Start), 700);

        Assert.Equal((UpdatePhase.Pulling, new SilentNode("spark1", Update.Start), true),
            (silent.Phase, silent.Silent, silent.IsActive));
        Assert.Equal(silent, silent.After(new UpdateSignal.Unheard("spark1", Update.Start), 720));
        Assert.Equal(UpdateActivity.Of(pulling), UpdateActivity.Of(silent));
        Assert.NotNull(silent.After(new UpdateSignal.Heard("spark2")).Silent);
        Assert.Null(silent.After(new UpdateSignal.Heard("spark1")).Silent);
        Assert.Null(silent.AfterJob().Silent);
        Assert.Null(silent.AfterLine("$ ./build-and-copy.sh -c").Silent);
    }

    [Theory]
    [InlineData(UpdateAction.Apply, true)]
    [InlineData(UpdateAction.SyncImages, true)]
    // Nobody can cancel it, and it builds nothing.
    [InlineData(UpdateAction.RollBack, false)]
    public void What_builds_or_copies_an_image_is_not_given_up_for_an_outage_of_minutes(
        UpdateAction action, bool isLong)
    {
        var state = action switch
        {
            UpdateAction.Apply => Update.Pulling(),
            UpdateAction.SyncImages => Update.Begin(action) with { Phase = UpdatePhase.Syncing },
            _ => Update.Begin(action) with { Phase = UpdatePhase.RollingBack }
        };
        state = state with { Run = state.Run! with { Former = Update.Former } };

        Assert.All(UpdateJobs.Of(state), job => Assert.Equal(isLong, job.IsLong));
        Assert.True(
            UpdateLimits.Usual.Building >= TimeSpan.FromHours(3), "A build takes an hour, and an outage as long.");
        Assert.All(UpdateJobs.Of(Update.Pulling().AfterJob().After(Good)), job => Assert.False(job.IsLong));
    }

    [Fact]
    public void An_update_checks_records_pulls_builds_copies_and_tries_the_image_on_both_nodes()
    {
        var state = Update.Begin();
        Assert.Equal(new UpdateActivity.Check(), UpdateActivity.Of(state));
        state = state.After(new UpdateSignal.Checked(Update.Facts(Update.Behind)));
        Assert.Equal(new UpdateActivity.Record(), UpdateActivity.Of(state));
        Assert.Equal((Update.Old, Update.New), (state.FromCommit, state.ToCommit));
        state = state.After(new UpdateSignal.Recorded(Update.Former));
        var job = UpdateActivity.Of(state);

        state = state.AfterLine("$ git pull --ff-only").AfterLine("Fast-forward").AfterLine("$ ./build-and-copy.sh -c");
        Assert.Equal((UpdatePhase.Building, job), (state.Phase, UpdateActivity.Of(state)));
        state = state.AfterLine("Copying image 'vllm-node' to 1 host(s): 192.168.100.2");
        Assert.Equal((UpdatePhase.Copying, job), (state.Phase, UpdateActivity.Of(state)));
        state = state.AfterJob();
        Assert.Equal(new UpdateActivity.Look(), UpdateActivity.Of(state));
        state = state.After(Good).AfterJob(0, "0.17.1").AfterJob(0, "0.17.1").After(Good);

        Assert.Equal((UpdatePhase.Done, Update.New, null), (state.Phase, state.ToCommit, state.Failure));
        Assert.Equal(
            [
                UpdatePhase.Checking, UpdatePhase.Recording, UpdatePhase.Pulling, UpdatePhase.Building,
                UpdatePhase.Copying,
                UpdatePhase.Smoke, UpdatePhase.Done
            ],
            state.Stages.Select(stage => stage.Phase));
        Assert.All(state.Stages, stage => Assert.NotNull(stage.Ended));
        Assert.Equal(["0.17.1", "0.17.1"], state.Smoke!.Versions.OrderBy(node => node.Key).Select(node => node.Value));
        Assert.Null(UpdateActivity.Of(state));
    }

    [Fact]
    public void An_update_has_begun_nothing_on_the_second_Spark_before_the_image_is_tried_there()
    {
        var pulling = Update.Pulling();
        var trying = pulling.AfterJob().After(Good);

        Assert.Equal(UpdatePhase.Smoke, trying.Phase);
        Assert.Equal(["spark1"], UpdateJobs.NodesOf(pulling));
        Assert.Equal(["spark1", "spark2"], UpdateJobs.NodesOf(trying));
        Assert.Equal(["spark1", "spark2"],
            UpdateJobs.NodesOf(trying with { Phase = UpdatePhase.Failed, EndedAt = Update.Start }));
    }

    [Fact]
    public void Of_one_Spark_nothing_is_copied()
    {
        var state = Update.Pulling(Update.One);

        var job = Assert.IsType<UpdateActivity.Carry>(UpdateActivity.Of(state)).Job;
        Assert.DoesNotContain("'-c'", job.Script, StringComparison.Ordinal);
        Assert.Contains("./build-and-copy.sh", job.Script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UpdatePhase.Pulling, 1, "local_edits",
        "error: Your local changes to the following files would be overwritten by merge:")]
    [InlineData(UpdatePhase.Building, 1, "build_failed", "ERROR: failed to solve: process did not complete")]
    [InlineData(UpdatePhase.Copying, 1, "copy_failed", "Copy to 192.168.100.2 failed.")]
    [InlineData(UpdatePhase.Building, 7, "build_failed", "nobody knows this line")]
    [InlineData(UpdatePhase.Building, null, "interrupted", "#4 RUN step 4")]
    public void A_job_that_failed_says_why_and_what_is_there_now(
        UpdatePhase phase, int? code, string failure, string line)
    {
        var state = In(phase).AfterJob(code, line);

        state = state.After(new UpdateSignal.Seen(Update.Facts(Update.UpToDate)));

        Assert.Equal((UpdatePhase.Failed, failure, Update.New), (state.Phase, state.Failure?.Code, state.ToCommit));
        Assert.Contains(UpdateFailures.RollBack, state.Failure!.Remedies);
    }

    [Fact]
    public void A_pull_that_changed_nothing_leaves_nothing_to_roll_back()
    {
        var state = Update.Pulling().AfterJob(128, "fatal: Not possible to fast-forward, aborting.")
            .After(new UpdateSignal.Seen(Update.Facts(Update.Behind)));

        Assert.Equal("diverged", state.Failure?.Code);
        Assert.DoesNotContain(UpdateFailures.RollBack, state.Failure!.Remedies);
    }

    [Theory]
    [InlineData(Update.NewImage, Update.OldImage, "images_differ")]
    [InlineData(Update.NewImage, null, "image_missing")]
    public void An_exit_code_of_0_is_not_believed_where_the_images_say_otherwise(
        string head, string? worker, string code)
    {
        var state = In(UpdatePhase.Copying).AfterJob()
            .After(new UpdateSignal.Seen(Update.Facts(Update.UpToDate, head, worker)));

        Assert.Equal((UpdatePhase.Failed, code), (state.Phase, state.Failure?.Code));
    }

    [Fact]
    public void An_exit_code_of_0_is_not_believed_where_the_commit_has_not_moved()
    {
        var state = In(UpdatePhase.Building).AfterJob()
            .After(new UpdateSignal.Seen(Update.Facts(Update.Behind, Update.NewImage, Update.NewImage)));

        Assert.Equal("not_moved", state.Failure?.Code);
    }

    [Fact]
    public void A_job_that_left_no_code_has_done_its_work_where_commit_and_images_show_it()
    {
        var state = In(UpdatePhase.Copying).AfterJob(null).After(Good);

        Assert.Equal(UpdatePhase.Smoke, state.Phase);
    }

    [Fact]
    public void An_image_that_does_not_start_fails_the_update_and_names_the_node()
    {
        var state = In(UpdatePhase.Copying).AfterJob().After(Good).AfterJob(0, "0.17.1")
            .AfterJob(1, "Traceback (most recent call last):", "ImportError: libtorch.so").After(Good);

        Assert.Equal((UpdatePhase.Failed, "image_does_not_start", "spark2"),
            (state.Phase, state.Failure?.Code, state.Failure?.Node));
        Assert.Equal([("spark1", "0.17.1"), ("spark2", null)],
            state.Smoke!.Versions.OrderBy(n => n.Key).Select(n => (n.Key, n.Value)));
    }

    [Fact]
    public void What_the_launcher_can_do_now_and_could_not_is_told()
    {
        var known = Update.Facts(Update.Behind) with
        {
            Launcher = new() { Present = true, Capabilities = new() { Solo = true, QuotesExec = true } }
        };
        var now = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with
        {
            Launcher = new() { Present = true, Capabilities = new() { Solo = true, NoRayDefault = true } }
        };

        var state = Update.Begin().After(new UpdateSignal.Checked(known))
            .After(new UpdateSignal.Recorded(Update.Former))
            .AfterJob().After(new UpdateSignal.Seen(now));

        Assert.Equal(["no_ray_default"], state.Smoke!.Gained);
        Assert.Equal(["quotes_exec"], state.Smoke.Lost);
    }

    [Theory]
    [InlineData(true, UpdatePhase.Done)]
    [InlineData(false, UpdatePhase.Failed)]
    [InlineData(null, UpdatePhase.Failed)]
    public void A_trial_with_a_model_decides(bool? answers, UpdatePhase end)
    {
        var failure = answers == true ? null : TrialFailures.NotLoaded("qwen36", "CUDA is out of memory");

        var state = Loading().After(new UpdateSignal.TrialBegun("s-1"))
            .After(new UpdateSignal.TrialEnded(answers, failure));

        Assert.Equal((end, "s-1", answers), (state.Phase, state.Smoke!.Swap, state.Smoke.Answered));
    }

    [Fact]
    public void A_trial_that_could_not_be_made_says_nothing_against_the_update()
    {
        var state = Loading().After(new UpdateSignal.TrialEnded(null, NotTried: "nightly has reserved the Sparks."));

        Assert.Equal((UpdatePhase.Done, null, null), (state.Phase, state.Smoke!.Answered, state.Failure));
        Assert.Contains(
            UpdateWords.Of(state), said =>
                said.Text.Contains("not tried with it: nightly has reserved", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, UpdatePhase.Done)]
    [InlineData(true, UpdatePhase.Failed)]
    public void What_served_before_a_trial_is_loaded_again_when_that_is_over(bool fails, UpdatePhase end)
    {
        var state = Loading(new("served", "Served")).After(new UpdateSignal.TrialBegun("s-1"))
            .After(new UpdateSignal.TrialEnded(true));
        Assert.Equal((UpdatePhase.Loading, new UpdateActivity.Restore()), (state.Phase, UpdateActivity.Of(state)));
        var again = new LoadedAgain("served", "Served") { Swap = "s-2" };

        state = state.After(new UpdateSignal.Restored(
            again, fails ? TrialFailures.NotRestored("Served", "CUDA is out of memory") : null));

        Assert.Equal((end, again), (state.Phase, state.Smoke!.Again));
    }

    [Theory]
    [InlineData("qwen36", null, UpdatePhase.Done)]
    [InlineData("qwen36", "Its load was cancelled.", UpdatePhase.Loading)]
    [InlineData("served", "Its load was cancelled.", UpdatePhase.Loading)]
    public void The_same_model_is_not_loaded_twice(string served, string? notTried, UpdatePhase phase)
    {
        var state = Loading(new(served, served)).After(new UpdateSignal.TrialBegun("s-1"))
            .After(new UpdateSignal.TrialEnded(notTried is null ? true : null, NotTried: notTried));

        Assert.Equal(phase, state.Phase);
    }

    [Fact]
    public void A_roll_back_loads_again_what_a_trial_has_stopped_and_is_done_whatever_comes_of_that()
    {
        var before = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with
        {
            Former = Update.HalfDone with { Stopped = new("served", "Served") }
        };
        var state = Update.Begin(UpdateAction.RollBack).After(new UpdateSignal.Checked(before)).AfterJob().AfterJob()
            .After(new UpdateSignal.Seen(Update.Facts(Update.Behind with { Branch = null })));
        Assert.Equal(new UpdateActivity.Restore(), UpdateActivity.Of(state));

        state = state.After(new UpdateSignal.Restored(
            new("served", "Served") { Problem = "No." }, TrialFailures.NotRestored("Served", "No.")));

        Assert.Equal((UpdatePhase.Done, null), (state.Phase, state.Failure));
    }

    [Theory]
    [InlineData(UpdatePhase.Copying, "spark1", "u-1")]
    [InlineData(UpdatePhase.Smoke, "spark2", "u-1-2")]
    public void A_node_that_is_silent_for_too_long_ends_the_update(UpdatePhase phase, string node, string job)
    {
        var state = phase == UpdatePhase.Smoke
            ? In(UpdatePhase.Copying).AfterJob().After(Good).AfterJob(0, "0.17.1")
            : In(phase);
        Assert.Same(state, state.After(new UpdateSignal.Silent(node == "spark1" ? "spark2" : "spark1", null)));

        state = state.After(new UpdateSignal.Silent(node, "No route to host"));
        Assert.Equal(new UpdateActivity.Look(), UpdateActivity.Of(state));
        state = state.After(Good);

        Assert.Equal(
            (UpdatePhase.Failed, "node_silent", node), (state.Phase, state.Failure?.Code, state.Failure?.Node));
        Assert.Equal(new LeftJob(node, job), state.Run!.Left);
    }

    [Fact]
    public void A_cancel_that_a_node_does_not_hear_ends_and_says_so()
    {
        var state = In(UpdatePhase.Building).After(new UpdateSignal.CancelAsked())
            .After(new UpdateSignal.Silent("spark1", "No route to host"));
        Assert.Equal(new UpdateActivity.Look(), UpdateActivity.Of(state));

        state = state.After(new UpdateSignal.Seen(Update.Facts(null)));

        Assert.Equal((UpdatePhase.Cancelled, "node_silent"), (state.Phase, state.Failure?.Code));
        Assert.Equal(new LeftJob("spark1", "u-1"), state.Run!.Left);
        Assert.Null(state.ToCommit);
    }

    [Fact]
    public void A_roll_back_whose_node_goes_silent_has_failed()
    {
        var before = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with { Former = Update.Former };
        var half = Update.Facts(Update.Behind with { Branch = null }, Update.OldImage, Update.NewImage);

        var state = Update.Begin(UpdateAction.RollBack).After(new UpdateSignal.Checked(before)).AfterJob()
            .After(new UpdateSignal.Silent("spark2", null)).After(new UpdateSignal.Seen(half));

        Assert.Equal((UpdatePhase.Failed, "node_silent"), (state.Phase, state.Failure?.Code));
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "expired")]
    public void An_update_that_nobody_took_in_time_is_not_begun(int seconds, string? code)
    {
        var asked = UpdateMachine.Begin("u-1", UpdateAction.Apply, Update.Pair, null, Update.Start);

        var taken = UpdateMachine.TakeUp(asked, Update.Start.AddSeconds(seconds));

        Assert.Equal((code, code is null), (taken.Failure?.Code, taken.IsActive));
        Assert.Equal(Update.Start,
            UpdateMachine.TakeUp(asked with { StartedAt = Update.Start }, Update.Start.AddDays(1)).StartedAt);
    }

    [Theory]
    [InlineData(Update.New, UpdatePhase.Recording)]
    [InlineData(null, UpdatePhase.Recording)]
    [InlineData(Update.Old, UpdatePhase.Failed)]
    public void Commits_that_nobody_was_shown_are_not_taken(string? shown, UpdatePhase phase)
    {
        var state = Update.Begin();
        state = state with { Run = state.Run! with { Tip = shown } };

        state = state.After(new UpdateSignal.Checked(Update.Facts(Update.Behind)));

        Assert.Equal(
            (phase, phase == UpdatePhase.Failed ? "upstream_moved" : null), (state.Phase, state.Failure?.Code));
    }

    [Fact]
    public void What_was_refused_before_anything_was_begun_stands_where_it_stood()
    {
        var state = Update.Pulling().After(new UpdateSignal.Refused(UpdateFailures.NotStarted("spark1", "no room")));

        Assert.Equal((Update.Old, false), (state.ToCommit, WayBack.HasMoved(state)));
    }

    [Fact]
    public void A_cancel_ends_what_is_at_work_and_then_says_what_is_there()
    {
        var state = In(UpdatePhase.Building).After(new UpdateSignal.CancelAsked());
        Assert.Equal((UpdatePhase.Building, new UpdateActivity.Clear()), (state.Phase, UpdateActivity.Of(state)));
        state = state.After(new UpdateSignal.Cleared());
        Assert.Equal(new UpdateActivity.Look(), UpdateActivity.Of(state));

        state = state.After(new UpdateSignal.Seen(Update.Facts(Update.UpToDate)));

        Assert.Equal((UpdatePhase.Cancelled, Update.New, null), (state.Phase, state.ToCommit, state.Failure));
        Assert.True(WayBack.HasMoved(state));
    }

    [Fact]
    public void A_cancel_before_anything_is_touched_ends_at_once()
    {
        var state = Update.Begin().After(new UpdateSignal.CancelAsked());

        Assert.Equal((UpdatePhase.Cancelled, false), (state.Phase, state.IsActive));
        Assert.False(WayBack.HasMoved(state));
    }

    [Fact]
    public void A_detached_head_goes_back_to_its_branch_first()
    {
        var detached = Update.Behind with { Branch = null };

        var state = Update.Begin().After(new UpdateSignal.Checked(Update.Facts(detached)))
            .After(new UpdateSignal.Recorded(Update.Former));

        Assert.Equal("main", state.Run!.Branch);
        var job = Assert.IsType<UpdateActivity.Carry>(UpdateActivity.Of(state)).Job;
        Assert.Contains("git_step checkout 'main' && git_step pull --ff-only", job.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_back_goes_to_the_commit_and_gives_both_images_their_name_back()
    {
        var before = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with { Former = Update.Former };
        var state = Update.Begin(UpdateAction.RollBack).After(new UpdateSignal.Checked(before));
        var head = Assert.IsType<UpdateActivity.Carry>(UpdateActivity.Of(state)).Job;
        state = state.AfterJob();
        var worker = Assert.IsType<UpdateActivity.Carry>(UpdateActivity.Of(state)).Job;
        state = state.AfterJob();

        Assert.Equal(("spark1", "spark2"), (head.Node, worker.Node));
        Assert.Contains($"git_step checkout --detach '{Update.Old}'", head.Script, StringComparison.Ordinal);
        Assert.DoesNotContain("reset", head.Script, StringComparison.Ordinal);
        var back = state.After(new UpdateSignal.Seen(Update.Facts(Update.Behind with { Branch = null })));
        Assert.Equal((UpdatePhase.Done, Update.Old), (back.Phase, back.ToCommit));
        var half = state.After(new UpdateSignal.Seen(Update.Facts(Update.Behind, Update.OldImage, Update.NewImage)));
        Assert.Equal("not_rolled_back", half.Failure?.Code);
    }

    [Fact]
    public void An_update_after_one_that_failed_half_way_keeps_what_was_good()
    {
        var facts = Update.Facts(Update.UpToDate) with { Former = Update.HalfDone };

        var state = Update.Begin().After(new UpdateSignal.Checked(facts));

        Assert.Equal((UpdatePhase.Recording, Update.HalfDone), (state.Phase, state.Run!.Former));
    }

    [Fact]
    public void A_machine_that_lacks_the_image_of_before_is_another_one()
    {
        var stranger = Update.Look(Update.NewImage) with { Former = new(true, null) };
        var facts = Update.Facts(Update.Behind, Update.NewImage, Update.NewImage) with { Former = Update.HalfDone };
        facts = facts with { Images = new Dictionary<string, ImageLook?>(facts.Images) { ["spark1"] = stranger } };

        Assert.Null(Update.Begin().After(new UpdateSignal.Checked(facts)).Run!.Former);
    }

    [Fact]
    public void Images_are_the_same_when_the_copy_is_done()
    {
        var state = Update.Begin(UpdateAction.SyncImages)
            .After(new UpdateSignal.Checked(Update.Facts(Update.UpToDate, Update.NewImage, Update.OldImage)));
        Assert.Equal(UpdatePhase.Syncing, state.Phase);

        state = state.AfterLine("Copying image 'vllm-node' to 1 host(s): 192.168.100.2").AfterJob();

        Assert.Equal(UpdatePhase.Done, state.After(Good).Phase);
        Assert.Equal("images_differ",
            state.After(new UpdateSignal.Seen(Update.Facts(Update.UpToDate, Update.NewImage))).Failure?.Code);
    }

    private static UpdateState Loading(StoppedModel? served = null)
    {
        var seen = new UpdateSignal.Seen(
            Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with { Served = served });
        var state = In(UpdatePhase.Copying, "qwen36").AfterJob().After(Good).AfterJob(0, "0.17.1").AfterJob(0, "0.17.1")
            .After(seen);
        Assert.Equal((UpdatePhase.Loading, new UpdateActivity.Trial()), (state.Phase, UpdateActivity.Of(state)));
        return state;
    }

    private static UpdateState In(UpdatePhase phase, string? model = null)
    {
        var state = Update.Pulling(model: model);
        if (phase >= UpdatePhase.Building) state = state.AfterLine("$ ./build-and-copy.sh -c");
        return phase == UpdatePhase.Copying ? state.AfterLine("Saving image locally to /tmp/x...") : state;
    }
}
