using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;

namespace SparkControl.ControlApi.Gateway;

/// <summary>
/// Keeps the proxy's list of instances up to date: host names are resolved again every 5 s. While one cannot be
/// resolved, what it stood for last stays; before that it stands for itself.
/// </summary>
/// <remarks>
/// The proxy's own resolver ends the start when a name is not known, and later stops for five minutes.
/// </remarks>
internal sealed partial class AudioInstances(
    IReadOnlyList<Uri> configured, InMemoryConfigProvider proxy, AddressLookup lookup, IOptions<GatewayOptions> options,
    TimeProvider time, ILogger<AudioInstances> logger) : BackgroundService
{
    private readonly Dictionary<Uri, IReadOnlyList<AudioInstance>> known =
        configured.ToDictionary(url => url, url => (IReadOnlyList<AudioInstance>)[new(url)]);

    private HashSet<AudioInstance> told = [.. configured.Select(url => new AudioInstance(url))];

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        if (configured.All(url => url.HostNameType != UriHostNameType.Dns)) return;

        using var timer = new PeriodicTimer(options.Value.Refresh, time);
        try
        {
            do await LookAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        foreach (var url in configured)
        {
            if (await AudioInstance.ResolveAsync(url, lookup, cancel) is { Count: > 0 } found) known[url] = found;
        }

        HashSet<AudioInstance> now = [.. known.Values.SelectMany(found => found).DistinctBy(one => one.Address)];
        if (now.SetEquals(told)) return;

        told = now;
        proxy.Update(AudioRoutes.Routes, [AudioRoutes.To(now, options.Value)]);
        Moved(string.Join(", ", now.Select(instance => instance.Address.Authority)));
    }

    [LoggerMessage(LogLevel.Information, "AudioProxy is now at {Addresses}")]
    private partial void Moved(string addresses);
}
