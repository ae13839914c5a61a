using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class ModelViewsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 21, 0, 0, TimeSpan.Zero);

    private static readonly CatalogState Catalog = new(
        [new() { Key = "one", Name = "One", Source = ModelSource.Bundled, Repo = "a/one", Nodes = ModelNodes.Solo, Settings = new(), BundledSettings = new() }], []);

    [Fact]
    public void What_nobody_has_said_is_unknown()
    {
        var view = ModelViews.Compose(Catalog, new())[0];

        Assert.Equal((null, null, null, null), (view.OnDisk, view.Loaded, view.TypicalLoad, view.Fit));
    }

    [Fact]
    public void A_node_that_was_asked_and_names_no_weights_has_none()
    {
        var disk = new DiskState(new Dictionary<string, NodeDisk>
        {
            ["spark1"] = new(Now, null, new Dictionary<string, WeightsOnDisk> { ["a/one"] = new(5, true) }),
            ["spark2"] = new(Now, null, new Dictionary<string, WeightsOnDisk>())
        });

        var view = ModelViews.Compose(Catalog, new(Disk: disk))[0];

        Assert.Equal((new WeightsOnDisk(5, true), new WeightsOnDisk(0, false)), (view.OnDisk!["spark1"], view.OnDisk["spark2"]));
    }

    [Theory]
    [InlineData(ServiceVerdict.Healthy, "a/one", true)]
    [InlineData(ServiceVerdict.Degraded, "a/one", true)]
    [InlineData(ServiceVerdict.Healthy, "a/two", false)]
    [InlineData(ServiceVerdict.Healthy, null, null)]
    [InlineData(ServiceVerdict.Starting, null, false)]
    [InlineData(ServiceVerdict.Stopped, "a/one", false)]
    [InlineData(ServiceVerdict.Unhealthy, "a/one", null)]
    [InlineData(ServiceVerdict.Unknown, "a/one", null)]
    public void A_model_is_loaded_when_vLLM_says_so(ServiceVerdict verdict, string? served, bool? loaded)
    {
        var vllm = new ServiceState
        {
            Name = "vllm",
            Verdict = verdict,
            Since = Now,
            Model = served is null ? null : new(served, null, null)
        };

        Assert.Equal(loaded, ModelViews.Compose(Catalog, new(Vllm: vllm))[0].Loaded);
    }

    [Fact]
    public void A_served_name_is_looked_behind()
    {
        var vllm = new ServiceState { Name = "vllm", Verdict = ServiceVerdict.Healthy, Since = Now, Model = new("my-model", "a/one", null) };

        Assert.True(ModelViews.Compose(Catalog, new(Vllm: vllm))[0].Loaded);
    }

    [Theory]
    [InlineData("two", new[] { false, true })]
    [InlineData("one", new[] { true, false })]
    [InlineData("gone", new[] { true, true })]
    [InlineData(null, new[] { true, true })]
    public void Of_two_entries_with_the_same_weights_the_one_is_loaded_that_was_asked_for(string? asked, bool[] loaded)
    {
        var catalog = Catalog with { Models = [Catalog.Models[0], Catalog.Models[0] with { Key = "two" }] };
        var vllm = new ServiceState { Name = "vllm", Verdict = ServiceVerdict.Healthy, Since = Now, Model = new("a/one", null, null) };
        var good = asked is null ? null : new GoodLoad(asked, "Asked", "a/one", Now, "s-1");

        Assert.Equal(loaded, ModelViews.Compose(catalog, new(Vllm: vllm, Good: good)).Select(view => view.Loaded!.Value));
    }

    [Fact]
    public void The_typical_load_is_that_of_its_own_history()
    {
        var usual = new UsualLoads(new Dictionary<string, UsualLoad> { ["one"] = new(180_000, 240_000, 7, []) });

        Assert.Equal(new TypicalLoad(180_000, 240_000, 7), ModelViews.Compose(Catalog, new(Usual: usual))[0].TypicalLoad);
    }
}
