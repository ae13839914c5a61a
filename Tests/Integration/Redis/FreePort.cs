using SparkControl.Simulator.Nodes;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>A loopback port that nobody has, for a server that must be told its port.</summary>
public static class FreePort
{
    /// <summary>None is given twice in this process.</summary>
    public static int Next() => Ports.Free();
}
