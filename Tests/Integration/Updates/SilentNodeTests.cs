using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>The second Spark goes away in the middle of an update, and comes back.</summary>
public sealed class SilentNodeTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private readonly Shop shop = new(cockpit);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, UpdatePhase.Failed)]
    [InlineData(true, UpdatePhase.Cancelled)]
    public async Task An_update_whose_second_Spark_goes_away_ends_and_what_it_left_is_ended_before_the_next(
        bool cancels, UpdatePhase end)
    {
        await shop.OpenAsync();
        cockpit.Pair.Registry.Publish("0.22.0");
        var tip = cockpit.Pair.Upstream.Push("more");
        using (await shop.PostAsync("check"))
            await cockpit.UntilAsync(States.Upstream, upstream => upstream.Tip == tip);

        // A container of the image does not come to its end there.
        var update = await Shop.WithAsync(cockpit.Worker, "docker", "if [ \"$1\" = run ]; then sleep 600; fi", async () =>
        {
            var id = await shop.BeginAsync("apply");
            await Until.TrueAsync(() => Directory.Exists(
                Path.Combine(cockpit.Worker.Home, $".spark-control/jobs/{id}-2")), "it is tried there");
            await cockpit.WorkerSsh.StopAsync();
            if (cancels) (await shop.PostAsync($"{id}/cancel")).Dispose();
            else await cockpit.UntilAsync(States.Update(id), update => update.Silent?.Node == "spark2");
            return await shop.EndOfAsync(id);
        });
        cockpit.WorkerSsh.Resume();

        Assert.Equal((end, "node_silent", "spark2"), (update.Phase, update.Failure?.Code, update.Failure?.Node));
        Assert.Equal("1", await LeftAsync(update.Id));
        await cockpit.UntilAsync(States.Driver, driver => driver.Links["spark2"].State == NodeState.Up);
        Assert.Contains(
            await ChecksAsync(), check => ((string?)check!["name"], (string?)check["node"],
                (string?)check["state"]) == ("update_left", "spark2", "failed"));
        var again = await shop.RunAsync("apply");
        Assert.True(again.Phase == UpdatePhase.Done, $"{again.Failure?.Code} {again.Failure?.Detail}");
        Assert.Equal("0", await LeftAsync(update.Id));
        Assert.DoesNotContain(await ChecksAsync(), check => (string?)check!["name"] == "update_left");
    }

    private async Task<JsonArray> ChecksAsync()
    {
        using var answer = await cockpit.PostAsync("/api/swap/qwen36/validate");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["checks"]!.AsArray();
    }

    // Whether anything of the job on the second Spark is at work; what has ended and was not waited for runs no more.
    private async Task<string> LeftAsync(string update)
    {
        var left = await cockpit.Worker.ShellAsync(
            $"ps -o stat= -s $(head -n 1 .spark-control/jobs/{update}-2/pid) | grep -vc '^Z'", Cancel);
        return left.Out.Trim() == "0" ? "0" : "1";
    }
}
