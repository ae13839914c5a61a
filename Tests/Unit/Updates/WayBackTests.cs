using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

/// <summary>What is recorded for a roll back, over several updates.</summary>
public sealed class WayBackTests
{
    private const string Newest = "3333333cccccccccccccccccccccccccccccccccc";

    [Fact]
    public void What_is_recorded_names_branch_image_and_place_and_keeps_what_was_there_before()
    {
        var update = Recording();

        var former = WayBack.Of(update, Update.Former with { Before = Update.HalfDone }, Update.Start);

        Assert.Equal(
            (Update.Old, "main", "vllm-node", "~/spark-vllm-docker", "u-1"),
            (former.Commit, former.Branch, former.Image, former.LauncherDir, former.Update));
        Assert.Equal(Update.Former, former.Before);
        Assert.Same(former, WayBack.Of(update, former, Update.Start.AddHours(1)));
    }

    [Fact]
    public void Two_images_never_need_the_same_name()
    {
        var rebuilt = Update.Former with
        {
            Images = new Dictionary<string, string?> { ["spark1"] = Update.NewImage, ["spark2"] = Update.NewImage }
        };

        var former = WayBack.Of(Recording(), rebuilt, Update.Start);
        var again = WayBack.Of(Recording(), rebuilt with { Tag = former.Tag }, Update.Start);

        Assert.Equal(("vllm-node:before-1111111-2", "vllm-node:before-1111111"), (former.Tag, again.Tag));
    }

    [Fact]
    public void The_branch_that_a_roll_back_has_left_is_not_forgotten()
    {
        var detached = Update.Behind with { Branch = null, Returns = "my" };

        var update = Update.Begin().After(new UpdateSignal.Checked(Update.Facts(detached)));

        Assert.Equal("my", update.Run!.Branch);
        Assert.Equal("my", WayBack.Of(update, null, Update.Start).Branch);
    }

    [Fact]
    public void A_good_update_is_the_end_of_what_was_recorded_before()
    {
        var stored = Recorded();

        var now = WayBack.After(stored, Ended(UpdatePhase.Done, Update.New, Update.NewImage));

        Assert.Equal((false, null), (now.IsHalfDone, now.Before));
        Assert.Equal(["vllm-node:before-0000000"], WayBack.Dropped(stored, now));
    }

    [Theory]
    [InlineData(UpdatePhase.Failed)]
    [InlineData(UpdatePhase.Cancelled)]
    public void An_update_that_comes_to_nothing_leaves_the_way_back_of_before(UpdatePhase end)
    {
        var stored = Recorded();

        var now = WayBack.After(stored, Ended(end, Update.Old, Update.OldImage));

        Assert.Equal(stored.Before, now);
        Assert.Equal([stored.Tag], WayBack.Dropped(stored, now));
        Assert.Same(now, WayBack.After(now, Ended(end, Update.Old, Update.OldImage)));
    }

    [Fact]
    public void An_update_that_is_cancelled_while_it_records_leaves_the_way_back_of_before()
    {
        var cancelled = Recording().After(new UpdateSignal.CancelAsked());
        var refused = Recording().After(new UpdateSignal.Refused(UpdateFailures.NotTagged("spark2", "no")));

        foreach (var ended in new[] { cancelled, refused })
        {
            Assert.False(ended.IsActive);
            Assert.Equal(Recorded().Before, WayBack.After(Recorded(), ended));
        }
    }

    [Fact]
    public void An_update_that_comes_to_its_end_half_way_is_not_taken_for_good()
    {
        var stored = Recorded();

        var built = WayBack.After(stored, Ended(UpdatePhase.Failed, Update.New, Update.NewImage, Update.OldImage));
        var pulled = WayBack.After(stored, Ended(UpdatePhase.Failed, Update.New, Update.OldImage));
        var unknown = WayBack.After(stored, Ended(UpdatePhase.Failed, null, Update.OldImage));

        Assert.Equal((true, Update.New, stored.Before), (built.IsHalfDone, built.Made, built.Before));
        Assert.Equal((true, null), (pulled.IsHalfDone, pulled.Made));
        Assert.True(unknown.IsHalfDone);
        Assert.Empty(WayBack.Dropped(stored, built));
    }

    [Fact]
    public void An_update_whose_driver_has_failed_is_half_done_once_it_pulls_and_nothing_before()
    {
        var (stored, why) = (Recorded(), new JobFailure("unexpected", "Something went wrong"));

        var pulling = UpdateMoves.Lose(Update.Pulling(), why, Update.Start);
        var recording = UpdateMoves.Lose(Recording(), why, Update.Start);

        Assert.Equal((UpdatePhase.Failed, null, Update.Start), (pulling.Phase, pulling.ToCommit, pulling.EndedAt));
        Assert.Contains(UpdateFailures.RollBack, pulling.Failure!.Remedies);
        Assert.Equal(
            (true, stored.Before), (WayBack.After(stored, pulling).IsHalfDone, WayBack.After(stored, pulling).Before));
        Assert.Equal((UpdatePhase.Failed, Update.Old), (recording.Phase, recording.ToCommit));
        Assert.Equal(stored.Before, WayBack.After(stored, recording));
        Assert.Empty(recording.Failure!.Remedies);
    }

