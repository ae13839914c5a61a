using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>A word of a client's that the GPU behind Parakeet may be wedged.</summary>
internal static class GpuReport
{
    public static bool Is(ConnectivityEntry entry) =>
        entry is { Kind: ConnectivityKind.Report, Service: "parakeet", Ok: not true, Error: { } error }
        && (error.Contains("CUDA", StringComparison.OrdinalIgnoreCase)
            || error.Contains("CUBLAS", StringComparison.OrdinalIgnoreCase));
}
