using StackExchange.Redis;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// The connection to Redis and the names of one cluster. It connects by itself, now or when Redis comes.
/// </summary>
public sealed class RedisLink : IAsyncDisposable
{
    private readonly Task<ConnectionMultiplexer> connecting;

    private RedisLink(ConfigurationOptions options, string cluster)
    {
        Keys = new(cluster);
        Channels = new(cluster);
        connecting = ConnectionMultiplexer.ConnectAsync(options);
        _ = AnnounceAsync();
    }

    public Keys Keys { get; }

    public Channels Channels { get; }

    /// <summary>Raised when there is a connection: the first one, and each that was lost and is back.</summary>
    public event Action? Restored;

    /// <exception cref="RedisConnectionException">No connection has been tried to its end yet.</exception>
    public IDatabase Database => Multiplexer.GetDatabase();

    /// <exception cref="RedisConnectionException">No connection has been tried to its end yet.</exception>
    public ISubscriber Subscriber => Multiplexer.GetSubscriber();

    /// <summary>Whether commands can be answered now.</summary>
    public bool IsConnected => connecting is { IsCompletedSuccessfully: true, Result.IsConnected: true };

    private ConnectionMultiplexer Multiplexer => connecting.IsCompletedSuccessfully
        ? connecting.Result
        : throw new RedisConnectionException(
            ConnectionFailureType.UnableToConnect, CommandFlags.None, "Redis is not connected yet.");

    /// <summary>
    /// A link that connects behind the caller's back, so that a service starts before its Redis does.
    /// </summary>
    /// <param name="connectionString">As StackExchange.Redis reads it.</param>
    /// <param name="cluster">The cluster's id.</param>
    public static RedisLink Open(string connectionString, string cluster = "default")
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.SyncTimeout = 3000;
        options.AsyncTimeout = 3000;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        options.ReconnectRetryPolicy = new LinearRetry(500);
        // A command that cannot be sent fails at once: the caller says so instead of hanging.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return new(options, cluster);
    }

    /// <summary>A link that is connected, or has tried for 2 s and goes on trying.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it.</param>
    /// <param name="cluster">The cluster's id.</param>
    public static async Task<RedisLink> ConnectAsync(string connectionString, string cluster = "default")
    {
        var link = Open(connectionString, cluster);
        await link.connecting;
        return link;
    }

    public async ValueTask DisposeAsync() => await (await connecting).DisposeAsync();

    private async Task AnnounceAsync()
    {
        var multiplexer = await connecting;
        multiplexer.ConnectionRestored += (_, _) => Restored?.Invoke();
        if (multiplexer.IsConnected) Restored?.Invoke();
    }
}
