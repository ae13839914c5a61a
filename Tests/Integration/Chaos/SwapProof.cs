using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>What must hold after a swap, whatever happened on the way.</summary>
internal static class SwapProof
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The model runs, once, and the log is what was printed, each line once and in order.</summary>
    public static async Task ServesAsync(ChaosRig rig, PanelProcess panel, string id, int launchesBefore)
    {
        var swap = (await panel.SwapAsync())!;
        Assert.True(swap.Id == id && swap.Phase == SwapPhase.Ready, $"{swap.Phase}: {swap.Failure?.Title} {swap.Failure?.Detail}\n{panel.Said}");
        Assert.Equal(swap.Weights, await ServedAsync(rig));
        Assert.Equal(launchesBefore + 1, rig.Pair.Head.Launches.Count);
        foreach (var (node, container) in swap.Run.Containers)
        {
            Assert.Equal(container, (await rig.Pair.Node(node).ShellAsync("docker ps -a -q --no-trunc", Cancel)).Out.Trim());
        }

        await LogIsExactAsync(rig, panel, swap);
    }

    /// <summary>What the head's server names.</summary>
    public static async Task<string> ServedAsync(ChaosRig rig)
    {
        using var http = new HttpClient();
        return (string)JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{rig.Pair.VllmPort}/v1/models", Cancel))!["data"]![0]!["id"]!;
    }

    public static async Task LogIsExactAsync(ChaosRig rig, PanelProcess panel, SwapState swap)
    {
        var stored = await ReadAsync(panel, swap.Id);
        foreach (var (node, container) in swap.Run.Containers)
        {
            var printed = Cut(rig.Pair.Node(node).Docker.Find(container)!.Log.Path, node, stamped: true);
            // What vLLM says after the swap has ended is docker's to keep.
            IsBeginningOf(printed, [.. stored.Where(line => line.Node == node)]);
        }

        Assert.Contains(stored, line => line.Node == "spark1" && line.Text.Contains("Application startup complete", StringComparison.Ordinal));

        var job = Path.Combine(rig.Pair.Head.Home, ".spark-control/jobs", swap.Run.LauncherJob!, "log");
        IsBeginningOf(
            [.. Cut(job, LogLine.Launcher, stamped: false).Select(line => line with { AtMs = 0 })],
            [.. stored.Where(line => line.Node == LogLine.Launcher).Select(line => line with { AtMs = 0 })]);

        var words = stored.Where(line => line.Node == LogLine.Panel).Select(line => line.Text).ToList();
        Assert.Equal(words.Distinct(), words);
    }

    /// <summary>All lines of a swap that has ended, as a client gets them.</summary>
    public static async Task<List<LogLine>> ReadAsync(PanelProcess panel, string id)
    {
        List<LogLine> lines = [];
        await using var stream = await panel.Http.GetStreamAsync($"/api/swap/{id}/stream", Cancel);
        using var reader = new StreamReader(stream);
        var kind = "";
        while (await reader.ReadLineAsync(Cancel) is { } text)
        {
            if (text.StartsWith("event: ", StringComparison.Ordinal)) kind = text[7..];
            Assert.NotEqual("gap", kind);
            if (kind != "log" || !text.StartsWith("data: ", StringComparison.Ordinal)) continue;

            var block = JsonNode.Parse(text[6..])!;
            Assert.Equal(lines.Count + 1, (long)block["from"]!);
            lines.AddRange(Wire.Read<LogLine[]>(block["lines"]!.ToJsonString()));
        }

        return lines;
    }

    private static void IsBeginningOf(List<LogLine> whole, List<LogLine> part)
    {
        Assert.NotEmpty(part);
        for (var i = 0; i < part.Count; i++)
        {
            Assert.True(i < whole.Count, $"Line {i} is one too many: {part[i]}");
            Assert.Equal(whole[i], part[i]);
        }
    }

    private static List<LogLine> Cut(string file, string node, bool stamped)
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        open.CopyTo(bytes);
        return [.. new LineSplitter(node, 0, stamped, TimeProvider.System).Take(bytes.ToArray()).Select(line => line.Line)];
    }
}
