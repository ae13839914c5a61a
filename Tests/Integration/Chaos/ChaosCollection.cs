using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>Tests that measure how fast a process takes over: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChaosCollection
{
    public const string Name = "chaos";
}
