namespace SparkControl.Contracts;

/// <summary>What a swap is for.</summary>
public enum SwapKind
{
    /// <summary>Load a model; what runs is stopped first.</summary>
    Load,

    /// <summary>Stop what runs.</summary>
    Stop
}
