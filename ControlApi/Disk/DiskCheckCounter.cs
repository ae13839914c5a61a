using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Downloads;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Disk;

/// <summary>Takes clicks on checks of weights that are on the disks, on any instance.</summary>
internal sealed class DiskCheckCounter(StateMirror mirror, DownloadCounter downloads)
{
    public async Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> BeginAsync(string weights)
    {
        // A directory that a user has named has nothing on the Hub to be compared with.
        if (!HubCache.IsRepo(weights)) return DownloadProblems.BadRepo();

        // What nobody has read yet is looked for where it can only be.
        var nodes = mirror.Value(States.Disk)?.Nodes;
        var there = nodes?.Where(node => node.Value.Weights.ContainsKey(weights)).Select(node => node.Key).ToList();
        if (there is []) return DiskProblems.NotOnDisk(weights);

        var isOnWorker = there?.Contains(DownloadFigures.Worker) == true;
        return await downloads.VerifyAsync(weights, isOnWorker ? ModelNodes.Cluster : ModelNodes.Solo);
    }
}
