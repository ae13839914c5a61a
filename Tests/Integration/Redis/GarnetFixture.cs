using SparkControl.Standalone;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>The Garnet that Standalone embeds, with its options, in a directory of its own.</summary>
public sealed class GarnetFixture : IRedisServer, IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly EmbeddedRedis _redis;

    public GarnetFixture() => _redis = new(_directory.Path);

    public string ConnectionString => _redis.ConnectionString;

    public ValueTask InitializeAsync() => new(_redis.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _directory.Dispose();
    }
}
