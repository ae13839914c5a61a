using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>The connection to Redis and the names of one cluster. It connects by itself, now or when Redis comes.</summary>
public sealed class RedisLink : IAsyncDisposable
{
    private readonly IConnectionMultiplexer multiplexer;

    private RedisLink(IConnectionMultiplexer multiplexer, string cluster)
    {
        this.multiplexer = multiplexer;
        Keys = new(cluster);
        Channels = new(cluster);
        multiplexer.ConnectionRestored += (_, _) => Restored?.Invoke();
    }

    public Keys Keys { get; }

    public Channels Channels { get; }

    /// <summary>Raised when a connection that was lost is back.</summary>
    public event Action? Restored;

    public IDatabase Database => multiplexer.GetDatabase();

    public ISubscriber Subscriber => multiplexer.GetSubscriber();

    /// <summary>Whether commands can be answered now.</summary>
    public bool IsConnected => multiplexer.IsConnected;

    /// <param name="connectionString">As StackExchange.Redis reads it.</param>
    /// <param name="cluster">The cluster's id.</param>
    public static async Task<RedisLink> ConnectAsync(string connectionString, string cluster = "default")
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.SyncTimeout = 3000;
        options.AsyncTimeout = 3000;
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        // A command that cannot be sent fails at once: the caller says so instead of hanging.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return new(await ConnectionMultiplexer.ConnectAsync(options), cluster);
    }

    public ValueTask DisposeAsync() => multiplexer.DisposeAsync();
}
