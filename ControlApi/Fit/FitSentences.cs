using System.Globalization;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;

namespace SparkControl.ControlApi.Fit;

/// <summary>A verdict as one sentence with its figures.</summary>
internal static class FitSentences
{
    public static string Of(FitWorking working, FitVerdict verdict, int loads) => verdict switch
    {
        FitVerdict.DoesNotFit when working.IsTooLong => TooLong(working),
        FitVerdict.DoesNotFit when working.TooFew is { } need => AtStart(working, need),
        FitVerdict.DoesNotFit when working.IsCacheTooSmall => TooSmall(working),
        FitVerdict.Unknown => working.Facts.Problem ?? "How long its context is is not known.",
        FitVerdict.Tight when !working.IsNarrow => Doubtful(working),
        _ => Told(working, verdict, loads)
    };

    private static string Told(FitWorking working, FitVerdict verdict, int loads)
    {
        var (room, words) = (working.Worst.Need.Room, working.Words);
        var most = words.CacheBytes is null
            ? Text($"vLLM may use {Gib(working.Worst.Need.Limit(words))} of {Gib(room.TotalBytes!.Value)}")
            : Text($"{Gib((room.AvailableBytes ?? room.TotalBytes)!.Value)} are there for it");
        return $"{Where(working)} {Spare(working, verdict)}: {Parts(working)}, and {most}"
            + $"{Source(working, verdict, loads)}.";
    }

    private static string Spare(FitWorking working, FitVerdict verdict)
    {
        var bytes = working.Worst.Spare;
        return verdict switch
        {
            FitVerdict.Tight when bytes < 0 => Text($"lacks {Gib(-bytes)} GiB{Estimate}"),
            FitVerdict.Tight when !working.Measured => Text($"keeps {Gib(bytes)} GiB to spare{Estimate}"),
            FitVerdict.Tight => Text($"keeps only {Gib(bytes)} GiB to spare"),
            FitVerdict.Fits => Text($"keeps {Gib(bytes)} GiB to spare"),
            _ => Text($"lacks {Gib(-bytes)} GiB")
        };
    }

    private static string Estimate => Text($" by an estimate that may be {RankNeed.Doubt >> 30} GiB off");

    private static string Doubtful(FitWorking working) =>
        working.TooFast is { } heavy ? Heavy(heavy)
        : working.NotSeen is { } dark ? NotSeen(working, dark)
        : working.Close is { } close ? Close(working, close)
        : "The model that guesses ahead takes weights and cache of its own, which are not counted here.";

    private static string TooLong(FitWorking working) =>
        Text($"It was made for a context of {working.Facts.MaxPositions:N0} tokens, and vLLM refuses ")
        + Text($"{working.Words.MaxModelLen:N0} unless it is told how to stretch it.");

    private static string AtStart(FitWorking working, RankNeed need)
    {
        var asks = $"{Asks(working, need)}, and {NodeNames.Of(need.Room.Node)} ";
        return need.Most(working.Words) > need.Room.TotalBytes || need.Room.AvailableBytes is null
            ? asks + Text($"has {Gib(need.Room.TotalBytes!.Value)} GiB.")
            : asks + Text($"will have {Gib(need.Room.AvailableBytes.Value)} GiB available{Taken(need.Room)}.");
    }

    private static string Asks(FitWorking working, RankNeed need)
    {
        var (share, given) = (need.Limit(working.Words), need.Given(working.Words));
        return given > share
            ? Text($"Weights, engine and the {Gib(working.Words.CacheBytes!.Value)} GiB of cache that were given ")
                + Text($"come to {Gib(given)} GiB")
            : Text($"vLLM asks for {Gib(share)} GiB at its start");
    }

    private static string NotSeen(FitWorking working, RankNeed need) =>
        $"{Asks(working, need)}, and what "
        + $"{NodeNames.Of(need.Room.Node)} will have available is not known"
        + (need.Room.AvailableBytes is { } bytes ? Text($": before the last load it was {Gib(bytes)} GiB.") : ".");

    private static string Close(FitWorking working, RankNeed need) =>
        working.IsHeld(need) ? Held(working, need) : Crowded(working, need);

    private static string Held(FitWorking working, RankNeed need) =>
        $"{Asks(working, need)}, and of the "
        + Text($"{Gib(need.Room.AvailableBytes!.Value)} GiB that {NodeNames.Of(need.Room.Node)} will have, CUDA ")
        + "or the page cache may hold what is lacking.";

    private static string Crowded(FitWorking working, RankNeed need) =>
        Text($"{Asks(working, need)}, more than {ModelRules.SafeMemory * 100:0} % of the ")
        + Text($"{Gib(need.Room.TotalBytes!.Value)} GiB of {NodeNames.Of(need.Room.Node)}: little is left for all ")
        + "else that runs there.";

    private static string TooSmall(FitWorking working) =>
        Text($"A context of {working.Length:N0} tokens takes {Gib(working.CacheBytes!.Value)} GiB of cache on each ")
        + Text($"Spark, and {Gib(working.Words.CacheBytes!.Value)} were given.");

    private static string Taken(NodeRoom room) => room.TakenBytes > 0
        ? Text($": something else holds {Gib(room.TakenBytes)} GiB that were there before the last load")
        : "";

    private static string Heavy(RankNeed need) =>
        Text($"Weights of {Gib(need.WeightsBytes)} GiB are more than 80 % of the memory of ")
        + $"{NodeNames.Of(need.Room.Node)}: fastsafetensors may need more than there is.";

    private static string Where(FitWorking working) =>
        working.Needs.Count > 1 && working.Needs.All(need => IsSame(need, working.Needs[0]))
            ? "Each Spark"
            : NodeNames.Of(working.Worst.Need.Room.Node);

    private static bool IsSame(RankNeed one, RankNeed other) =>
        (one.Room.TotalBytes, one.WeightsBytes, one.EngineBytes)
        == (other.Room.TotalBytes, other.WeightsBytes, other.EngineBytes);

    private static string Parts(FitWorking working)
    {
        var need = working.Worst.Need;
        var cache = (working.Words.CacheBytes, working.CacheBytes) switch
        {
            ({ } given, _) => Text($" and the {Gib(given)} of cache that were given"),
            (null, { } bytes) => Text($" and {Gib(bytes)} for a context of {working.Length:N0} tokens"),
            _ => " and the cache"
        };
        return Text($"{Gib(need.WeightsBytes)} GiB of weights, {Gib(need.EngineBytes)} for the engine{cache}");
    }

    private static string Source(FitWorking working, FitVerdict verdict, int loads) =>
        !working.Measured ? verdict == FitVerdict.Tight ? "" : ", by an estimate"
        : loads == 1 ? ", as a good load has shown"
        : Text($", as {loads} good loads have shown");

    private static string Gib(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