    [Fact]
    public void A_second_try_that_changes_nothing_leaves_it_half_way()
    {
        var half = Recorded() with { Update = "u-0", IsHalfDone = true };

        Assert.Same(half, WayBack.After(half, Ended(UpdatePhase.Failed, Update.Old, Update.OldImage)));
    }

    [Theory]
    [InlineData(Update.New, false)]
    [InlineData(Newest, true)]
    public void A_copy_of_the_image_mends_an_update_that_lacked_only_that(string made, bool isHalfDone)
    {
        var half = Update.HalfDone with { Made = made };
        var copied = Update.Begin(UpdateAction.SyncImages) with
        {
            Phase = UpdatePhase.Done,
            EndedAt = Update.Start,
            FromCommit = Update.New,
            ToCommit = Update.New
        };

        Assert.Equal(isHalfDone, WayBack.After(half, copied).IsHalfDone);
        Assert.True(WayBack.After(half, copied with { Phase = UpdatePhase.Failed }).IsHalfDone);
    }

    [Fact]
    public void After_a_roll_back_of_a_failed_update_the_step_before_it_can_be_taken_back_too()
    {
        var stored = Recorded() with { IsHalfDone = true };
        var back = Ended(UpdatePhase.Done, Update.Old, Update.OldImage) with { Action = UpdateAction.RollBack };

        Assert.Equal(stored.Before, WayBack.After(stored, back));
        Assert.False(WayBack.After(Update.HalfDone, back).IsHalfDone);
    }

    [Fact]
    public void What_a_trial_has_stopped_is_remembered_until_it_serves_again()
    {
        var served = new StoppedModel("served", "Served");
        var ended = Ended(UpdatePhase.Failed, Update.New, Update.NewImage);
        ended = ended with { Run = ended.Run! with { Served = served }, Smoke = ended.Smoke! with { Swap = "s-1" } };

        Assert.Equal(served, WayBack.After(Recorded(), ended).Stopped);
        var again = ended with { Smoke = ended.Smoke with { Again = new("served", "Served") { Swap = "s-2" } } };
        Assert.Null(WayBack.After(Recorded(), again).Stopped);
        Assert.Null(WayBack.After(Recorded(), ended with { Smoke = ended.Smoke with { Swap = null } }).Stopped);
    }

    [Theory]
    [InlineData(Update.New, Update.NewImage, Update.New, 60, false)]
    [InlineData(Update.New, Update.NewImage, Update.New, -60, true)]
    [InlineData(Update.New, Update.OldImage, Update.New, 60, true)]
    [InlineData(Update.New, Update.NewImage, Update.Old, 60, true)]
    [InlineData(null, Update.NewImage, Update.New, 60, true)]
    public void A_good_load_of_the_image_that_it_made_shows_that_nothing_is_wrong_with_it(
        string? made, string loaded, string commit, int later, bool expected)
    {
        var former = Update.HalfDone with { Made = made };
        var images = new Dictionary<string, string?> { ["spark1"] = Update.NewImage, ["spark2"] = Update.NewImage };
        var good = new GoodLoad("m", "M", "org/m", Update.Start.AddSeconds(later), "s-1") { Image = loaded };

        Assert.Equal(expected, WayBack.IsHalfDone(former, Update.Pair, commit, images, good));
        Assert.False(WayBack.IsHalfDone(former with { IsHalfDone = false }, Update.Pair, commit, images, null));
        Assert.False(WayBack.IsHalfDone(former, Update.Pair with { Image = "other" }, commit, images, null));
    }

    private static UpdateState Recording() =>
        Update.Begin().After(new UpdateSignal.Checked(Update.Facts(Update.Behind)));

    private static FormerLauncher Recorded() => WayBack.Of(
        Recording(), Update.Former with { Commit = Newest, Tag = "vllm-node:before-0000000" }, Update.Start);

    private static UpdateState Ended(UpdatePhase end, string? commit, string head, string? worker = null)
    {
        var begun = Update.Pulling();
        return begun with
        {
            Phase = end,
            EndedAt = Update.Start,
            ToCommit = commit,
            Smoke = new()
            {
                Images = new Dictionary<string, string?> { ["spark1"] = head, ["spark2"] = worker ?? head }
            }
        };
    }
}
