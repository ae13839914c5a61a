using Yarp.ReverseProxy.Forwarder;
using static System.Net.Http.HttpRequestError;

namespace SparkControl.ControlApi.Gateway;

/// <summary>Whether an instance was reached at all.</summary>
internal static class Reach
{
    /// <summary>No connection was made, so nobody has seen anything of the request.</summary>
    public static bool Failed(IForwarderErrorFeature failed) => failed.Exception switch
    {
        HttpRequestException { HttpRequestError: ConnectionError or NameResolutionError } => true,
        // The client's own words for a connection that took too long.
        OperationCanceledException { InnerException: TimeoutException } =>
            failed.Error == ForwarderError.RequestTimedOut,
        _ => false
    };
}
