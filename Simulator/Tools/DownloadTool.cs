using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// <c>hf download</c>, also behind <c>uvx</c>: blobs grow in the cache, bars go to stderr, the snapshot to stdout. It
/// ends with its stand-in, and leaves what is not complete.
/// </summary>
internal static class DownloadTool
{
    private static readonly Version _newest = new(1, 28, 0);

    public static async Task HandleAsync(
        SimulatedNode node, SimulatedPair pair, ToolRequest request, ToolConnection connection)
    {
        var order = DownloadOrder.Parse(request.Arguments, SavedToken(node));
        order = order with { Version = pair.Hub.ToolVersion ?? order.Version };
        if (order.Command is "version" or "--version")
        {
            await connection.AnswerAsync(ToolAnswer.Line($"huggingface_hub version: {order.Version ?? _newest}"));
            return;
        }

        if (order.Command != "download")
        {
            await connection.AnswerAsync(new(2, "", DownloadWords.NoCommand(order.Command)));
            return;
        }

        await node.Pace.WaitAsync(TimeSpan.FromSeconds(1), connection.Gone);
        using var run = node.Downloads.Start(fault => fault != TransferFault.Hang || order.HasXet);
        if (Problem(pair, order, run) is { } problem)
        {
            await connection.AnswerAsync(new(1, "", problem));
            return;
        }

        await DownloadAsync(node, pair.Hub, order, run, connection);
    }

    private static string? Problem(SimulatedPair pair, DownloadOrder order, TransferRun run)
    {
        if (order.Repo.Split('/').Length > 2 || order.Repo.Length == 0) return DownloadWords.NotAnId(order.Repo);
        if (run.Due == TransferFault.NoNetwork) return DownloadWords.NoNetwork;
        if (pair.Hub.IsAway || !order.IsFor(pair.HubUrl)) return DownloadWords.Unreachable(order.Endpoint);
        if (pair.Hub.Refuse(order.Repo, order.Token, isFile: true) is { } refusal)
            return DownloadWords.Refused(refusal, order);
        return pair.Hub.Find(order.Repo, order.Revision) is not null
            ? null
            : DownloadWords.Refused(HubRefusal.NoRevision(order.Revision), order);
    }

    private static async Task DownloadAsync(
        SimulatedNode node, SimulatedHub hub, DownloadOrder order, TransferRun run, ToolConnection connection)
    {
        var repo = hub.Find(order.Repo, order.Revision)!;
        var cache = order.Cache is { } folder ? new HuggingFaceCache(folder, hub) : node.Cache;
        var files = repo.Files.Where(file => order.Files.Count == 0 || order.Files.Contains(file.Name)).ToList();
        if (files.Count == 0) files = [.. repo.Files];
        var output = await connection.RelayAsync();
        var problem = await new DownloadRun(cache, node.Disk, repo, run, order, output)
            .GoAsync(new(files.Count, node.Pace.Time), files, connection.Gone);
        if (problem is null)
        {
            await output.WriteAsync(cache.Snapshot(repo) + "\n", isError: false);
            return;
        }

        await output.WriteAsync("\n" + problem, isError: true);
        await output.ExitAsync(1);
    }

    // What `hf auth login` leaves.
    private static string? SavedToken(SimulatedNode node)
    {
        var file = Path.Combine(node.Home, ".cache", "huggingface", "token");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
