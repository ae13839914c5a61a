using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Says what each Spark lacks of a repository and how much room it has, by the rules of a download's pre-flight: who
/// looks before the click reads what the click will find.
/// </summary>
internal sealed class RepoRoom(ClusterNodes nodes, SettingsStore settings, StateMirror mirror)
{
    /// <summary>Somebody waits for the answer, which is of use without a node that is slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>By node; of one that could not be asked only the free space that was read last is known.</summary>
    public async Task<IReadOnlyDictionary<string, DiskRoom>> OfAsync(HubModel model, CancellationToken cancel)
    {
        var names = settings.Current.Nodes.Select(node => node.Name).ToList();
        var rooms = await Task.WhenAll(names.Select(name => OfAsync(name, model, cancel)));
        return names.Zip(rooms).ToDictionary();
    }

    private async Task<DiskRoom> OfAsync(string node, HubModel model, CancellationToken cancel)
    {
        var last = mirror.Value(States.Disk)?.Nodes.GetValueOrDefault(node)?.FreeBytes;
        var plan = new DownloadPlan(model, []);
        return await LookAsync(node, model, cancel) is { } look
            ? new(plan.Room(look) ?? last, plan.Missing(look))
            : new(last, null);
    }

    private async Task<RepoLook?> LookAsync(string node, HubModel model, CancellationToken cancel)
    {
        if (nodes.For(node) is not { } shell) return null;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return await RepoLook.ReadAsync(shell, model.Repo, model.Commit, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>Room for a repository on a node.</summary>
/// <param name="FreeBytes">What is free where weights go; null when not known.</param>
/// <param name="MissingBytes">What of the repository has to come; null when the node could not be asked.</param>
internal sealed record DiskRoom(long? FreeBytes, long? MissingBytes);
