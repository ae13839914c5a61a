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
    [InlineData(3, false, false, true)]
    [InlineData(0, false, false, false)]
    [InlineData(0, true, false, true)]
    [InlineData(0, false, true, true)]
    [InlineData(null, false, false, false)]
    public void An_update_is_offered_where_there_is_anything_that_it_would_do(
        int? behind, bool isHalfDone, bool isMissing, bool expected)
    {
        var view = View(isHalfDone ? Update.HalfDone : Update.Former, isMissing ? null : Update.NewImage);

        var told = UpdateViews.With(view, Update.Pair, At(Update.New, behind), good: null);

        Assert.Equal((isHalfDone, expected), (told.HalfDone, told.CanApply));
    }

    [Fact]
    public void A_way_back_is_offered_where_it_leads_somewhere()
    {
        var now = View(Update.Former, Update.NewImage);

        Assert.True(UpdateViews.With(now, Update.Pair, At(Update.New, 0), null).CanRollBack);
        Assert.False(
            UpdateViews.With(View(Update.Former, Update.OldImage), Update.Pair, At(Update.Old, 3), null).CanRollBack);
        Assert.False(UpdateViews.With(now, Update.Pair with { Image = "other" }, At(Update.New, 0), null).CanRollBack);
        Assert.False(UpdateViews.With(View(null, Update.NewImage), Update.Pair, At(Update.New, 0), null).CanRollBack);
    }

    [Theory]
    [InlineData(JobKind.Deletion, false, "deletion_runs", "org/model is being deleted")]
    [InlineData(JobKind.Download, false, "download_runs", "org/model is being downloaded")]
    [InlineData(JobKind.Download, true, "download_runs", "org/model is being compared with the Hub")]
    [InlineData(JobKind.Update, false, "update_runs", "An update is running")]
    public void What_an_update_has_to_wait_for_is_called_what_it_is(
        JobKind kind, bool compares, string code, string title)
    {
        var job = kind == JobKind.Download
            ? new DownloadState
            {
                Id = "d-1",
                Kind = kind,
                Subject = "org/model",
                Repo = "org/model",
                Nodes = ModelNodes.Solo,
                Phase = DownloadPhase.Verifying,
                RequestedAt = Update.Start,
                Verifies = compares ? "d-0" : null
            }
            : new JobState { Id = "x-1", Kind = kind, Subject = "org/model" };

        var said = JobInTheWay.Of(job);

        Assert.Equal((code, title), (said.Code, said.Title));
    }

    private static UpdateView View(FormerLauncher? former, string? image) => new(
        null, null, former, new Dictionary<string, string?> { ["spark1"] = image, ["spark2"] = image }, false,
        null, null, null);

    private static UpstreamState At(string commit, int? behind) =>
        new(Update.Start, commit, "main", behind, 0, [], null, []);
}
