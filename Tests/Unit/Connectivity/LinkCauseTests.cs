using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class LinkCauseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Places =
        new() { ["vllm"] = "spark1", ["parakeet"] = "spark2", ["magpie"] = "spark2" };

    /// <summary>How the node answers, and since how many seconds after the service went down.</summary>
    [Theory]
    [InlineData(NodeState.Down, -10, true)]
    [InlineData(NodeState.Down, 20, true)]
    [InlineData(NodeState.Down, 85, true)]
    [InlineData(NodeState.Down, 95, false)]
    [InlineData(NodeState.Down, -600, false)]
    [InlineData(NodeState.Down, null, false)]
    [InlineData(NodeState.Up, -10, false)]
    [InlineData(NodeState.Untrusted, -10, false)]
    public void A_node_that_is_lost_with_its_one_service_is_the_cause(NodeState state, int? since, bool expected)
    {
        var link = new NodeLink(state, since is { } seconds ? Noon.AddSeconds(seconds) : null);

        var cause = LinkCause.Refine(Incident(Down("parakeet")), Places, [], _ => link).Cause;

        Assert.Equal(
            expected ? "Spark 2 was lost together with parakeet: the host itself or its network." : null,
            cause?.Sentence);
        Assert.Equal(expected ? "host" : null, cause?.Code);
    }

    [Theory]
    [InlineData("magpie", Healthy, -600, false)]
    [InlineData("magpie", Stopped, -600, true)]
    [InlineData("magpie", Healthy, 60, true)]
    [InlineData("vllm", Healthy, -600, true)]
    public void Who_answers_there_all_the_time_speaks_against_it(
        string other, ServiceVerdict verdict, int since, bool expected)
    {
        var state = new ServiceState { Name = other, Verdict = verdict, Since = Noon.AddSeconds(since) };

        var cause = LinkCause.Refine(Incident(Down("parakeet")), Places, [state], _ => Lost).Cause;

        Assert.Equal(expected, cause is not null);
    }

    [Fact]
    public void What_went_down_elsewhere_or_was_not_up_says_nothing_of_it()
    {
        var never = Down("parakeet") with { From = Unknown };

        Assert.Null(LinkCause.Refine(Incident(never), Places, [], _ => Lost).Cause);
        Assert.Null(LinkCause.Refine(Incident(Down("parakeet"), Down("vllm")), Places, [], _ => Lost).Cause);
    }

    [Fact]
    public void Another_cause_stays()
    {
        var incident = Incident(Down("parakeet")) with { Cause = new("swap", "A swap.") };

        Assert.Equal("swap", LinkCause.Refine(incident, Places, [], _ => Lost).Cause!.Code);
    }

    private static NodeLink Lost => new(NodeState.Down, Noon);

    private static Incident Incident(params ConnectivityEntry[] lines) =>
        new() { Id = "i-1", Begin = Noon, Services = ["parakeet"], Entries = lines };

    private static ConnectivityEntry Down(string service) => new()
    {
        Id = $"{service}:2",
        At = Noon,
        Kind = ConnectivityKind.Transition,
        Service = service,
        From = Healthy,
        To = Unhealthy
    };
}
