namespace SparkControl.Contracts;

/// <summary>What is left on a node once a swap has ended, as far as it was looked at.</summary>
public enum NodeRemains
{
    /// <summary>Nothing of any model.</summary>
    Empty,

    /// <summary>Its part of the model that is ready.</summary>
    Serving,

    /// <summary>A container that is no part of a model that is ready.</summary>
    LeftOver,

    /// <summary>It could not be asked, or what was seen proves nothing.</summary>
    Unknown
}
