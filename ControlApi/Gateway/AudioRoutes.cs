using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace SparkControl.ControlApi.Gateway;

/// <summary>What is forwarded, and to whom, in the words of the proxy.</summary>
internal static class AudioRoutes
{
    private const string Cluster = "audio-proxy";

    public static IReadOnlyList<RouteConfig> Routes { get; } = [Route("/api/audio"), Route("/v1/audio")];

    /// <param name="instances">Each one's own address, and the name it is asked under.</param>
    /// <param name="options">Times.</param>
    public static ClusterConfig To(IEnumerable<AudioInstance> instances, GatewayOptions options) => new()
    {
        ClusterId = Cluster,
        Destinations = instances.ToDictionary(
            instance => instance.Address.AbsoluteUri,
            instance => new DestinationConfig { Address = instance.Address.AbsoluteUri, Host = instance.Host }),
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = new() { Version = new(1, 1), ActivityTimeout = options.ActivityTimeout },
        HealthCheck = new()
        {
            Active = new()
            {
                Enabled = true,
                Interval = options.Refresh,
                Timeout = GatewayOptions.Patience,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = "/alive"
            },
            Passive = new() { Enabled = true, Policy = FirstFailure.PolicyName, ReactivationPeriod = options.Refresh }
        }
    };

    private static RouteConfig Route(string path) => new()
    {
        RouteId = path,
        ClusterId = Cluster,
        Match = new() { Path = $"{path}/{{**rest}}" },
        // It was asked about here; AudioProxy takes none.
        Transforms = [new Dictionary<string, string> { ["RequestHeaderRemove"] = "Origin" }]
    };
}
