namespace SparkControl.Simulator.Vllm;

/// <summary>What layers keep of a request: some everything, some the last tokens, some a state.</summary>
/// <param name="Full">Layers that keep keys and values of every token.</param>
/// <param name="Heads">Their heads.</param>
/// <param name="Dim">Elements of one.</param>
internal sealed record CacheLayout(int Full, int Heads, int Dim)
{
    public int Sliding { get; init; }
    public int SlidingHeads { get; init; }
    public int SlidingDim { get; init; }
    public int Window { get; init; }

    /// <summary>Layers with a gated delta net; heads of 128 elements, a convolution of 4, states of 4 bytes.</summary>
    public int Linear { get; init; }

    public int KeyHeads { get; init; }
    public int ValueHeads { get; init; }

    public int Layers => Full + Sliding + Linear;

    /// <summary>The models that the panel brings and a few more; one of ordinary size for any other.</summary>
    public static CacheLayout Of(string name, bool isEmbedding) => name switch
    {
        _ when isEmbedding => new(5, 8, 128),
        _ when Has(name, "gemma-4") => new(5, 2, 512)
        {
            Sliding = 25,
            SlidingHeads = 8,
            SlidingDim = 256,
            Window = 1024
        },
        _ when Has(name, "Qwen3.6") || Has(name, "Qwen3.5") => new(10, 2, 256)
        {
            Linear = 30,
            KeyHeads = 16,
            ValueHeads = 32
        },
        _ when Has(name, "gemma-3-27b") => new(10, 16, 128)
        {
            Sliding = 52,
            SlidingHeads = 16,
            SlidingDim = 128,
            Window = 1024
        },
        _ when Has(name, "gpt-oss") => new(Has(name, "120b") ? 18 : 12, 8, 64)
        {
            Sliding = Has(name, "120b") ? 18 : 12,
            SlidingHeads = 8,
            SlidingDim = 64,
            Window = 128
        },
        _ when Has(name, "Coder-30B") => new(48, 4, 128),
        _ when Has(name, "Qwen3-8B") => new(36, 8, 128),
        _ when Has(name, "Qwen3-0.6B") => new(28, 8, 128),
        _ when Has(name, "Llama-3.1-8B") => new(32, 8, 128),
        _ when Has(name, "235B") => new(94, 4, 128),
        _ when Has(name, "72B") => new(80, 8, 128),
        _ => new(24, 8, 128)
    };

    private static bool Has(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
