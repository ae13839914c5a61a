using System.Globalization;
using SparkControl.Contracts;
using static SparkControl.ControlApi.Swaps.FailureCause;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Loads that fail for want of memory.</summary>
internal static class MemoryCauses
{
    public static FailureCause NoKvCache => Cause(
        "no_kv_cache", Root, "No memory is left for the KV cache",
        "The weights take all the memory that the model may use.",
        Do("Give the model a larger share of memory"), Do("Choose a smaller model"));

    public static FailureCause OutOfMemory => Cause(
        "out_of_memory", Root, "The Spark ran out of unified memory", "Weights, cache and everything else share it.",
        Do("Give the model a smaller share of memory"), Do("Choose a smaller context or model"), DropCaches);

    private static Remedy DropCaches =>
        Do("Let the page cache go", "On each Spark.", "sudo sh -c 'sync; echo 3 > /proc/sys/vm/drop_caches'");

    public static FailureCause KvCacheTooSmall(string line)
    {
        if (FailureFigures.KvCache(line) is not { } figures)
        {
            return Cause("kv_cache_too_small", Root, "The context needs more KV cache than there is memory for", null,
                Do("Choose a smaller context"));
        }

        Remedy smaller = figures.Fits is { } fits
            ? new(
                $"Use a context of {Thousands(fits)} tokens",
                "vLLM names this as the largest that fits.",
                MaxModelLen: fits)
            : Do("Choose a smaller context");
        return Cause("kv_cache_too_small", Root,
            $"A context of {Thousands(figures.Context)} tokens needs {figures.NeedGib} GiB of KV cache; "
            + $"{figures.HaveGib} GiB are free for it",
            null, smaller, Do("Give the model a larger share of memory"));
    }

    public static FailureCause MemoryTaken(string line) => Cause(
        "memory_taken", Root,
        FailureFigures.FreeMemory(line) is { } figures
            ? $"{figures.FreeGib} of {figures.TotalGib} GiB are free; the model may use more than that"
            : "Too little memory is free for the share that the model may use",
        "Another program or the page cache holds the rest.",
        DropCaches, Do("Give the model a smaller share of memory"));

    private static string Thousands(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
