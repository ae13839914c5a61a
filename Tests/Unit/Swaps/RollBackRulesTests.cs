using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class RollBackRulesTests
{
    private static readonly CatalogModel Good = Given.Model(ModelNodes.Cluster) with
    {
        Key = "good",
        Name = "Good",
        Repo = "org/good",
        Settings = new() { MaxModelLen = 32_768 }
    };

    private static readonly RollBackFacts Facts = new(
        IsOn: true,
        new("good", "Good", "org/good", Given.Start, "s-0") { Entry = Good },
        new([Given.Model(ModelNodes.Cluster), Good with { Settings = new() { MaxModelLen = 196_608 } }], []));

    [Fact]
    public void A_load_that_fails_onto_empty_Sparks_is_answered_with_the_last_good_one() =>
        Assert.Equal(new RolledBackTo("good", "Good"), RollBackRules.Decide(Failed(), Facts));

    [Fact]
    public void What_comes_back_has_the_settings_that_went_well() =>
        Assert.Equal(32_768, RollBackRules.ModelOf(Facts.Good!, Facts.Catalog)!.Settings.MaxModelLen);

    [Fact]
    public void A_model_whose_settings_were_changed_goes_back_to_those_that_went_well()
    {
        var failed = Failed();
        failed = failed with { Run = failed.Run with { Model = Facts.Catalog.Models[1] } };

        Assert.Equal(new RolledBackTo("good", "Good"), RollBackRules.Decide(failed, Facts));
    }

    public static TheoryData<string> Unanswered() =>
        ["off", "no good load", "a roll back", "a trial", "cancelled", "nothing touched", "another panel", "a stop",
            "the same", "ready"];

    [Theory]
    [MemberData(nameof(Unanswered))]
    public void Some_ends_are_answered_with_nothing(string why)
    {
        var failed = Failed();
        var (ended, known) = why switch
        {
            "off" => (failed, Facts with { IsOn = false }),
            "no good load" => (failed, Facts with { Good = null }),
            "a roll back" => (failed with { RollsBack = "s-9" }, Facts),
            "a trial" => (failed with { Run = failed.Run with { Action = "u-20261124-120000-0001" } }, Facts),
            "cancelled" => (failed with { CancelRequested = true }, Facts),
            "nothing touched" => (Given.Swap(SwapPhase.Preflight).After(
                new SwapSignal.PreflightDone(new([new("weights", CheckState.Failed, "No weights")]))), Facts),
            "another panel" => (failed with { Failure = failed.Failure! with { Code = "another_panel" } }, Facts),
            "a stop" => (failed with { Kind = SwapKind.Stop }, Facts),
            "the same" => (failed with { Run = failed.Run with { Model = Good } }, Facts),
            _ => (Given.Swap(SwapPhase.Ready), Facts)
        };

        Assert.Null(RollBackRules.Decide(ended, known));
    }

    [Theory]
    [InlineData(NodeRemains.Unknown, "What is left on Spark 2 is not known.")]
    [InlineData(NodeRemains.LeftOver, "Something is left on Spark 2.")]
    public void Nothing_is_loaded_onto_a_Spark_that_was_not_seen_empty(NodeRemains remains, string problem)
    {
        var failed = Failed();
        failed = failed with { Nodes = [failed.Nodes[0], failed.Nodes[1] with { Remains = remains }] };

        Assert.Equal(problem, RollBackRules.Decide(failed, Facts)!.Problem);
    }

    [Fact]
    public void Memory_that_did_not_come_back_is_not_tried_again()
    {
        var swap = Given.Swap(SwapPhase.Stopping) with { Nodes = Empty() };
        var failed =
            SwapMachine.Fail(swap, new() { Code = "memory_not_back", Title = "Spark 1 holds 24 GiB" }, Given.Start);

        Assert.Equal(
            "The memory of the Sparks did not come back.",
            RollBackRules.Decide(failed with { Nodes = Empty() }, Facts)!.Problem);
    }

    [Fact]
    public void What_has_left_the_catalog_is_not_loaded()
    {
        var gone = Facts with { Catalog = new([Given.Model(ModelNodes.Cluster)], []) };
        var other = Facts with { Catalog = new([Good with { Repo = "org/another" }], []) };

        foreach (var known in new[] { gone, other })
            Assert.Equal("It is not in the catalog any more.", RollBackRules.Decide(Failed(), known)!.Problem);
    }

    [Theory]
    [InlineData("spark1", false, "Its weights are not on Spark 1 any more.")]
    [InlineData("spark2", false, "Its weights are not on Spark 2 any more.")]
    [InlineData("spark2", true, null)]
    public void What_is_no_longer_on_disk_is_not_loaded(string node, bool complete, string? problem)
    {
        var disk = new DiskState(new Dictionary<string, NodeDisk>
        {
            [node] = new(Given.Start, null, new Dictionary<string, WeightsOnDisk> { ["org/good"] = new(5, complete) })
        });

        Assert.Equal(problem, RollBackRules.Decide(Failed(), Facts with { Disk = disk })!.Problem);
    }

    [Fact]
    public void What_has_failed_itself_in_this_image_is_not_tried_again()
    {
        var bad = BadLoadRules.After(BadLoads.None, Failed() with
        {
            Run = Failed().Run with { Model = Good }
        });
        var elsewhere = Failed() with { Run = Failed().Run with { Image = "sha256:new" } };

        Assert.Equal(
            "It failed itself when it was loaded last: CUDA is out of memory.",
            RollBackRules.Decide(Failed(), Facts with { Bad = bad })!.Problem);
        Assert.Null(RollBackRules.Decide(elsewhere, Facts with { Bad = bad })!.Problem);
    }

    [Fact]
    public void What_has_served_is_not_stopped_by_a_reckoning_or_by_memory_that_the_stop_waits_for()
    {
        var fit = new PreflightCheck("fit", CheckState.Failed, "Good does not fit in memory") { MayBeIgnored = true };
        var memory = new PreflightCheck("memory", CheckState.Failed, "Something holds memory") { MayBeIgnored = true };

        var report = RollBackRules.Proven(new([fit, memory, Other("spark1")]), []);

        Assert.Equal(
            [CheckState.Warning, CheckState.Warning, CheckState.Failed], report.Checks.Select(check => check.State));
        Assert.Equal("preflight_other_container", report.Failure(anyway: false)?.Code);
    }

    [Theory]
    [InlineData("spark1", null)]
    // Beside the other one it was never loaded.
    [InlineData("spark2", "preflight_other_container")]
    public void What_was_loaded_in_spite_of_something_goes_back_in_spite_of_it(string node, string? code)
    {
        var anyway = Given.Swap(SwapPhase.Preflight);
        anyway = anyway with { Run = anyway.Run with { Anyway = true } };
        var passed = anyway.After(
            new SwapSignal.PreflightDone(new([Other("spark1"), new("port", CheckState.Ok, "Free")]))).Run.Passed;

        Assert.Equal([new PassedCheck("other_container", "spark1")], passed);
        Assert.Equal(code, RollBackRules.Proven(new([Other(node)]), passed).Failure(anyway: false)?.Code);
    }

    [Fact]
    public void What_a_roll_back_was_allowed_is_kept_for_the_next_and_what_nobody_may_pass_stops_it()
    {
        IReadOnlyList<PassedCheck> passed = [new("other_container", "spark1"), new("weights", "spark1")];
        var back = Given.Swap(SwapPhase.Preflight);
        back = back with { RollsBack = "s-0", Run = back.Run with { Passed = passed } };

        Assert.Same(passed, back.After(new SwapSignal.PreflightDone(new([]))).Run.Passed);
        Assert.Equal(
            "preflight_weights",
            RollBackRules.Proven(new([new("weights", CheckState.Failed, "No weights") { Node = "spark1" }]), passed)
                .Failure(anyway: false)?.Code);
    }

    [Fact]
    public void It_is_due_until_it_was_begun_or_refused()
    {
        var due = Failed() with { RolledBackTo = new("good", "Good") };

        Assert.True(RollBackRules.IsDue(due));
        Assert.False(RollBackRules.IsDue(due with { RolledBackTo = due.RolledBackTo with { Swap = "s-2" } }));
        Assert.False(RollBackRules.IsDue(due with { RolledBackTo = due.RolledBackTo with { Problem = "No." } }));
        Assert.False(RollBackRules.IsDue(due with { EndedAt = null }));
        Assert.False(RollBackRules.IsDue(Failed()));
        Assert.False(RollBackRules.IsDue(null));
    }

    [Theory]
    [InlineData(600, false)]
    [InlineData(601, true)]
    public void After_ten_minutes_nobody_expects_it_any_more(int seconds, bool late) =>
        Assert.Equal(late, RollBackRules.TooLate(Failed(), Failed().EndedAt!.Value.AddSeconds(seconds)) is not null);

    private static PreflightCheck Other(string node) =>
        new("other_container", CheckState.Failed, "Another vLLM runs") { Node = node, MayBeIgnored = true };

    private static SwapState Failed()
    {
        var loading = Given.Swap(SwapPhase.Loading);
        loading = SwapMachine.Enter(Given.Swap(SwapPhase.Stopping), SwapPhase.Loading, null, Given.Start) with
        {
            Run = loading.Run with { Image = "sha256:old" }
        };
        var failed = SwapMachine.Fail(
            loading, new() { Code = "out_of_memory", Title = "CUDA is out of memory." }, Given.Start);
        return SwapMachine.End(failed, Given.Start) with { Nodes = Empty() };
    }

    private static IReadOnlyList<NodeProgress> Empty() =>
        [.. ((string[])["spark1", "spark2"])
            .Select(node => new NodeProgress { Node = node, Remains = NodeRemains.Empty })];
}
