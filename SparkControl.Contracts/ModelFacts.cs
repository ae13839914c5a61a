namespace SparkControl.Contracts;

/// <summary>What is known of models from their own files. Weights that nobody has read are not in it.</summary>
/// <param name="Models">By repository or path.</param>
public sealed record FactsState(IReadOnlyDictionary<string, ModelFacts> Models);

/// <summary>What a model's <c>config.json</c> and the size of its files say about the memory that it takes.</summary>
public sealed record ModelFacts
{
    /// <summary>Bytes of the files that hold weights; null when not known.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>The first word of <c>architectures</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>The longest context that it was made for, in tokens; null when it does not say.</summary>
    public int? MaxPositions { get; init; }

    /// <summary>Whether its weights are quantized already.</summary>
    public bool Quantized { get; init; }

    /// <summary>How its weights are packed, as vLLM names it; null when it does not say.</summary>
    public string? Packing { get; init; }

    /// <summary>It is loaded by code of its own.</summary>
    public bool BringsCode { get; init; }

    /// <summary>It says itself that its cache is kept in 8 bits.</summary>
    public bool Fp8Cache { get; init; }

    /// <summary>Parameters of the embeddings, which no quantization at a start touches.</summary>
    public long EmbeddingParameters { get; init; }

    /// <summary>It takes more than text.</summary>
    public bool Multimodal { get; init; }

    /// <summary>
    /// The layers that keep something of each request, by kind; empty for a model that keeps nothing. Null when its
    /// configuration is not understood: <see cref="Problem"/> says why.
    /// </summary>
    public IReadOnlyList<CacheLayers>? Cache { get; init; }

    /// <summary>Layers of full attention that multi-token prediction adds, when it is asked for.</summary>
    public int PredictionLayers { get; init; }

    /// <summary>Why its cache cannot be worked out, as a sentence.</summary>
    public string? Problem { get; init; }
}

/// <summary>What a layer keeps of a request.</summary>
public enum CacheKind
{
    /// <summary>Keys and values of every token.</summary>
    Full,

    /// <summary>Keys and values of the last tokens.</summary>
    Sliding,

    /// <summary>One compressed vector of every token (MLA); every rank keeps all of it.</summary>
    Latent,

    /// <summary>A state of constant size.</summary>
    Linear
}

/// <summary>Layers that keep the same.</summary>
/// <param name="Kind">What they keep.</param>
/// <param name="Count">How many there are.</param>
public sealed record CacheLayers(CacheKind Kind, int Count)
{
    /// <summary>Heads of keys and values, over all ranks; 1 for a latent layer.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Elements of one head, or of the compressed vector.</summary>
    public int HeadDim { get; init; }

    /// <summary>Elements of a compressed vector that hold its position.</summary>
    public int PositionDim { get; init; }

    /// <summary>Tokens that a sliding layer looks back.</summary>
    public int Window { get; init; }

    /// <summary>Bytes of a token's entry in the index of sparse attention, whatever the cache's type.</summary>
    public int IndexBytes { get; init; }

    /// <summary>Set for a linear layer.</summary>
    public LinearState? State { get; init; }
}

/// <summary>The state of a linear-attention layer (gated delta net), over all ranks.</summary>
/// <param name="KeyHeads">Heads of keys.</param>
/// <param name="KeyDim">Elements of one.</param>
/// <param name="ValueHeads">Heads of values.</param>
/// <param name="ValueDim">Elements of one.</param>
/// <param name="Kernel">Tokens that its convolution sees.</param>
/// <param name="StateElementBytes">Bytes of an element of the recurrent state; that of the convolution has 2.</param>
public sealed record LinearState(
    int KeyHeads, int KeyDim, int ValueHeads, int ValueDim, int Kernel, int StateElementBytes);
