namespace SparkControl.Simulator;

/// <summary>What is wrong with the launcher's upstream, for both nodes.</summary>
public enum UpstreamFault
{
    /// <summary>Nothing is.</summary>
    None,

    /// <summary>There is no repository behind its address.</summary>
    NotFound,

    /// <summary>It takes connections and never answers.</summary>
    Hanging
}
