namespace SparkControl.Simulator;

/// <summary>What is wrong with an image, wherever it is.</summary>
public enum ImageFault
{
    /// <summary>Nothing is.</summary>
    None,

    /// <summary>Its vLLM cannot even say its version.</summary>
    DoesNotStart,

    /// <summary>Its vLLM says its version, and dies while it loads a model.</summary>
    DiesLoading,

    /// <summary>Its vLLM loads models and says nothing of itself: who asks for version or help waits.</summary>
    SaysNothing,

    /// <summary>Nothing, but it starts a server by itself: what is behind its name is that one's arguments.</summary>
    OwnEntryPoint
}
