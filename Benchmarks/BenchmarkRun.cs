using System.Globalization;
using System.Runtime.InteropServices;

namespace SparkControl.Benchmarks;

/// <summary>Measures what is named, or everything, and says which figures are over their limits.</summary>
internal static class BenchmarkRun
{
    private static readonly OrderedDictionary<string, Func<CancellationToken, IAsyncEnumerable<Figure>>> All = new()
    {
        ["ready-line"] = ReadyLine.MeasureAsync,
        ["log-200k"] = SteadyLog.MeasureAsync,
        ["log-2m"] = FloodedLog.MeasureAsync,
        ["gets-dark"] = DarkGets.MeasureAsync,
        ["endpoints"] = EndpointLoad.MeasureAsync,
        ["log-1m"] = MillionReports.MeasureAsync,
        ["sampling"] = SamplingCost.MeasureAsync,
        ["standalone"] = StandalonePanel.MeasureAsync,
        ["decode"] = DecodingSpeed.MeasureAsync,
        ["merge"] = MergeCost.MeasureAsync,
        ["transcript"] = TranscriptCost.MeasureAsync,
        ["hard"] = HardTranscripts.MeasureAsync,
        ["upload"] = UploadGrowth.MeasureAsync,
        ["fit"] = FitError.MeasureAsync
    };

    /// <returns>The exit code: 1 when a figure is over its limit, 2 for a name that is none.</returns>
    public static async Task<int> RunAsync(string[] names)
    {
        if (names.FirstOrDefault(name => !All.ContainsKey(name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync(
                $"There is no benchmark {unknown}. There are: {string.Join(", ", All.Keys)}.");
            return 2;
        }

        using var ending = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            ending.Cancel();
        });
        var over = 0;
        foreach (var name in names.Length > 0 ? names : [.. All.Keys])
        {
            Console.WriteLine(Circumstances());
            await foreach (var figure in All[name](ending.Token))
            {
                Console.WriteLine(figure);
                if (figure.IsOver) over++;
            }
        }

        return over > 0 ? 1 : 0;
    }

    // Other work on the machine makes figures worse, and whoever reads them must know of it.
    private static string Circumstances() => string.Create(CultureInfo.InvariantCulture,
        $"# {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, "
        + $"load before {Linux.LoadAverage():0.0}");
}
