using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>A demo whose catalog, disks and launcher may be changed: the other tests count on theirs.</summary>
public sealed class ModelsPagePanel : IAsyncLifetime
{
    public DemoPanel Demo { get; } = new();

    public ValueTask InitializeAsync() => Demo.InitializeAsync();

    public ValueTask DisposeAsync() => Demo.DisposeAsync();
}
