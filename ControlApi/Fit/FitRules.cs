using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>
/// Whether a load fits. vLLM may use its share of all memory; what weights and engine leave of that is cache, and one
/// request of the longest context must find room in it. Before anything it must find the whole share free.
/// </summary>
internal static class FitRules
{
    /// <summary>
    /// With less to spare the next start may fail: equal starts on a pair of GB10 left 16.9 to 18.1 GiB for the cache
    /// (https://github.com/MiaAI-Lab/GLM-5.3-Flash-EXL3-2x-DGX-Sparks/issues/204).
    /// </summary>
    public const long Narrow = 2L << 30;

    /// <summary>
    /// What container and CUDA hold before vLLM looks: its reading on a GB10 was 2.6 to 2.7 GiB below MemAvailable
    /// (https://github.com/llamastash/llamastash/pull/81).
    /// </summary>
    public const long Context = 27L * (1 << 30) / 10;

    /// <summary>The launcher's own advice: no fastsafetensors for more weights than this part of memory.</summary>
    public const double MostFast = 0.8;

    /// <summary>No model is asked for more where it does not say how much it can.</summary>
    private const int LongestContext = 1_048_576;

    public static FitAnswer Judge(FitQuestion question)
    {
        var words = question.Words;
        var learned = new LearnedLoads(question.Loads, words, question.Image);
        if (Hindrance(question) is { } hindrance) return Unknown(question, hindrance, learned);

        var facts = question.Facts!;
        var needs = Taking(question).Select(room => RankNeed.Of(room, facts, words, learned)).ToList();
        if (needs.Contains(null)) return Unknown(question, "How large its weights are is not known.", learned);

        return Answer(new(facts, words, [.. needs.OfType<RankNeed>()], CacheNeed.Of(facts, words, learned)), learned);
    }

    private static string? Hindrance(FitQuestion question) => question switch
    {
        { Facts: null } => question.Missing,
        { Words.Data: > 1 } => "What a load with data parallelism takes is not worked out here.",
        _ when question.Words.Ranks > question.Rooms.Count => FormattableString.Invariant(
            $"It is split over {question.Words.Ranks} GPUs, and there are {question.Rooms.Count}."),
        _ when Taking(question).FirstOrDefault(room => room.TotalBytes is null) is { } dark =>
            $"How much memory {NodeNames.Of(dark.Node)} has is not known yet.",
        _ => null
    };

    // Those that take part, of which there are as many as ranks.
    private static IEnumerable<NodeRoom> Taking(FitQuestion question) =>
        question.Rooms.Take((int)question.Words.Ranks);

    private static FitAnswer Answer(FitWorking working, LearnedLoads learned) => new(
        Verdict(working), FitSentences.Of(working, Verdict(working), learned.Count), working.Measured,
        working.LargestOfUse(LongestContext), working.SmallestShare, learned.Count,
        working.Needs.ToDictionary(need => need.Room.Node, working.Node))
    {
        MaxPositions = working.Facts.MaxPositions,
        CacheBytesPerToken = working.Words.CacheBytes is null ? working.Cache?.BytesPerToken : null
    };

    private static FitVerdict Verdict(FitWorking working)
    {
        // By an estimate only what lacks more than the estimate may be off is sure not to fit.
        var lacks = working.IsCacheTooSmall || working.Worst.Spare < (working.Measured ? 0 : -RankNeed.Doubt);
        if (lacks || working.TooFew is not null || working.IsTooLong) return FitVerdict.DoesNotFit;
        if (working.CacheBytes is null) return FitVerdict.Unknown;

        return working.IsNarrow || working.IsDoubtful ? FitVerdict.Tight : FitVerdict.Fits;
    }

    private static FitAnswer Unknown(FitQuestion question, string reason, LearnedLoads learned) => new(
        FitVerdict.Unknown, reason, false, null, null, learned.Count, new Dictionary<string, FitNode>())
    {
        MaxPositions = question.Facts?.MaxPositions,
        Asked = question.Facts is null && question.Asked
    };
}
