using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>
/// One browser and one demo for all tests of the page: each start costs seconds, and a page is as quick as its machine.
/// </summary>
[CollectionDefinition(nameof(EndToEnd), DisableParallelization = true)]
public sealed class EndToEnd : ICollectionFixture<Chromium>, ICollectionFixture<DemoPanel>;
