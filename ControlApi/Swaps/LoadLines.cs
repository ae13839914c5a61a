using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>
/// Reads the marks of a load from vLLM's own lines; versions differ in words, so any of a step's words will do.
/// </summary>
internal static partial class LoadLines
{
    private static readonly (string Text, LoadMark Mark)[] Marks =
    [
        ("Application startup complete", new(LoadStep.Serve) { Complete = true }),
        ("Loading weights took", new(LoadStep.Weights) { Ends = true }),
        ("Model loading took", new(LoadStep.Weights) { Ends = true }),
        ("world_size=", new(LoadStep.Distribute)),
        ("vLLM is using nccl", new(LoadStep.Distribute)),
        ("Creating a new placement group", new(LoadStep.Distribute)),
        ("Using cache directory", new(LoadStep.Compile)),
        ("Dynamo bytecode transform time", new(LoadStep.Compile)),
        ("Directly load the compiled graph", new(LoadStep.Compile)),
        ("Compiling a graph", new(LoadStep.Compile)),
        ("torch.compile took", new(LoadStep.Compile) { Ends = true }),
        ("torch.compile takes", new(LoadStep.Compile) { Ends = true }),
        ("Available KV cache memory", new(LoadStep.KvCache)),
        ("GPU KV cache size", new(LoadStep.KvCache) { Ends = true }),
        ("Profiling CUDA graph memory", new(LoadStep.KvCache)),
        ("Autotuning process starts", new(LoadStep.Graphs)),
        ("Graph capturing finished", new(LoadStep.Graphs) { Ends = true }),
        ("init engine (profile", new(LoadStep.Serve)),
        ("Starting vLLM server", new(LoadStep.Serve)),
        ("Started server process", new(LoadStep.Serve)),
        ("Waiting for application startup", new(LoadStep.Serve))
    ];

    /// <summary>The mark in a line; null for the many lines that say nothing of the load.</summary>
    public static LoadMark? Read(string line)
    {
        if (line.Contains('%', StringComparison.Ordinal) && ReadBar(line) is { } bar) return bar;

        foreach (var (text, mark) in Marks)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return mark;
        }

        return null;
    }

    /// <summary>
    /// The node a line speaks for: Ray and tensor parallel put the worker's lines into the head's log.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="nodes">The nodes, the head first.</param>
    /// <param name="workerAddress">The worker's address as Ray has it; null when it is not known.</param>
    public static string NodeOf(LogLine line, IReadOnlyList<NodeProgress> nodes, string? workerAddress)
    {
        var printed = line.Node == LogLine.Launcher ? nodes[0].Node : line.Node;
        if (!line.Text.StartsWith('(')) return printed;

        // Ray names the address only of a node that is not the one that prints, and that behind the name of the engine.
        var prefix = Processes().Match(line.Text).ValueSpan;
        var isWorker = prefix.Contains("Worker_TP1", StringComparison.Ordinal)
            || prefix.Contains(workerAddress is null ? " ip=" : $"ip={workerAddress})", StringComparison.Ordinal);
        return isWorker ? nodes[^1].Node : printed;
    }

    private static LoadMark? ReadBar(string line)
    {
        if (ShardBar().Match(line) is { Success: true } shards) return Bar(LoadStep.Weights, "shards", shards);
        if (GraphBar().Match(line) is { Success: true } graphs) return Bar(LoadStep.Graphs, "graphs", graphs);
        return FileBar().Match(line) is { Success: true } files ? Bar(LoadStep.Download, "files", files) : null;
    }

    private static LoadMark Bar(LoadStep step, string unit, Match match)
    {
        var done = int.Parse(match.Groups["done"].ValueSpan, CultureInfo.InvariantCulture);
        var total = int.Parse(match.Groups["total"].ValueSpan, CultureInfo.InvariantCulture);
        return new(step) { Done = done, Total = total, Unit = unit, Ends = done >= total };
    }

    [GeneratedRegex(@"\A(?:\([^)]*\) ?)+")]
    private static partial Regex Processes();

    [GeneratedRegex(@"Loading safetensors[^:]*:\s+\d+% Completed \| (?<done>\d{1,6})/(?<total>\d{1,6})")]
    private static partial Regex ShardBar();

    [GeneratedRegex(@"Capturing CUDA graphs?[^:]*:\s+\d+%.*?\s(?<done>\d{1,6})/(?<total>\d{1,6})")]
    private static partial Regex GraphBar();

    [GeneratedRegex(@"Fetching \d+ files:\s+\d+%.*?\s(?<done>\d{1,6})/(?<total>\d{1,6})")]
    private static partial Regex FileBar();
}
