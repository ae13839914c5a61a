using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// Writes down what a roll back goes back to, and gives the image a second name on each node. The names of before are
/// taken away when the update has ended, and not before it is known which of them are needed no more.
/// </summary>
internal sealed class UpdateRecord(ClusterNodes nodes, StateStore store, UpdateLimits limits, TimeProvider time)
{
    // By its id: what has the name may have changed since it was looked at.
    private const string Tag = "timeout 20 docker tag \"$1\" \"$2\"";

    // An image that nothing else names goes with it, unless a container runs it.
    private const string Untag = "timeout 60 docker rmi \"$1\" >/dev/null 2>&1; exit 0";

    /// <summary>Reports it recorded, or refused.</summary>
    public async Task RunAsync(UpdateUnderWay update, CancellationToken cancel)
    {
        var before = (await store.ReadAsync(States.Former))?.Value;
        var former = update.State.Run!.Former ?? WayBack.Of(update.State, before, time.GetUtcNow());
        // First the record: of what is given a name and comes to nothing the end finds that name in it.
        await WriteAsync(former, update);
        if (former.Update == update.State.Id && await TagAsync(update, former, cancel) is { } failure)
            await update.Report(new UpdateSignal.Refused(failure));
        else await update.Report(new UpdateSignal.Recorded(former));
    }

    /// <summary>Writes down what an update that ends leaves, and drops the names that nothing goes back to.</summary>
    public async Task SettleAsync(UpdateUnderWay ended, CancellationToken cancel)
    {
        if ((await store.ReadAsync(States.Former))?.Value is not { } stored) return;
        if (WayBack.After(stored, ended.State) is var next && next == stored) return;

        await Task.WhenAll(WayBack.Dropped(stored, next).SelectMany(
            tag => ended.Place.Nodes.Select(node => ChangeAsync(ended, node, Untag, [tag], cancel))));
        await WriteAsync(next, ended);
    }

    private async Task WriteAsync(FormerLauncher former, UpdateUnderWay update)
    {
        if (await store.WriteAsync(States.Former, former, update.Lease) is null)
            throw new OperationCanceledException("The cluster lease is not ours any more.");
    }

    private async Task<JobFailure?> TagAsync(UpdateUnderWay update, FormerLauncher former, CancellationToken cancel)
    {
        foreach (var (node, id) in former.Images)
        {
            if (id is not null && await TagAsync(update, node, [id, former.Tag], cancel) is { } failure) return failure;
        }

        return null;
    }

    private async Task<JobFailure?> TagAsync(
        UpdateUnderWay update, string node, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var silence = new NodeSilence(time, limits.Before);
        while (true)
        {
            var result = await ChangeAsync(update, node, Tag, arguments, cancel);
            if (result.Succeeded) return null;
            if (result.Ran) return UpdateFailures.NotTagged(node, result.Error.Trim());
            if (UpdateNodes.Ends(result) is { } failure) return failure;
            if (silence.IsTooLong) return UpdateFailures.Silent(node, result.Reason);

            await Task.Delay(Rounds.Again, time, cancel);
        }
    }

    private Task<ShellResult> ChangeAsync(
        UpdateUnderWay update, string node, string script, IReadOnlyList<string> arguments, CancellationToken cancel) =>
        nodes.ChangeAsync(
            node,
            (shell, epoch) => shell.RunAsync(
                new(script) { Arguments = arguments, Epoch = epoch, Deadline = TimeSpan.FromSeconds(65) }, cancel),
            update.MachineOf(node));
}
