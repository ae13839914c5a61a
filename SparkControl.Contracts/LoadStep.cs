namespace SparkControl.Contracts;

/// <summary>The steps of <see cref="SwapPhase.Loading"/>, in the order in which vLLM takes them.</summary>
public enum LoadStep
{
    /// <summary>Weights come from the Hub first; skipped when they are on disk.</summary>
    Download,

    /// <summary>The ranks find each other.</summary>
    Distribute,

    /// <summary>Weights go into memory.</summary>
    Weights,

    /// <summary>torch.compile.</summary>
    Compile,

    /// <summary>The KV cache is measured and taken.</summary>
    KvCache,

    /// <summary>CUDA graphs are captured.</summary>
    Graphs,

    /// <summary>The HTTP server starts and gives its first answer.</summary>
    Serve
}
