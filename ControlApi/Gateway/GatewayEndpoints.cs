using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace SparkControl.ControlApi.Gateway;

/// <summary>
/// The audio routes, <c>/api/audio</c> and <c>/v1/audio</c>: whatever is sent to them goes to an AudioProxy, streaming
/// both ways.
/// </summary>
internal static class GatewayEndpoints
{
    // It tells each failed request and each failed look with a stack trace; what has changed is told by FirstFailure.
    private static readonly string[] Noisy =
    [
        "Yarp.ReverseProxy.Forwarder", "Yarp.ReverseProxy.LoadBalancing",
        "Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor"
    ];

    public static IHostApplicationBuilder AddGateway(this IHostApplicationBuilder builder)
    {
        foreach (var category in Noisy) builder.Logging.AddFilter(category, LogLevel.Error);
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(_ => AudioAddresses.Read(builder.Configuration));
        builder.Services.AddSingleton(services => new InMemoryConfigProvider(AudioRoutes.Routes, [AudioRoutes.To(
            services.GetRequiredService<IReadOnlyList<Uri>>().Select(url => new AudioInstance(url)),
            services.GetRequiredService<IOptions<GatewayOptions>>().Value)]));
        builder.Services.AddSingleton<AddressLookup>(Dns.GetHostAddressesAsync);
        builder.Services.AddSingleton<IProxyConfigProvider>(
            services => services.GetRequiredService<InMemoryConfigProvider>());
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FirstFailure>();
        builder.Services.AddHostedService<AudioInstances>();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddReverseProxy().ConfigureHttpClient((_, client) =>
        {
            client.ConnectTimeout = GatewayOptions.Patience;
            // A transcription says nothing for hours, and neither does an instance whose host is gone.
            client.ConnectCallback = KeepAlive.ConnectAsync;
        });
        MakeNoKeys(builder.Services);
        return builder;
    }

    // They are for cookies that hold a client to one instance. There are none, and at its start every panel would write
    // keys for them into the home directory.
    private static void MakeNoKeys(IServiceCollection services)
    {
        var makers = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly.GetName().Name == "Microsoft.AspNetCore.DataProtection").ToList();
        foreach (var maker in makers) services.Remove(maker);
    }

    /// <summary>The limit of a recording, and then the routes themselves.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SettingsStore>();
        app.UseUploadLimit(() => settings.Current.Transcripts);
        app.MapReverseProxy(pipeline =>
        {
            pipeline.Use(NextInstance.ForwardAsync);
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        });
        app.MapOpenAiModels();
        return app;
    }
}
