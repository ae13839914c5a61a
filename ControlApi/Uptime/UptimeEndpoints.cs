using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Connectivity;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Uptime;

internal static class UptimeEndpoints
{
    public static IServiceCollection AddUptime(this IServiceCollection services) =>
        services.AddSingleton<UptimeStore>();

    public static IEndpointRouteBuilder MapUptime(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/uptime", Read).WithTags("Connectivity");
        return routes;
    }

    /// <summary>
    /// How much of the time each service could be used: the last day in quarters of an hour, or with
    /// <c>window=month</c> 30 days in steps of 6 h, or with <c>window=year</c> 365 days.
    /// </summary>
    /// <remarks>Seconds up, down, planned and unknown. 400 <c>invalid</c>.</remarks>
    internal static async Task<Results<Ok<UptimeView>, ProblemHttpResult>> Read(
        UptimeStore store, SettingsStore settings, TimeProvider time, string? window = null)
    {
        var asked = string.IsNullOrEmpty(window) ? UptimeWindow.All[0].Name : window;
        if (UptimeWindow.All.FirstOrDefault(known => known.Name == asked) is not { } wanted)
        {
            return ConnectivityProblems.BadParameters(new Dictionary<string, string[]>
            {
                ["window"] = [$"One of {string.Join(", ", UptimeWindow.All.Select(known => known.Name))}."]
            });
        }

        var names = settings.Current.Services.Select(service => service.Name).ToList();
        var records = await Task.WhenAll(names.Select(store.ReadAsync));
        var now = time.GetUtcNow();
        return TypedResults.Ok(new UptimeView(
            wanted.Name, [.. names.Zip(records, (name, record) => UptimeService.Of(name, record, wanted, now))]));
    }
}
