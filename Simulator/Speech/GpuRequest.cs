using System.Globalization;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>One request's turn on the GPU: how long, with how much memory, and how it fails.</summary>
/// <param name="Model">Which it is for.</param>
/// <param name="Seconds">In the time of the real thing.</param>
/// <param name="Bytes">Unified memory, beyond what the service holds anyway.</param>
internal sealed record GpuRequest(GpuModel Model, double Seconds, long Bytes)
{
    /// <summary>It waits until the one before has ended, instead of racing it.</summary>
    public bool Queues { get; init; }

    /// <summary>More bytes are refused, whatever the node has; null is what it has.</summary>
    public long? Limit { get; init; }

    /// <summary>What the kernel does not let go.</summary>
    private const long Spare = 1L << 30;

    private static readonly string[] _wedged =
    [
        "CUDA error: unknown error\nCUDA kernel errors might be asynchronously reported at some other API call, so " +
            "the stacktrace below might be incorrect.",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx( handle, opa, opb, m, n, k, &falpha, " +
            "a, CUDA_R_16BF, lda, b, CUDA_R_16BF, ldb, &fbeta, c, CUDA_R_16BF, ldc, compute_type, " +
            "CUBLAS_GEMM_DEFAULT_TENSOR_OP)`"
    ];

    /// <summary>The answer, when the GPU has worked for it; else the reason why there is none.</summary>
    public async Task<IResult> RunAsync(ServiceLife life, Func<IResult> answer, CancellationToken cancel)
    {
        if (life.IsWedged) return Fail(life, 500, _wedged[life.NextError() % _wedged.Length]);
        while (!life.Gpu.TryBegin(Model))
        {
            if (!Queues) return Fail(life, 503, "cuFFT error: CUFFT_INTERNAL_ERROR");
            await life.Gpu.IdleOf(Model).WaitAsync(cancel);
        }

        var owner = new object();
        try
        {
            return await WorkAsync(life, owner, cancel) is { } problem ? Fail(life, 500, problem) : answer();
        }
        finally
        {
            life.Service.Node.Memory.Hold(owner, 0);
            life.Gpu.End(Model);
        }
    }

    // Memory is everybody's here: who asks for too much takes it from all before he is refused.
    private async Task<string?> WorkAsync(ServiceLife life, object owner, CancellationToken cancel)
    {
        var memory = life.Service.Node.Memory;
        var free = Math.Min(memory.Available - Spare, Limit ?? long.MaxValue);
        memory.Hold(owner, Math.Min(Bytes, free));
        await life.Pace.WaitAsync(TimeSpan.FromSeconds(Seconds), cancel);
        return Bytes <= free ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"CUDA out of memory. Tried to allocate {Gib(Bytes):F2} GiB. GPU 0 has a total capacity of " +
                $"{Gib(NodeMemory.Total):F2} GiB of which {Gib(Math.Max(free, 0)):F2} GiB is free.");
    }

    private static IResult Fail(ServiceLife life, int status, string problem)
    {
        life.WriteLine("ERROR:    Exception in ASGI application");
        life.WriteLine($"RuntimeError: {problem}");
        return FastApi.Error(status, problem);
    }

    private static double Gib(long bytes) => (double)bytes / (1L << 30);
}
