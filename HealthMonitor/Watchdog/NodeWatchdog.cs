using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Watchdog;

/// <summary>How a node's memory does, sample after sample.</summary>
/// <param name="Warning">What is said; null when nothing is wrong.</param>
/// <param name="Against">Samples in a row that speak against that.</param>
internal sealed record NodeMemory(NodeWarning? Warning = null, int Against = 0);

/// <summary>
/// A node that runs out of unified memory wedges before its kernel ends anything: it is warned of before. Three
/// dangerous samples in a row are a warning, six good ones end it.
/// </summary>
internal static class NodeWatchdog
{
    private const int ToWarn = 3, ToClear = 6;
    private const double MostSwappedIn = 1000;
    private const double Gib = 1024.0 * 1024 * 1024;

    /// <param name="memory">What was said so far.</param>
    /// <param name="sample">A sample that is new.</param>
    /// <param name="settings">What counts as dangerous.</param>
    /// <param name="now">The present time.</param>
    public static NodeMemory Next(NodeMemory memory, NodeSample sample, WatchdogSettings settings, DateTimeOffset now)
    {
        if (IsBlank(sample)) return memory;

        var danger = Danger(sample, settings);
        if (memory.Warning is { } warning)
        {
            if (danger is { } still) return new(warning with { Code = still.Code, Sentence = still.Sentence });

            return memory.Against + 1 >= ToClear ? new() : memory with { Against = memory.Against + 1 };
        }

        if (danger is not { } found) return memory with { Against = 0 };

        return memory.Against + 1 >= ToWarn
            ? new(new(found.Code, found.Sentence, now))
            : memory with { Against = memory.Against + 1 };
    }

    private static (string Code, string Sentence)? Danger(NodeSample sample, WatchdogSettings settings)
    {
        if (sample.MemAvailableBytes < settings.MinAvailableGib * Gib)
        {
            return ("memory_low", $"{Text($"{sample.MemAvailableBytes / Gib:0.0}")} GiB of memory are available; "
                + $"below {settings.MinAvailableGib} GiB a Spark may stop answering.");
        }

        if (sample.MemoryPressure?.SomePercent10 > settings.MaxPressurePercent)
        {
            var waited = Text($"{sample.MemoryPressure.SomePercent10:0}");
            return ("memory_pressure", $"Processes waited for memory in {waited} % of the last 10 s; "
                + $"more than {settings.MaxPressurePercent} % is dangerous.");
        }

        return sample.SwapInPagesPerSecond > MostSwappedIn
            ? ("swapping", Text($"{sample.SwapInPagesPerSecond:#,0} pages a second come back from swap; ")
                + Text($"more than {MostSwappedIn:#,0} are dangerous."))
            : null;
    }

    // What says nothing of memory is neither good nor dangerous.
    private static bool IsBlank(NodeSample sample) =>
        sample is { MemAvailableBytes: null, MemoryPressure: null, SwapInPagesPerSecond: null };

    private static string Text(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
