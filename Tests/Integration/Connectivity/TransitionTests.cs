using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Health;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Connectivity;

/// <summary>Each change of a verdict is in the log once, whoever leads.</summary>
public sealed class TransitionTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private static readonly StateKey<ServiceState> Vllm = States.Service("vllm");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_are_logged_once_by_one_leader_after_the_other()
    {
        await using var vllm = await FakeVllm.StartAsync();
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(vllm.Port);
        var first = await host.AddMonitorAsync();
        await host.UntilAsync(Vllm, state => state.Verdict == Healthy, Cancel);
        await host.AddMonitorAsync();

        await host.SetUpAsync(vllm.Port, "nobody.invalid");
        await host.UntilAsync(Vllm, state => state.Verdict == Unknown, Cancel);
        await first.StopAsync(Cancel);
        await host.SetUpAsync(vllm.Port);
        await host.UntilAsync(Vllm, state => state.Verdict == Healthy, Cancel);

        var lines = (await new ConnectivityLog(host.Redis, TimeProvider.System).ReadAsync(new(), null, 100)).Entries;
        Assert.Equal(["vllm:3", "vllm:2", "vllm:1"], lines.Select(line => line.Id));
        Assert.Equal([(Unknown, Healthy), (Healthy, Unknown), (Unknown, Healthy)], lines.Select(Change));
        Assert.All(lines, line => Assert.Equal("spark1", line.Node));
        Assert.Equal(3, host.Mirror.Value(Vllm)!.N);
    }

    private static (ServiceVerdict, ServiceVerdict) Change(ConnectivityEntry line) =>
        (line.From!.Value, line.To!.Value);
}
