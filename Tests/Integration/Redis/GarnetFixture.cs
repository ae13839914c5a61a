using SparkControl.Standalone;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>The Garnet that Standalone embeds, with its options, in a directory of its own.</summary>
public sealed class GarnetFixture : IRedisServer, IAsyncLifetime
{
    private readonly TempDirectory directory = new();
    private readonly EmbeddedRedis redis;

    public GarnetFixture() => redis = new(directory.Path);

    public string ConnectionString => redis.ConnectionString;

    public ValueTask InitializeAsync() => new(redis.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        directory.Dispose();
    }
}
