using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>Tests that measure how fast something is, or how much it takes: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChaosCollection
{
    public const string Name = "chaos";
}
