using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class BadLoadRulesTests
{
    private const string Image = "sha256:one";

    private static readonly CatalogModel Model = Given.Model(ModelNodes.Cluster);

    [Fact]
    public void A_load_that_failed_is_known_by_model_settings_and_image_until_one_changes()
    {
        var known = BadLoadRules.After(BadLoads.None, Failed(Model));

        Assert.Equal(
            new BadLoad("wanted", "s-1", Given.Start, "out_of_memory", "CUDA is out of memory."),
            BadLoadRules.Find(known, Model, Image));
        Assert.NotNull(BadLoadRules.Find(known, Model with { Name = "Renamed" }, Image));
        Assert.Null(BadLoadRules.Find(known, Model with { Settings = new() { MaxModelLen = 4096 } }, Image));
        Assert.Null(BadLoadRules.Find(known, Model with { Args = ["--enforce-eager"] }, Image));
        Assert.Null(
            BadLoadRules.Find(known, Model with { Env = new Dictionary<string, string> { ["A"] = "b" } }, Image));
        Assert.Null(BadLoadRules.Find(known, Model with { Key = "other" }, Image));
        Assert.Null(BadLoadRules.Find(known, Model, "sha256:two"));
        Assert.Null(BadLoadRules.Find(null, Model, Image));
    }

    [Fact]
    public void What_was_changed_and_is_changed_back_is_known_still_and_a_good_load_forgets_its_own()
    {
        var changed = Model with { Settings = new() { MaxModelLen = 4096 } };
        var both = BadLoadRules.After(BadLoadRules.After(BadLoads.None, Failed(Model)), Failed(changed));

        var good = BadLoadRules.After(both, Ready(changed));

        Assert.NotNull(BadLoadRules.Find(both, Model, Image));
        Assert.NotNull(BadLoadRules.Find(both, changed, Image));
        Assert.NotNull(BadLoadRules.Find(good, Model, Image));
        Assert.Null(BadLoadRules.Find(good, changed, Image));
    }

    [Fact]
    public void Of_one_model_the_newest_five_are_kept()
    {
        var known = BadLoadRules.After(BadLoads.None, Failed(Model with { Key = "other" }));
        for (var length = 1; length <= 6; length++)
            known = BadLoadRules.After(known, Failed(Long(length), at: Given.Start.AddMinutes(length)));

        Assert.Equal(6, known.Loads.Count);
        Assert.Null(BadLoadRules.Find(known, Long(1), Image));
        Assert.NotNull(BadLoadRules.Find(known, Long(2), Image));
        Assert.NotNull(BadLoadRules.Find(known, Model with { Key = "other" }, Image));

        static CatalogModel Long(int length) => Model with { Settings = new() { MaxModelLen = length * 1024 } };
    }

    [Theory]
    [InlineData("container_gone")]
    [InlineData("container_replaced")]
    [InlineData("port_shared")]
    [InlineData("port_in_use")]
    [InlineData("second_launch")]
    [InlineData("docker_down")]
    [InlineData("peer_unreachable")]
    [InlineData("worker_not_found")]
    [InlineData("worker_lost")]
    [InlineData("cluster_timeout")]
    [InlineData("disk_full")]
    [InlineData("image_missing")]
    [InlineData("image_mismatch")]
    [InlineData("launched_nothing")]
    public void What_others_did_says_nothing_of_the_load(string code) =>
        Assert.Same(BadLoads.None, BadLoadRules.After(BadLoads.None, Failed(Model, code)));

    [Fact]
    public void What_was_not_tried_has_not_failed()
    {
        var preflight = Given.Swap(SwapPhase.Preflight).After(
            new SwapSignal.PreflightDone(new([new("weights", CheckState.Failed, "No weights")])));
        var cancelled = SwapMachine.End(Given.Swap(SwapPhase.Cancelled), Given.Start);
        var stop = SwapMachine.End(Given.Swap(SwapPhase.Stopped, kind: SwapKind.Stop), Given.Start);

        Assert.All([preflight, cancelled, stop],
            ended => Assert.Same(BadLoads.None, BadLoadRules.After(BadLoads.None, ended)));
    }

    [Fact]
    public void A_warning_is_shown_and_stops_nothing()
    {
        var known = BadLoadRules.After(BadLoads.None, Failed(Model));
        var report =
            BadLoadRules.Warn(new([new("node", CheckState.Ok, "It answers")]) { ImageId = Image }, Model, known);

        var warning = report.Checks[^1];
        Assert.Equal(
            ("failed_before", CheckState.Warning, "It failed like this on 24 November: CUDA is out of memory"),
            (warning.Name, warning.State, warning.Title));
        Assert.True(report.Ok);
        Assert.Null(report.Failure(anyway: false));
        Assert.Equal(
            SwapPhase.Stopping, Given.Swap(SwapPhase.Preflight).After(new SwapSignal.PreflightDone(report)).Phase);
        Assert.Same(report, BadLoadRules.Warn(report, Model with { Key = "other" }, known));
    }

    [Fact]
    public void A_load_keeps_the_image_that_was_seen_before_it() => Assert.Equal(
        Image, Given.Swap(SwapPhase.Preflight)
            .After(new SwapSignal.PreflightDone(new([]) { ImageId = Image })).Run.Image);

    private static SwapState Failed(CatalogModel model, string code = "out_of_memory", DateTimeOffset? at = null)
    {
        var loading = Of(model, SwapPhase.Loading);
        var failed = SwapMachine.Fail(loading, new() { Code = code, Title = "CUDA is out of memory." }, Given.Start);
        return SwapMachine.End(failed, at ?? Given.Start);
    }

    private static SwapState Ready(CatalogModel model) => Of(model, SwapPhase.Ready);

    private static SwapState Of(CatalogModel model, SwapPhase phase)
    {
        var swap = Given.Swap(phase);
        return swap with { Run = swap.Run with { Model = model, Image = Image } };
    }
}
