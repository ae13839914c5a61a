using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Updates;

/// <summary>Writes down what a roll back goes back to, and gives the image a second name on each node.</summary>
internal sealed class UpdateRecord(ClusterNodes nodes, StateStore store, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // By its id: what has the name may have changed since it was looked at. Of the names given before, one is enough;
    // an image that nothing else names goes with it, unless a container runs it.
    private const string Tag = """
        timeout 20 docker tag "$1" "$2" || exit 1
        if [ -n "$3" ] && [ "$3" != "$2" ]; then timeout 20 docker rmi "$3" >/dev/null 2>&1; fi
        exit 0
        """;

    /// <summary>Reports it recorded, or refused.</summary>
    public async Task RunAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        var (state, run) = (update.State, update.State.Run!);
        var before = (await store.ReadAsync(States.Former))?.Value;
        var former = run.Former ?? new FormerLauncher(
            state.FromCommit!, run.Images, FormerTag.Of(run.Place.Image, state.FromCommit!), time.GetUtcNow());
        foreach (var (node, id) in former.Images.Where(image => image.Value is not null && run.Former is null))
        {
            if (await TagAsync(update, node, [id!, former.Tag, before?.Tag ?? ""], cancel) is not { } failure) continue;

            await update.Report(new UpdateSignal.Refused(failure));
            return;
        }

        if (await store.WriteAsync(States.Former, former, update.Lease) is null)
            throw new OperationCanceledException("The cluster lease is not ours any more.");
        await update.Report(new UpdateSignal.Recorded(former));
    }

    private async Task<JobFailure?> TagAsync(
        UpdateUnderWay update, string node, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var result = await nodes.ChangeAsync(
                node,
                (shell, epoch) => shell.RunAsync(
                    new(Tag) { Arguments = arguments, Epoch = epoch, Deadline = TimeSpan.FromSeconds(60) }, cancel),
                update.MachineOf(node));
            if (result.Succeeded) return null;
            if (result.Ran) return UpdateFailures.NotTagged(node, result.Error.Trim());
            if (UpdateNodes.Ends(result) is { } failure) return failure;
            if (time.GetElapsedTime(since) >= Patience) return UpdateFailures.Silent(node, result.Reason);

            await Task.Delay(Rounds.Again, time, cancel);
        }
    }
}
