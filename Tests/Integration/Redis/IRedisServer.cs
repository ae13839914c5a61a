namespace SparkControl.Tests.Integration.Redis;

/// <summary>
/// What a test that must hold for every server is given: see <see cref="RedisFixture"/> and <see
/// cref="GarnetFixture"/>.
/// </summary>
public interface IRedisServer
{
    /// <summary>For StackExchange.Redis. Tests that share a server each take a cluster id of their own.</summary>
    string ConnectionString { get; }
}
