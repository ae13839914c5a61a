using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Events;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What is to be downloaded.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DownloadRequest
{
    /// <summary>A repository as owner/name, or the address of its page.</summary>
    public required string Repo { get; init; }

    /// <summary>On the head alone, or on both Sparks.</summary>
    public required ModelNodes Nodes { get; init; }

    /// <summary>The key of a model with these weights that is to be loaded when they are there.</summary>
    public string? ThenSwap { get; init; }

    /// <summary>
    /// Bring what is lacking of the commit that Spark 1 has, in place of the newest: where it has all of it, no Hub is
    /// asked.
    /// </summary>
    public bool Completes { get; init; }

    /// <summary>The token of the reservation, if the caller holds it: for the load that follows.</summary>
    public string? Token { get; init; }
}

/// <summary>A download, or a check of one, was taken.</summary>
/// <param name="Id">Names it, its state and its log.</param>
public sealed record DownloadAccepted(string Id);

internal static class DownloadEndpoints
{
    public static IServiceCollection AddDownloads(this IServiceCollection services)
    {
        services.AddOptions<DownloadOptions>().BindConfiguration(DownloadOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<Hub>()
            .AddSingleton<DownloadCounter>()
            .AddSingleton<OtherDownloads>()
            .AddSingleton<DownloadQueue>()
            .AddSingleton<DownloadLooks>()
            .AddSingleton<DownloadPlanning>()
            .AddSingleton<DownloadChecks>()
            .AddSingleton<RepoRoom>()
            .AddSingleton<ThenSwap>()
            .AddSingleton<DownloadEnd>()
            .AddSingleton<DownloadSteps>()
            .AddSingleton<IJobRunner, DownloadRunner>();
    }

    public static IEndpointRouteBuilder MapDownloads(this IEndpointRouteBuilder routes)
    {
        var downloads = routes.MapGroup("/api/downloads").WithTags("Downloads");
        downloads.MapGet("/", List);
        downloads.MapPost("/", Begin).NeedsState();
        downloads.MapGet("/{id:regex(^d-)}", Find);
        downloads.MapGet("/{id:regex(^d-)}/stream", Stream);
        downloads.MapPost("/{id:regex(^d-)}/cancel", Cancel).NeedsState();
        downloads.MapPost("/{id:regex(^d-)}/verify", Verify).NeedsState();
        routes.MapSuggestions();
        return routes;
    }

    /// <summary>
    /// Downloads that run or wait, in the order of their turns, then those that have ended, newest first.
    /// </summary>
    internal static Ok<IReadOnlyList<DownloadState>> List(StateMirror mirror)
    {
        var all = mirror.Names(States.Download("d-").Name)
            .Select(name => mirror.Value(new StateKey<DownloadState>(name))).OfType<DownloadState>()
            .ToLookup(download => download.IsActive);
        return TypedResults.Ok<IReadOnlyList<DownloadState>>(
        [
            .. all[true].OrderBy(d => d.Position ?? 0).ThenBy(d => d.RequestedAt),
            .. all[false].OrderByDescending(d => d.EndedAt)
        ]);
    }

    /// <summary>Download a repository. The answer comes at once; the download goes on, whoever looks.</summary>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Begin(
        DownloadRequest request, DownloadCounter counter) => counter.BeginAsync(request);

    /// <summary>A download by its id.</summary>
    internal static async Task<Results<Ok<DownloadState>, ProblemHttpResult>> Find(
        string id, DownloadCounter counter) =>
        await counter.FindAsync(id) is { } download
            ? TypedResults.Ok(download)
            : DownloadProblems.UnknownDownload(id);

    /// <summary>
    /// Lines and state of a download as they come, then <c>end</c>; who comes back after it gets 204.
    /// </summary>
    internal static async Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> Stream(
        string id, JobStream stream, IHostApplicationLifetime life, long from = 1,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        if (await stream.FindAsync(id) is null) return DownloadProblems.UnknownDownload(id);

        var cursor = EventEndpoints.Cursor(lastEventId);
        if (cursor is { } line && await stream.HasHeardEndAsync(id, line)) return TypedResults.NoContent();

        return TypedResults.ServerSentEvents(stream.ReadAsync(id, cursor ?? from, life.ApplicationStopping));
    }

    /// <summary>End a download and all that it has started; what has come is kept.</summary>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Cancel(
        string id, DownloadCounter counter) => counter.CancelAsync(id);

    /// <summary>Compare the hash of each file on each node with the Hub's: a job of its own.</summary>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Verify(
        string id, DownloadCounter counter) => counter.VerifyAsync(id);
}
