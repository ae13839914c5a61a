using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class UpdateViewsTests
{
    [Theory]
    [InlineData("sha256:a", "sha256:a", 2, false)]
    [InlineData("sha256:a", "sha256:b", 2, true)]
    [InlineData("sha256:a", null, 2, true)]
    [InlineData("sha256:a", "", 2, null)]
    [InlineData("sha256:a", "", 1, null)]
    public void Images_differ_only_where_both_are_known(string head, string? worker, int nodes, bool? expected)
    {
        var images = new Dictionary<string, string?> { ["spark1"] = head };
        if (worker != "") images["spark2"] = worker;

        Assert.Equal(expected, UpdateViews.Differ(images, nodes));
    }

    [Theory]
    [InlineData(UpdatePhase.Done, Update.New, Update.NewImage, false)]
    [InlineData(UpdatePhase.Failed, Update.New, Update.OldImage, true)]
    [InlineData(UpdatePhase.Failed, Update.Old, Update.NewImage, true)]
    [InlineData(UpdatePhase.Cancelled, Update.New, Update.OldImage, true)]
    [InlineData(UpdatePhase.Failed, Update.Old, Update.OldImage, false)]
    public void An_update_is_half_done_where_it_has_changed_something_and_did_not_come_to_its_end(
        UpdatePhase end, string commit, string image, bool expected)
    {
        var begun = Update.Pulling();
        var ended = begun with
        {
            Phase = end,
            EndedAt = Update.Start,
            ToCommit = commit,
            Smoke = new() { Images = new Dictionary<string, string?> { ["spark1"] = image, ["spark2"] = Update.OldImage } }
        };

        Assert.Equal(expected, UpdateHistory.IsHalfDone(ended));
    }
}
