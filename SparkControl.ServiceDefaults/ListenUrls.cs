using System.Globalization;

namespace SparkControl.ServiceDefaults;

/// <summary>Where a service listens. Blank means unset.</summary>
public static class ListenUrls
{
    /// <param name="defaultPort">The service's own port, taken when nothing is set.</param>
    /// <param name="bindPort"><c>BIND_PORT</c>, for a service that follows it: beats all others.</param>
    /// <param name="urls"><c>ASPNETCORE_URLS</c> or <c>--urls</c>: beats the ports.</param>
    /// <param name="httpPorts"><c>ASPNETCORE_HTTP_PORTS</c>, separated by semicolons.</param>
    /// <exception cref="FormatException">A port is none.</exception>
    public static string Choose(int defaultPort, string? bindPort, string? urls, string? httpPorts)
    {
        if (!string.IsNullOrWhiteSpace(bindPort)) return OnAnyAddress(Port(bindPort, "BIND_PORT"));
        if (!string.IsNullOrWhiteSpace(urls)) return urls.Trim();
        if (string.IsNullOrWhiteSpace(httpPorts)) return OnAnyAddress(defaultPort);

        var ports = httpPorts.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join(';', ports.Select(port => OnAnyAddress(Port(port, "ASPNETCORE_HTTP_PORTS"))));
    }

    private static string OnAnyAddress(int port) => string.Create(CultureInfo.InvariantCulture, $"http://*:{port}");

    private static int Port(string text, string name) =>
        ushort.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"{name} is \"{text}\"; it must be a port, 0 to 65535.");
}
