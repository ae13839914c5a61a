using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>
/// Tests that measure how fast something is, or how much it takes: no other test of the same run is at work beside
/// them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChaosCollection
{
    public const string Name = "chaos";
}
