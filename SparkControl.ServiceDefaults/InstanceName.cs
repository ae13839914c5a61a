using System.Security.Cryptography;

namespace SparkControl.ServiceDefaults;

/// <summary>Names this process among its equals.</summary>
/// <param name="Service">What it is, for example <c>health-monitor</c>.</param>
/// <param name="Id">Machine, process id and a random part: two containers can share the first two.</param>
public sealed record InstanceName(string Service, string Id)
{
    public static InstanceName For(string service)
    {
        var random = RandomNumberGenerator.GetHexString(6, lowercase: true);
        return new(service, $"{Environment.MachineName}-{Environment.ProcessId}-{random}");
    }
}
