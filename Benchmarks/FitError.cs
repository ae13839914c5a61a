using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;

namespace SparkControl.Benchmarks;

/// <summary>How far the fit check is from what vLLM printed in public loads, and what an answer takes.</summary>
internal static class FitError
{
    private const double Gib = 1L << 30, MostPercent = 1.5, TotalGib = 121.69;
    private const int Rounds = 2_000;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        foreach (var known in FitCases.All)
        {
            foreach (var figure in Of(known)) yield return figure;
        }

        foreach (var load in FitLoad.All) yield return Whole(load);
        // Activations alone: what CUDA graphs and libraries take comes on top.
        yield return Engine(8_224, 5.30);
        yield return Engine(2_048, 1.39);
        yield return Cost();
    }

    /// <summary>The layout that a case's words give.</summary>
    public static CacheShape Shape(FitCase known) => CacheShape.Of(
        ModelConfig.Read(known.Config), FitWords.Of(ModelNodes.Solo, new(), known.Args))!;

    /// <summary>Requests of a case's context that have room in its cache.</summary>
    public static double Requests(FitCase known)
    {
        var shape = Shape(known);
        var blocks = Math.Floor(known.AvailableGib * Gib / shape.BlockBytes);
        return blocks * shape.BlockBytes / shape.Needed(known.Context);
    }

    /// <summary>Tokens as older versions count them.</summary>
    public static long Tokens(FitCase known)
    {
        var shape = Shape(known);
        var blocks = (long)(known.AvailableGib * Gib / shape.BlockBytes);
        return blocks / shape.Groups.Sum(group => group.Count)
            * shape.Groups.Where(group => group.BlockTokens > 0).Min(group => group.BlockTokens);
    }

    /// <summary>What the estimate leaves of a load's share for the cache, in GiB.</summary>
    public static double Cache(FitLoad load)
    {
        var words = FitWords.Of(load.Nodes, new() { GpuMemoryUtilization = load.Share }, load.Args);
        return load.Share * TotalGib - load.WeightsGib - EngineEstimate.Of(words) / Gib;
    }

    private static IEnumerable<Figure> Of(FitCase known)
    {
        if (known.Longest is { } longest)
        {
            var found = Shape(known).Largest(known.AvailableGib * Gib, known.Context);
            yield return Error(known, "longest context", found, longest);
        }

        if (known.Tokens is { } tokens) yield return Error(known, "tokens", Tokens(known), tokens);
        if (known.Requests is { } requests) yield return Error(known, "requests", Requests(known), requests);
    }

    private static Figure Error(FitCase known, string what, double found, double printed) => new(
        $"fit {(known.Fitted ? "fitted " : "")}{what}, {known.Name}",
        Math.Abs(found - printed) / printed * 100, "% off", MostPercent,
        string.Create(CultureInfo.InvariantCulture, $"{printed:0.##} printed, {found:0.##} found; {known.Source}")
            + (known.Fitted ? "; what it leaves open was filled in so that it comes out" : ""));

    private static Figure Whole(FitLoad load)
    {
        var found = Cache(load);
        return new(
            $"fit by estimate, {load.Name}", Math.Abs(found - load.AvailableGib), "GiB off", RankNeed.Doubt / Gib,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{load.AvailableGib:0.00} GiB of cache printed, {found:0.00} found; {load.Source}"));
    }

    private static Figure Engine(int batch, double activations)
    {
        var estimate = EngineEstimate.Of(new() { Batch = batch }) / Gib;
        return new(
            $"fit engine, {batch} tokens a step", Math.Max(0, activations - estimate), "GiB short", 0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{activations:0.00} GiB of activations printed, {estimate:0.00} estimated for all; ")
            + "https://github.com/MiaAI-Lab/DeepSeek-v4-Flash-One-DGX-Spark/issues/4");
    }

    private static Figure Cost()
    {
        var times = new double[Rounds];
        for (var round = -200; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Judge();
            if (round >= 0) times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return new("fit p99", new Spread(times).P99, "ms", 1, "what a slider may wait for");
    }

    private static void Judge()
    {
        var model = FitCases.All.First(known => known.Name.Contains("NVFP4, RTX", StringComparison.Ordinal));
        var words = FitWords.Of(ModelNodes.Solo, new() { MaxModelLen = 131_072 }, model.Args);
        FitRules.Judge(new(words, [new("spark1", (long)(TotalGib * Gib), (long)(115 * Gib), null)])
        {
            Facts = ModelConfig.Read(model.Config) with { WeightBytes = (long)(21 * Gib) }
        });
    }
}
