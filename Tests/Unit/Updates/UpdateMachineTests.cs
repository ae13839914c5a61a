using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class UpdateMachineTests
{
    private static readonly UpdateSignal Good = new UpdateSignal.Seen(Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage));

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
                UpdatePhase.Checking, UpdatePhase.Recording, UpdatePhase.Pulling, UpdatePhase.Building, UpdatePhase.Copying,
                UpdatePhase.Smoke, UpdatePhase.Done
            ],
            state.Stages.Select(stage => stage.Phase));
        Assert.All(state.Stages, stage => Assert.NotNull(stage.Ended));
        Assert.Equal(["0.17.1", "0.17.1"], state.Smoke!.Versions.OrderBy(node => node.Key).Select(node => node.Value));
        Assert.Null(UpdateActivity.Of(state));
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
    [InlineData(UpdatePhase.Pulling, 1, "local_edits", "error: Your local changes to the following files would be overwritten by merge:")]
    [InlineData(UpdatePhase.Building, 1, "build_failed", "ERROR: failed to solve: process did not complete")]
    [InlineData(UpdatePhase.Copying, 1, "copy_failed", "Copy to 192.168.100.2 failed.")]
    [InlineData(UpdatePhase.Building, 7, "build_failed", "nobody knows this line")]
    [InlineData(UpdatePhase.Building, null, "interrupted", "#4 RUN step 4")]
    public void A_job_that_failed_says_why_and_what_is_there_now(UpdatePhase phase, int? code, string failure, string line)
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
    public void An_exit_code_of_0_is_not_believed_where_the_images_say_otherwise(string head, string? worker, string code)
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

        Assert.Equal((UpdatePhase.Failed, "image_does_not_start", "spark2"), (state.Phase, state.Failure?.Code, state.Failure?.Node));
        Assert.Equal([("spark1", "0.17.1"), ("spark2", null)], state.Smoke!.Versions.OrderBy(n => n.Key).Select(n => (n.Key, n.Value)));
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

        var state = Update.Begin().After(new UpdateSignal.Checked(known)).After(new UpdateSignal.Recorded(Update.Former))
            .AfterJob().After(new UpdateSignal.Seen(now));

        Assert.Equal(["no_ray_default"], state.Smoke!.Gained);
        Assert.Equal(["quotes_exec"], state.Smoke.Lost);
    }

    [Theory]
    [InlineData(true, UpdatePhase.Done)]
    [InlineData(false, UpdatePhase.Failed)]
    public void A_trial_with_a_model_decides(bool answers, UpdatePhase end)
    {
        var state = In(UpdatePhase.Copying, "qwen36").AfterJob().After(Good).AfterJob(0, "0.17.1").AfterJob(0, "0.17.1").After(Good);
        Assert.Equal((UpdatePhase.Loading, new UpdateActivity.Trial()), (state.Phase, UpdateActivity.Of(state)));

        state = state.After(new UpdateSignal.TrialBegun("s-1"))
            .After(new UpdateSignal.TrialEnded(answers ? null : UpdateFailures.TrialFailed("qwen36", "CUDA is out of memory")));

        Assert.Equal((end, "s-1", answers), (state.Phase, state.Smoke!.Swap, state.Smoke.Answered));
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
        Assert.True(UpdateHistory.IsHalfDone(state));
    }

    [Fact]
    public void A_cancel_before_anything_is_touched_ends_at_once()
    {
        var state = Update.Begin().After(new UpdateSignal.CancelAsked());

        Assert.Equal((UpdatePhase.Cancelled, false), (state.Phase, state.IsActive));
        Assert.False(UpdateHistory.IsHalfDone(state));
    }

    [Fact]
    public void A_detached_head_goes_back_to_its_branch_first()
    {
        var detached = Update.Behind with { Branch = null };

        var state = Update.Begin().After(new UpdateSignal.Checked(Update.Facts(detached))).After(new UpdateSignal.Recorded(Update.Former));

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
        var facts = Update.Facts(Update.UpToDate with { Behind = 0 }) with { Former = Update.Former, IsHalfDone = true };

        var state = Update.Begin().After(new UpdateSignal.Checked(facts));

        Assert.Equal((UpdatePhase.Recording, Update.Former), (state.Phase, state.Run!.Former));
    }

    [Fact]
    public void Images_are_the_same_when_the_copy_is_done()
    {
        var state = Update.Begin(UpdateAction.SyncImages)
            .After(new UpdateSignal.Checked(Update.Facts(Update.UpToDate, Update.NewImage, Update.OldImage)));
        Assert.Equal(UpdatePhase.Syncing, state.Phase);

        state = state.AfterLine("Copying image 'vllm-node' to 1 host(s): 192.168.100.2").AfterJob();

        Assert.Equal(UpdatePhase.Done, state.After(Good).Phase);
        Assert.Equal("images_differ", state.After(new UpdateSignal.Seen(Update.Facts(Update.UpToDate, Update.NewImage))).Failure?.Code);
    }

    private static UpdateState In(UpdatePhase phase, string? model = null)
    {
        var state = Update.Pulling(model: model);
        if (phase >= UpdatePhase.Building) state = state.AfterLine("$ ./build-and-copy.sh -c");
        return phase == UpdatePhase.Copying ? state.AfterLine("Saving image locally to /tmp/x...") : state;
    }
}
