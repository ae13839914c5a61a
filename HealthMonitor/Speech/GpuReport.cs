using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>A word of a client's that the GPU behind Parakeet may be wedged.</summary>
internal static class GpuReport
{
    public static bool Is(ConnectivityEntry entry) =>
        entry is { Kind: ConnectivityKind.Report, Service: "parakeet", Ok: not true, Error: { } error } && Names(error);

    /// <summary>Whether a text names what fails on a GPU.</summary>
    public static bool Names(string text) => text.Contains("CUDA", StringComparison.OrdinalIgnoreCase)
        || text.Contains("CUBLAS", StringComparison.OrdinalIgnoreCase);
}
