using System.Globalization;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// `hf download`, also behind `uvx`: blobs grow in the cache, bars go to stderr, the snapshot to stdout.
/// </summary>
internal static class DownloadTool
{
    private const double BytesPerSecond = 120e6;

    public static async Task HandleAsync(
        SimulatedNode node, ScenarioBook scenarios, ToolRequest request, ToolConnection connection)
    {
        var words = request.Arguments.Where(word => word is not ("hf" or "huggingface_hub" or "--from" or "download"))
            .ToList();
        var repo = words.FirstOrDefault(word => !word.StartsWith('-')) ?? "";
        if (repo.Split('/').Length != 2 || repo.Contains("does-not-exist", StringComparison.Ordinal))
        {
            await connection.AnswerAsync(ToolAnswer.Failed(1,
                "huggingface_hub.errors.RepositoryNotFoundError: 404 Client Error. (Request ID: Root=1-6923)\n\n" +
                $"Repository Not Found for url: https://huggingface.co/api/models/{repo}/revision/main."));
            return;
        }

        if (scenarios.ByModel.GetValueOrDefault(repo)?.Kind == ScenarioKind.Gated)
        {
            await connection.AnswerAsync(ToolAnswer.Failed(1,
                "huggingface_hub.errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-6923)\n\n" +
                $"Cannot access gated repo for url https://huggingface.co/api/models/{repo}/revision/main.\n" +
                $"Access to model {repo} is restricted. You must have access to it and be authenticated to access " +
                "it. Please log in."));
            return;
        }

        await DownloadAsync(node, repo, await connection.RelayAsync(), connection.Gone);
    }

    private static async Task DownloadAsync(SimulatedNode node, string repo, Relay output, CancellationToken cancel)
    {
        var files = HuggingFaceCache.Files(repo);
        for (var done = 0; done <= files.Count; done++)
        {
            await output.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                $"\rFetching {files.Count} files: " +
                    $"{done * 100 / files.Count,3}%|{new string('█', done * 10 / files.Count),-10}| " +
                    $"{done}/{files.Count}{(done == files.Count ? "\n" : "")}"), isError: true);
            if (done < files.Count) await FetchAsync(node, repo, files[done], cancel);
        }

        await output.WriteAsync(node.Cache.Snapshot(repo) + "\n", isError: false);
    }

    private static async Task FetchAsync(SimulatedNode node, string repo, ModelFile file, CancellationToken cancel)
    {
        var blob = node.Cache.BlobPath(repo, file);
        if (File.Exists(blob)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        var partial = blob + ".incomplete";
        await using (var stream = File.OpenWrite(partial))
        {
            // Four steps a second, as a real download is seen by whoever looks at its size.
            var step = (long)(BytesPerSecond * node.Pace.Speed / 4);
            while (stream.Length < file.Size)
            {
                stream.SetLength(Math.Min(file.Size, stream.Length + step));
                await Task.Delay(TimeSpan.FromSeconds(0.25), node.Pace.Time, cancel);
            }
        }

        File.Delete(partial);
        node.Cache.Add(repo, file);
    }
}
