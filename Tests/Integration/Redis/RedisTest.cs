using SparkControl.Contracts.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Redis;

/// <summary>One redis-server for the tests that do not stop it.</summary>
[CollectionDefinition(nameof(OnRedis))]
public sealed class OnRedis : ICollectionFixture<RedisFixture>;

/// <summary>One Garnet for all tests.</summary>
[CollectionDefinition(nameof(OnGarnet))]
public sealed class OnGarnet : ICollectionFixture<GarnetFixture>;

/// <summary>A test that holds for every server, in a cluster of its own.</summary>
public abstract class RedisTest(IRedisServer server) : IAsyncLifetime
{
    /// <summary>Long enough for a slow machine; a test that waits so long has failed.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string cluster = Guid.NewGuid().ToString("N");
    private readonly List<RedisLink> links = [];

    protected RedisLink Redis { get; private set; } = null!;

    protected StateStore Store { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Redis = await LinkAsync();
        Store = new(Redis, TimeProvider.System);
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var link in links) await link.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A connection of another process.</summary>
    protected async Task<RedisLink> LinkAsync()
    {
        var link = await RedisLink.ConnectAsync(server.ConnectionString, cluster);
        links.Add(link);
        return link;
    }

    /// <summary>The lease, whoever had it before.</summary>
    protected async Task<Lease> TakeLeaseAsync(string token = "me")
    {
        var key = Redis.Keys.Lease("cluster");
        await Redis.Database.StringSetAsync(key, token);
        return new(key, token, TimeProvider.System.GetTimestamp(), new(), TimeProvider.System);
    }
}
