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
    /// <remarks>
    /// <c>eta_seconds</c> is of all that is to move, null while the copy's speed is unknown; <c>hindrance</c> says what
    /// it waits for, and when the next try comes; bytes, rate and time left stand by node.
    /// </remarks>
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
    /// <remarks>
    /// <c>repo</c> is owner/name or the address of its page, <c>nodes</c> is <c>solo</c> or <c>cluster</c>; the name
    /// that the Hub has the repository under takes the place of the one that was given. <c>token</c> is of the
    /// reservation for <c>then_swap</c>, the key of a model with these weights; why that did not begin stands in
    /// <c>then_swap_problem</c>. With <c>completes</c> comes what is lacking of the commit that Spark 1 has, and no Hub
    /// is asked where it has all of it. 400 <c>bad_repo</c>, <c>other_weights</c>, <c>needs_cluster</c>; 404
    /// <c>unknown_model</c>; 409 <c>download_runs</c>, <c>update_runs</c> (each with the <c>id</c>),
    /// <c>not_configured</c>, <c>needs_two_sparks</c>, <c>another_panel</c>; 429 <c>too_many_downloads</c>.
    /// </remarks>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Begin(
        DownloadRequest request, DownloadCounter counter) => counter.BeginAsync(request);

    /// <summary>A download by its id.</summary>
    /// <remarks>404 <c>unknown_download</c>.</remarks>
    internal static async Task<Results<Ok<DownloadState>, ProblemHttpResult>> Find(
        string id, DownloadCounter counter) =>
        await counter.FindAsync(id) is { } download
            ? TypedResults.Ok(download)
            : DownloadProblems.UnknownDownload(id);

    /// <summary>
    /// Lines and state of a download as they come, then <c>end</c>; who comes back after it gets 204.
    /// </summary>
    /// <remarks>
    /// <c>snapshot</c>, <c>change</c>, <c>log</c>, <c>gap</c>, and <c>end</c> when nothing more will come. 404
    /// <c>unknown_download</c>.
    /// </remarks>
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
    /// <remarks>
    /// <c>cancel_requested</c> is stored at once. 404 <c>unknown_download</c>; 409 <c>download_has_ended</c>.
    /// </remarks>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Cancel(
        string id, DownloadCounter counter) => counter.CancelAsync(id);

    /// <summary>Compare the hash of each file on each node with the Hub's: a job of its own.</summary>
    /// <remarks>
    /// The SHA-256 of large files, git's hash of small ones. It is a download with <c>verifies</c>. 404
    /// <c>unknown_download</c>; 409 <c>not_done</c>, <c>download_runs</c>.
    /// </remarks>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Verify(
        string id, DownloadCounter counter) => counter.VerifyAsync(id);
}
