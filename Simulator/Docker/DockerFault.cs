namespace SparkControl.Simulator.Docker;

/// <summary>What is wrong with docker on a node.</summary>
public enum DockerFault
{
    /// <summary>Nothing is.</summary>
    None,

    /// <summary>The daemon does not run.</summary>
    Down,

    /// <summary>The user is not in the docker group.</summary>
    Denied,

    /// <summary>Every command hangs.</summary>
    Hanging
}
