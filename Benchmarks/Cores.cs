using System.Diagnostics;

namespace SparkControl.Benchmarks;

/// <summary>The two cores of a figure that is promised for two.</summary>
internal static class Cores
{
    public const int Count = 2;

    /// <summary>A program on these two, and on all of a machine that has no more.</summary>
    public static ProcessStartInfo Start(string program, IReadOnlyList<string> arguments)
    {
        var (named, words) = Pinned(program, arguments, Environment.ProcessorCount);
        return new(named, words);
    }

    /// <summary>How it is started on a machine of so many cores.</summary>
    public static (string Program, IReadOnlyList<string> Arguments) Pinned(
        string program, IReadOnlyList<string> arguments, int cores) =>
        cores <= Count ? (program, arguments) : ("taskset", ["-c", "0,1", program, .. arguments]);
}
