using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace SparkControl.ControlApi.Gateway;

/// <summary>An instance that fails one request gets no other for a moment, if there are others.</summary>
internal sealed partial class FirstFailure(
    IDestinationHealthUpdater health, IOptions<GatewayOptions> options, ILogger<FirstFailure> logger)
    : IPassiveHealthCheckPolicy
{
    public const string PolicyName = nameof(FirstFailure);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        var failed = context.Features.Get<IForwarderErrorFeature>();
        var isBad = IsItsFault(failed?.Error, context.Response.StatusCode);
        if (isBad && destination.Health.Passive != DestinationHealth.Unhealthy)
            Failed(destination.Model.Config.Address, failed!.Exception?.Message);
        var now = isBad ? DestinationHealth.Unhealthy : DestinationHealth.Healthy;
        health.SetPassive(cluster, destination, now, options.Value.Refresh);
    }

    // Who has answered before the whole body was sent need not read the rest of it.
    private static bool IsItsFault(ForwarderError? error, int status) => error switch
    {
        ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.ResponseBodyDestination => true,
        ForwarderError.RequestBodyDestination => status >= StatusCodes.Status500InternalServerError,
        _ => false
    };

    [LoggerMessage(LogLevel.Warning, "AudioProxy at {Address} has failed a request: {Reason}")]
    private partial void Failed(string address, string? reason);
}
