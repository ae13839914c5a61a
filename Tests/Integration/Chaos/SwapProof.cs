using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Simulator;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>What must hold after a swap, whatever happened on the way.</summary>
internal static class SwapProof
{
    /// <summary>How long a line may be under way while other tests have the machine.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The model runs, once, and the log is what was printed, each line once and in order.</summary>
    /// <param name="rig">Where it runs.</param>
    /// <param name="panel">Who is asked.</param>
    /// <param name="id">The swap.</param>
    /// <param name="launchesBefore">Launches on the head before it.</param>
    /// <param name="cut">A node that was cut off until the end.</param>
    public static async Task ServesAsync(
        ChaosRig rig, PanelProcess panel, string id, int launchesBefore, string? cut = null)
    {
        var swap = (await panel.SwapAsync())!;
        Assert.True(swap.Id == id && swap.Phase == SwapPhase.Ready,
            $"{swap.Phase}: {swap.Failure?.Title} {swap.Failure?.Detail}\n{panel.Said}");
        Assert.Equal(swap.Weights, await ServedAsync(rig));
        Assert.Equal(launchesBefore + 1, rig.Pair.Head.Launches.Count);
        foreach (var (node, container) in swap.Run.Containers)
        {
            Assert.Equal(
                container, (await rig.Pair.Node(node)
                    .ShellAsync("docker ps -a -q --no-trunc -f name=^vllm_node$", Cancel)).Out.Trim());
        }

        var stored = await ReadAsync(panel, id);
        Assert.Contains(stored, line => Decides(rig.Pair, line));
        LogIsExact(rig.Pair, swap, stored, cut: cut);
    }

    /// <summary>What the head's server names.</summary>
    public static async Task<string> ServedAsync(ChaosRig rig)
    {
        using var http = new HttpClient();
        return (string)JsonNode.Parse(
            await http.GetStringAsync($"http://127.0.0.1:{rig.Pair.VllmPort}/v1/models", Cancel))!["data"]![0]!["id"]!;
    }

    /// <summary>
    /// What is stored of a swap that got ready is what was printed, each line once and in order: of the head up to the
    /// line that decided, of the worker up to then, of the launcher all. The rest is docker's to keep.
    /// </summary>
    /// <param name="pair">Where it runs.</param>
    /// <param name="swap">A swap that is ready.</param>
    /// <param name="stored">All its lines.</param>
    /// <param name="awaySince">
    /// When the head was cut off for good: a model that answers is then ready with the lines from before that.
    /// </param>
    /// <param name="cut">A node that was cut off until the end: what came of it is a beginning.</param>
    public static void LogIsExact(
        SimulatedPair pair, SwapState swap, IReadOnlyList<LogLine> stored, DateTimeOffset? awaySince = null, string? cut = null)
    {
        var decided = awaySince?.ToUnixTimeMilliseconds() ?? stored.First(line => Decides(pair, line)).AtMs;
        var isToldByLauncher = stored.Any(line => line.Node == LogLine.Launcher && Decides(pair, line));
        var wanted = decided - (long)OnItsWay.TotalMilliseconds;
        foreach (var (node, container) in swap.Run.Containers)
        {
            var printed = Cut(pair.Node(node).Docker.Find(container)!.Log.Path, node, stamped: true);
            var part = stored.Where(line => line.Node == node).ToList();
            IsBeginningOf(printed, part);
            // Where the launcher tells of the model, what its container says is not waited for behind a cut link
            // either.
            var mayOwe = node == cut || (cut is not null && isToldByLauncher);
            if (!mayOwe) Assert.DoesNotContain(printed.Skip(part.Count), line => line.AtMs < wanted);
        }

        LauncherIsExact(pair, swap, [.. stored.Where(line => line.Node == LogLine.Launcher)], wanted);
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

    // With the launcher of era A what vLLM says comes through the launcher.
    private static bool Decides(SimulatedPair pair, LogLine line) =>
        (line.Node == pair.Head.Name || line.Node == LogLine.Launcher)
        && line.Text.Contains("Application startup complete", StringComparison.Ordinal);

    // Its lines have no stamps of their own.
    private static void LauncherIsExact(SimulatedPair pair, SwapState swap, List<LogLine> stored, long wanted)
    {
        var job = Path.Combine(pair.Head.Home, ".spark-control/jobs", swap.Run.LauncherJob!);
        var printed = Cut(Path.Combine(job, "log"), LogLine.Launcher, stamped: false)
            .Select(line => line with { AtMs = 0 }).ToList();
        IsBeginningOf(printed, [.. stored.Select(line => line with { AtMs = 0 })]);
        var exit = new FileInfo(Path.Combine(job, "exit"));
        var hadEnded = exit.Exists && new DateTimeOffset(exit.LastWriteTimeUtc).ToUnixTimeMilliseconds() < wanted;
        if (hadEnded) Assert.Equal(printed.Count, stored.Count);
    }

    private static void IsBeginningOf(List<LogLine> whole, List<LogLine> part)
    {
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
        return [.. new LineSplitter(node, 0, stamped, TimeProvider.System).Take(bytes.ToArray())
            .Select(line => line.Line)];
    }
}
