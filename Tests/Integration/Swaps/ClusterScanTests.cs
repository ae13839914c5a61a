using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Swaps;

/// <summary>What is read of the nodes now and then.</summary>
public sealed class ClusterScanTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    [Fact]
    public async Task A_node_that_answers_for_the_first_time_is_read_at_once_and_not_minutes_later()
    {
        await cockpit.ResetAsync();
        await cockpit.UntilAsync(States.Disk, disk => disk.Nodes.Count == 2);
        await cockpit.WorkerSsh.StopAsync();
        await cockpit.UntilAsync(States.Driver, driver => driver.Links["spark2"].State == NodeState.Down);
        var known = cockpit.Mirror.Value(States.Disk)!.Nodes;
        await cockpit.Services.GetRequiredService<StateStore>().WriteAsync(
            States.Disk, new DiskState(new Dictionary<string, NodeDisk> { ["spark1"] = known["spark1"] }));
        await cockpit.UntilAsync(States.Disk, disk => disk.Nodes.Count == 1);

        cockpit.WorkerSsh.Resume();

        await cockpit.UntilAsync(States.Disk, disk => disk.Nodes.Count == 2);
    }
}
