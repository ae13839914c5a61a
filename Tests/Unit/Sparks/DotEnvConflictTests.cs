using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class DotEnvConflictTests
{
    // The launcher takes its default name, though given, for not given: only then does the file win.
    [Theory]
    [InlineData("vllm_node", null, null)]
    [InlineData("vllm_node", "vllm_node", null)]
    [InlineData("vllm_node", "mine", "Set vllm_container to mine")]
    [InlineData("theirs", "mine", null)]
    public void A_container_that_the_panel_would_not_find_is_refused(string setting, string? file, string? remedy)
    {
        var conflict = DotEnvConflict.Find(Model(ModelNodes.Solo),
            Settings(null, null) with { VllmContainer = setting }, new() { DotEnvContainer = file });

        AssertRemedy(remedy, conflict);
    }

    [Theory]
    [InlineData(ModelNodes.Cluster, null, null, null, null)]
    [InlineData(ModelNodes.Cluster, null, null, "10.0.0.1,10.0.0.2", null)]
    [InlineData(ModelNodes.Cluster, null, null, "10.0.0.1", "CLUSTER_NODES")]
    [InlineData(ModelNodes.Cluster, null, "10.0.0.2", "10.0.0.1, 10.0.0.2", null)]
    [InlineData(ModelNodes.Cluster, null, "10.0.0.9", "10.0.0.1,10.0.0.2", "spark2_address")]
    [InlineData(ModelNodes.Cluster, "10.0.0.8", "10.0.0.9", "10.0.0.1", null)]
    [InlineData(ModelNodes.Solo, null, null, "10.0.0.1", null)]
    public void Nodes_that_are_not_the_panels_are_refused_where_the_file_decides(
        ModelNodes nodes, string? head, string? worker, string? file, string? remedy)
    {
        AssertRemedy(remedy, DotEnvConflict.Find(Model(nodes), Settings(head, worker), new() { DotEnvNodes = file }));
    }

    [Fact]
    public void A_load_is_refused_before_anything_is_touched()
    {
        var looks = new[] { new NodeObservation { Node = "spark1", Outcome = ShellOutcome.Completed } };

        var report = PreflightRules.Judge(Model(ModelNodes.Solo), Settings(null, null), looks,
            new() { Present = true, DotEnvContainer = "mine" }, null);

        Assert.Equal(CheckState.Failed, report.Checks.Single(check => check.Name == "dot_env").State);
    }

    private static void AssertRemedy(string? remedy, DotEnvConflict? conflict)
    {
        if (remedy is null) Assert.Null(conflict);
        else Assert.Contains(remedy, conflict?.Remedy, StringComparison.Ordinal);
    }

    private static CatalogModel Model(ModelNodes nodes) => new()
    {
        Key = "mine",
        Name = "Mine",
        Source = ModelSource.Bundled,
        Repo = "Org/Mine",
        Nodes = nodes,
        Settings = new(),
        BundledSettings = new()
    };

    private static EffectiveSettings Settings(string? head, string? worker) => new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = "a", FabricAddress = head },
        Spark2 = new() { Name = "spark2", Host = "b", FabricAddress = worker }
    };
}
