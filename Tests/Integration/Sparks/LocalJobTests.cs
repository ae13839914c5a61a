using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class LocalJobTests : LocalNode
{
    private static readonly Epoch Ours = new(1, "panel-a");

    [Fact]
    public async Task A_start_that_is_given_up_while_it_tidies_leaves_its_job_running()
    {
        Install("ls", "#!/bin/sh\nexec sleep 600\n"); // tidying begins with a list
        var jobs = new RemoteJobs(Shell, TimeProvider.System);
        using var gaveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var start = jobs.StartAsync("job", "sleep 600", Ours, cancel: gaveUp.Token);
        await Until.TrueAsync(() => File.Exists($"{Home}/.spark-control/jobs/job/pid"));

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.Equal(RemoteJobState.Running, (await jobs.StatusAsync("job", Cancel)).State);
        Assert.Equal("gone\n", (await jobs.CancelAsync("job", Ours, Cancel)).Output);
    }
}
