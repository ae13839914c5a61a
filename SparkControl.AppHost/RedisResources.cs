namespace SparkControl.AppHost;

/// <summary>What the services share: a container, or, with <c>Redis:Backend</c>, what a machine without one has.</summary>
internal static class RedisResources
{
    private static readonly TimeSpan Saves = TimeSpan.FromSeconds(10);

    /// <summary>
    /// <c>container</c> (Redis, its data on a volume), <c>executable</c> (redis-server of this machine) or
    /// <c>external</c> (<c>ConnectionStrings:redis</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">It is none of these.</exception>
    public static IResourceBuilder<IResourceWithConnectionString> AddSharedRedis(
        this IDistributedApplicationBuilder builder, string name) =>
        (builder.Configuration["Redis:Backend"] ?? "container") switch
        {
            "container" => builder.AddRedis(name).WithDataVolume("spark-control-redis").WithPersistence(Saves),
            "executable" => builder.AddRedisServer(name),
            "external" => builder.AddConnectionString(name),
            var other => throw new InvalidOperationException(
                $"Redis:Backend is \"{other}\"; it may be container, executable or external.")
        };

    private static IResourceBuilder<RedisServer> AddRedisServer(
        this IDistributedApplicationBuilder builder, string name)
    {
        var server = new RedisServer(name, builder.AppHostDirectory);
        return builder.AddResource(server)
            .WithEndpoint(scheme: "redis", name: RedisServer.Endpoint)
            .WithArgs(start =>
            {
                start.Args.Add("--port");
                start.Args.Add(server.Primary.Property(EndpointProperty.TargetPort));
                start.Args.Add("--save");
                start.Args.Add("");
            });
    }

    /// <summary>redis-server as a process of this machine; what it knows ends with it.</summary>
    private sealed class RedisServer(string name, string directory)
        : ExecutableResource(name, "redis-server", directory), IResourceWithConnectionString
    {
        public const string Endpoint = "tcp";

        public EndpointReference Primary => new(this, Endpoint);

        public ReferenceExpression ConnectionStringExpression =>
            ReferenceExpression.Create($"{Primary.Property(EndpointProperty.HostAndPort)}");
    }
}
