namespace SparkControl.Contracts;

/// <summary>Where a swap stands. The order is the order of a load that goes well.</summary>
public enum SwapPhase
{
    /// <summary>Looking whether the model can be loaded; nothing is touched yet.</summary>
    Preflight,

    /// <summary>Ending what runs, until it is seen gone on both nodes and memory is back.</summary>
    Stopping,

    /// <summary>The launcher runs; containers come up.</summary>
    Launching,

    /// <summary>vLLM loads the model, see <see cref="LoadStep"/>.</summary>
    Loading,

    /// <summary>It has answered a real request.</summary>
    Ready,

    /// <summary>It did not come up. What it left is being removed until the swap has ended.</summary>
    Failed,

    /// <summary>A user ended it. What it left is being removed until the swap has ended.</summary>
    Cancelled,

    /// <summary>A stop that was asked for is done: nothing runs.</summary>
    Stopped
}
