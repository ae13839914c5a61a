using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Keeps what the lines of a load say of memory: each node's own, as vLLM prints it.</summary>
internal static partial class MemoryLines
{
    private const double Gib = 1L << 30;

    /// <summary>The state after a line; the same object when it says nothing of memory.</summary>
    public static SwapState Apply(SwapState state, LogLine line)
    {
        // Most lines of a flood are not of these, and a search for a word is cheap.
        var isOfMemory = line.Text.Contains(" GiB", StringComparison.Ordinal)
            || line.Text.Contains(" tokens", StringComparison.Ordinal)
            || line.Text.Contains("CUDA graph memory", StringComparison.Ordinal);
        if (!isOfMemory) return state;

        var figures = state.Run.Figures;
        var node = LoadLines.NodeOf(line, state.Nodes, state.Run.Place?.WorkerAddress);
        var next = Read(figures, node, line.Text);
        return next == figures ? state : state with { Run = state.Run with { Figures = next } };
    }

    private static LoadFigures Read(LoadFigures figures, string node, string text)
    {
        if (Bytes(Weights().Match(text)) is { } weights) return With(known => known with { WeightsBytes = weights });
        if (Bytes(Cache().Match(text)) is { } cache) return With(known => known with { KvBytes = cache });
        if (Bytes(Graphs().Match(text)) is { } graphs) return With(known => known with { GraphBytes = graphs });
        if (GraphsBeside().IsMatch(text)) return With(known => known with { GraphBytes = 0 });
        if (Tokens().Match(text) is { Success: true } tokens)
            return figures with { KvTokens = Whole(tokens.Groups[1]) };

        return Requests().Match(text) is { Success: true } requests
            ? figures with { RequestTokens = Whole(requests.Groups[1]), Requests = Number(requests.Groups[2]) }
            : figures;

        LoadFigures With(Func<NodeFigures, NodeFigures> change)
        {
            var known = figures.Nodes.GetValueOrDefault(node) ?? new();
            var next = change(known);
            return next == known
                ? figures
                : figures with { Nodes = new Dictionary<string, NodeFigures>(figures.Nodes) { [node] = next } };
        }
    }

    private static long? Bytes(Match match) => match.Success ? (long)(Number(match.Groups[1]) * Gib) : null;

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static long Whole(Group group) =>
        long.Parse(group.ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Model loading took (\d{1,6}(?:\.\d+)?) GiB")]
    private static partial Regex Weights();

    [GeneratedRegex(@"Available KV cache memory: (\d{1,6}(?:\.\d+)?) GiB")]
    private static partial Regex Cache();

    [GeneratedRegex(@"Estimated CUDA graph memory: (-?\d{1,6}(?:\.\d+)?) GiB")]
    private static partial Regex Graphs();

    // Before v0.21, and where it is switched off, the estimate is printed and taken off nothing.
    [GeneratedRegex("CUDA graph memory profiling (?:is disabled|will be enabled)")]
    private static partial Regex GraphsBeside();

    [GeneratedRegex(@"GPU KV cache size: (\d[\d,]{0,17}) tokens")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"Maximum concurrency for (\d[\d,]{0,17}) tokens per request: (\d{1,9}(?:\.\d+)?)x")]
    private static partial Regex Requests();
}
