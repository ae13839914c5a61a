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

    [Fact]
    public void What_was_left_at_work_counts_until_an_update_has_come_as_far_as_its_plan()
    {
        var silent = Ended("u-silent", 1, Update.Old, new("spark2", "u-silent-2"));
        var refused = Ended("u-refused", 2, null, null);
        var swept = Ended("u-swept", 3, Update.Old, null);
        var again = Ended("u-again", 4, Update.Old, new("spark1", "u-again-1"));

        Assert.Equal(["u-silent"], Left(silent));
        Assert.Equal(["u-silent"], Left(silent, refused));
        Assert.Empty(Left(silent, refused, swept));
        Assert.Equal(["u-again"], Left(silent, again));
        Assert.Empty(Left(again with { EndedAt = null }));

        static IEnumerable<string> Left(params UpdateState[] updates) =>
            UpdateViews.LeftBy(updates).Select(update => update.Id);

        static UpdateState Ended(string id, int minute, string? from, LeftJob? left)
        {
            var begun = Update.Begin();
            return begun with
            {
                Id = id,
                RequestedAt = Update.Start.AddMinutes(minute),
                EndedAt = Update.Start.AddMinutes(minute + 0.5),
                FromCommit = from,
                Run = begun.Run! with { Left = left }
            };
        }
    }

    [Theory]
    [InlineData("vllm-node", "10.0.0.1", "sha256:a")]
    [InlineData("another", "10.0.0.1", null)]
    [InlineData("vllm-node", "10.0.0.9", null)]
    public void The_image_on_the_head_is_that_of_the_machine_and_the_name_that_are_set(
        string image, string host, string? expected)
    {
        var settings = new EffectiveSettings
        {
            PanelId = "panel",
            Spark1 = new() { Name = "spark1", Host = "10.0.0.1" },
            VllmImage = "vllm-node"
        };
        var launcher = new LauncherState
        {
            Host = host,
            Directory = settings.LauncherDir,
            Image = image,
            Images = new Dictionary<string, string?> { ["spark1"] = "sha256:a" }
        };

        Assert.Equal(expected, launcher.HeadImage(settings));
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
