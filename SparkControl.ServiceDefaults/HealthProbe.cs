using Microsoft.AspNetCore.Http;

namespace SparkControl.ServiceDefaults;

/// <summary>
/// <c>--healthcheck</c>: the program asks the service that runs beside it whether it lives. An image without a shell
/// has nothing else to ask with.
/// </summary>
public static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether the program was started for this alone.</summary>
    public static bool IsAsked(string[] args) => args is ["--healthcheck"];

    /// <summary>Asks <c>/alive</c> on this machine.</summary>
    /// <param name="defaultPort">The service's port where nothing is set.</param>
    /// <param name="followsBindPort">Whether <c>BIND_PORT</c> is meant for it.</param>
    /// <returns>The exit code: 0 when it lives, else 1.</returns>
    public static async Task<int> AskAsync(int defaultPort, bool followsBindPort = false)
    {
        var urls = ListenUrls.Choose(
            defaultPort, followsBindPort ? Variable("BIND_PORT") : null, Variable("ASPNETCORE_URLS"),
            Variable("ASPNETCORE_HTTP_PORTS"));
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            var port = BindingAddress.Parse(urls.Split(';')[0]).Port;
            using var answer = await http.GetAsync(new UriBuilder("http", "127.0.0.1", port, "alive").Uri);
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception dead) when (dead is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(dead.Message);
            return 1;
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
