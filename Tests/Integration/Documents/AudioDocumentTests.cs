using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.AudioProxy;
using Xunit;

namespace SparkControl.Tests.Integration.Documents;

/// <summary>What is written about audio names the routes that AudioProxy has.</summary>
public sealed partial class AudioDocumentTests
{
    [Fact]
    public async Task Every_audio_route_is_written_down_and_nothing_else_is()
    {
        await using var proxy = AudioProxyApp.Build([], builder =>
        {
            builder.Configuration["ConnectionStrings:redis"] = "127.0.0.1:1,abortConnect=false";
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
        });
        var written = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Documents", "audio.md"), TestContext.Current.CancellationToken);

        // Routes are put together when it starts.
        await proxy.StartAsync(TestContext.Current.CancellationToken);
        var known =
            from endpoint in proxy.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = endpoint.RoutePattern.RawText!
            where path.Contains("/audio/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            select $"{method} {path.TrimEnd('/')}";
        Assert.Equal(known.Order(), Route().Matches(written).Select(route => route.Groups[1].Value).Distinct().Order());
    }

    [GeneratedRegex("`((?:GET|POST|PUT|DELETE) /[^` ]+)`")]
    private static partial Regex Route();
}
