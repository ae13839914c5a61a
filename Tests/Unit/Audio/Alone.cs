using Xunit;

namespace SparkControl.Tests.Unit.Audio;

/// <summary>Tests of how much memory something takes: others take some meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
