namespace SparkControl.Simulator;

/// <summary>What goes wrong on a node when images are made or moved.</summary>
public enum BuildTrouble
{
    /// <summary>Nothing does.</summary>
    None,

    /// <summary>No wheels can be downloaded: whoever needs them builds them, or gives up.</summary>
    WheelsMissing,

    /// <summary>docker build fails in the middle.</summary>
    BuildFails,

    /// <summary>The registry refuses a pull.</summary>
    PullFails,

    /// <summary>docker load fails at its end: of the worker, a copy after the build.</summary>
    LoadFails,

    /// <summary>The disk is full for docker: builds, pulls and loads fail late.</summary>
    NoSpace
}
