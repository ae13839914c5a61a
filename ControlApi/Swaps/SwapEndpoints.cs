using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Events;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Which model is wanted.</summary>
public sealed record SwapRequest
{
    /// <summary>Its key in the catalog.</summary>
    [RegularExpression(
        "^[a-z0-9][a-z0-9.-]{0,62}$", ErrorMessage = "A model's key has small letters, digits, dots and dashes.")]
    public required string Model { get; init; }

    /// <summary>The token of the reservation, if the caller holds it.</summary>
    public string? Token { get; init; }

    /// <summary>Load in spite of checks that may be ignored, such as memory that did not come back.</summary>
    public bool Anyway { get; init; }
}

/// <summary>What is to be stopped.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StopRequest
{
    /// <summary>The model as vLLM names it: with it nothing else is stopped.</summary>
    public string? Model { get; init; }

    /// <summary>The token of the reservation, if the caller holds it.</summary>
    public string? Token { get; init; }
}

/// <summary>A swap was begun.</summary>
/// <param name="Id">Names it, its state and its log.</param>
public sealed record SwapAccepted(string Id);

internal static class SwapEndpoints
{
    public static IEndpointRouteBuilder MapSwaps(this IEndpointRouteBuilder routes)
    {
        var swaps = routes.MapGroup("/api/swap").WithTags("Swaps");
        swaps.MapPost("/", Begin).NeedsState().SaysWhen();
        swaps.MapGet("/", Current);
        swaps.MapGet("/{id:regex(^s-)}", Find);
        swaps.MapGet("/{id:regex(^s-)}/stream", Stream);
        swaps.MapPost("/{id:regex(^s-)}/cancel", Cancel).NeedsState();
        swaps.MapPost("/{key}/validate", Validate).NeedsState();
        routes.MapPost("/api/stop", Stop).NeedsState().SaysWhen().WithTags("Swaps");
        return routes;
    }

    /// <summary>Make a model the active one. The answer comes at once; the swap goes on.</summary>
    /// <remarks>
    /// <c>model</c> is a key of the catalog; the Location is the swap's. 404 <c>unknown_model</c>; 409
    /// <c>swap_runs</c>, <c>update_runs</c>, <c>deletion_runs</c> (each with the <c>id</c>), <c>not_configured</c>,
    /// <c>needs_two_sparks</c>, <c>another_panel</c>; 423 <c>reserved</c> with <c>holder</c>, <c>seconds_remaining</c>
    /// and Retry-After.
    /// </remarks>
    internal static Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> Begin(
        SwapRequest request, SwapCounter counter) =>
        counter.BeginAsync(request);

    /// <summary>Stop the model that runs; with a body that names one, only if that is it.</summary>
    /// <remarks>409 and 423 as for a swap, and 409 <c>another_model_serves</c>, <c>serving_unknown</c>.</remarks>
    internal static Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> Stop(
        SwapCounter counter, StopRequest? request = null) =>
        counter.StopAsync(request?.Model, request?.Token);

    /// <summary>The swap in progress, or the last one; <c>null</c> when there was none.</summary>
    internal static SwapState? Current(StateMirror mirror) => mirror.Value(States.Swap);

    /// <summary>A swap by its id: the present one or one of the last 50.</summary>
    /// <remarks>404 <c>unknown_swap</c>.</remarks>
    internal static async Task<Results<Ok<SwapState>, ProblemHttpResult>> Find(
        string id, SwapCounter counter, SwapHistory history)
    {
        if (await counter.PresentAsync(id) is { } present) return TypedResults.Ok(present.Value);
        return await history.FindAsync(id) is { } past ? TypedResults.Ok(past) : SwapProblems.UnknownSwap(id);
    }

    /// <summary>Lines and state of a swap as they come, then <c>end</c>; who comes back after it gets 204.</summary>
    /// <remarks>
    /// <c>snapshot</c>, <c>change</c>, <c>log</c>, <c>gap</c>, and <c>end</c> when nothing more will come. 404
    /// <c>unknown_swap</c>.
    /// </remarks>
    internal static async Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> Stream(
        string id, SwapStream stream, SwapCounter counter, SwapHistory history, IHostApplicationLifetime life,
        long from = 1, [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        var present = await counter.PresentAsync(id);
        if (present is null && await history.FindAsync(id) is null) return SwapProblems.UnknownSwap(id);

        var known = present?.Rev ?? 0;
        var cursor = EventEndpoints.Cursor(lastEventId);
        if (cursor is { } line && await stream.HasHeardEndAsync(id, known, line)) return TypedResults.NoContent();

        return TypedResults.ServerSentEvents(stream.ReadAsync(id, known, cursor ?? from, life.ApplicationStopping));
    }

    /// <summary>End a load: what it started is removed. A stop under way is finished first.</summary>
    /// <remarks>404 <c>unknown_swap</c>; 409 <c>swap_has_ended</c>, <c>stop_runs</c>, <c>swap_is_ending</c>.</remarks>
    internal static Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> Cancel(string id, SwapCounter counter) =>
        counter.CancelAsync(id);

    /// <summary>Look whether a model could be loaded now; nothing is changed.</summary>
    /// <remarks>A check in state <c>warning</c> stops nothing. 404 <c>unknown_model</c>; 409 as for a swap.</remarks>
    internal static async Task<Results<Ok<ValidateAnswer>, ProblemHttpResult>> Validate(
        string key, SwapCounter counter, SettingsStore settings, Preflight preflight, ClusterScan scan,
        CancellationToken cancel)
    {
        if (counter.Find(key) is not { } model) return ModelProblems.Unknown(key);
        if (counter.NotConfigured(model) is { } problem) return problem;

        // Who asks may have downloaded the weights just now: the card is to show them as soon as this answer does.
        scan.Look();
        var report = await preflight.CheckAsync(model, settings.Current, cancel);
        return TypedResults.Ok(new ValidateAnswer(report.Ok, report.Checks));
    }
}

/// <summary>Whether a model could be loaded now.</summary>
/// <param name="Ok">Nothing stands in the way.</param>
/// <param name="Checks">What was looked at.</param>
public sealed record ValidateAnswer(bool Ok, IReadOnlyList<PreflightCheck> Checks);
