using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>One browser and one demo for all tests of the page: each start costs seconds.</summary>
[CollectionDefinition(nameof(EndToEnd))]
public sealed class EndToEnd : ICollectionFixture<Chromium>, ICollectionFixture<DemoPanel>;
