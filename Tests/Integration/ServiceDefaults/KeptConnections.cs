using System.Globalization;

namespace SparkControl.Tests.Integration.ServiceDefaults;

/// <summary>What the kernel says of connections to a port of this machine.</summary>
internal static class KeptConnections
{
    private const string Established = "01", TimerOfKeepAlive = "02";

    /// <summary>
    /// Whether each open connection to it is asked by the kernel whether its other host is there; false when there is
    /// none. From /proc/net/tcp of Linux, whose columns are described in proc_net_tcp.txt of the kernel's
    /// documentation.
    /// </summary>
    public static bool AllAsked(int port)
    {
        var end = port.ToString("X4", CultureInfo.InvariantCulture);
        var timers = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.SelectMany(list => File.ReadLines(list).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(part => part[2].EndsWith($":{end}", StringComparison.Ordinal) && part[3] == Established)
            .Select(part => part[5][..2]).ToList();
        return timers.Count > 0 && timers.All(timer => timer == TimerOfKeepAlive);
    }
}
