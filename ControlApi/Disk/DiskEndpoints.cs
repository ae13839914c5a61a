using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Downloads;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Status;
using SparkControl.ControlApi.Swaps;
using StackExchange.Redis;

namespace SparkControl.ControlApi.Disk;

/// <summary>What a deletion can be told.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeletionRequest
{
    /// <summary>The token of the reservation, if the caller holds it.</summary>
    public string? Token { get; init; }
}

/// <summary>A deletion was taken.</summary>
/// <param name="Id">Names it and its state, <c>job:{id}</c>.</param>
public sealed record DeletionAccepted(string Id);

internal static class DiskEndpoints
{
    private const int Remembered = 50;

    public static IServiceCollection AddDisk(this IServiceCollection services) => services
        .AddSingleton<LoadedWeights>()
        .AddSingleton<DeletionCounter>()
        .AddSingleton<DeletionUse>()
        .AddSingleton<NodeRemoval>()
        .AddSingleton<DiskCheckCounter>()
        .AddSingleton<IJobRunner, DeletionRunner>();

    public static IEndpointRouteBuilder MapDisk(this IEndpointRouteBuilder routes)
    {
        var disk = routes.MapGroup("/api/disk").WithTags("Disk");
        disk.MapGet("/", ListAsync);
        disk.MapDelete("/", Delete).NeedsState().SaysWhen();
        disk.MapPost("/verify", Verify).NeedsState();
        disk.MapGet("/deletions/{id:regex(^x-)}", FindAsync);
        return routes;
    }

    /// <summary>All weights on the Sparks, of models of the catalog and of none, as they were last read.</summary>
    /// <remarks>What is free on each, and of weights <c>part_bytes</c> that are of unfinished files.</remarks>
    internal static async Task<Ok<DiskAnswer>> ListAsync(
        StateMirror mirror, CatalogStore catalog, LoadedWeights loaded, SwapHistory history) => TypedResults.Ok(
            DiskViews.Of(mirror.Value(States.Disk), catalog.Current, loaded.IsLoaded, await LoadsAsync(history)));

    /// <summary>Delete a repository, or its unfinished files alone, from the Hub's cache of every Spark.</summary>
    /// <remarks>
    /// <c>weights</c> is a repository. It fails as <c>loaded</c> or <c>use_unknown</c> before anything is deleted,
    /// where a model runs from them, or vLLM is silent and its container runs. 400 <c>bad_repo</c>; 409 <c>loaded</c>,
    /// <c>download_runs</c>, <c>swap_runs</c>, <c>update_runs</c>, <c>another_panel</c>, <c>not_configured</c>; 423
    /// <c>reserved</c> with Retry-After. A reservation's token may stand in the address, too, for clients that send no
    /// body with a DELETE.
    /// </remarks>
    internal static Task<Results<Accepted<DeletionAccepted>, ProblemHttpResult>> Delete(
        string weights, DeletionCounter counter, bool parts = false, [FromBody] DeletionRequest? request = null,
        [FromQuery] string? token = null) => counter.BeginAsync(weights, parts, request?.Token ?? token);

    /// <summary>Compare the hash of each file of a repository on each Spark with the Hub's: a job of its own.</summary>
    /// <remarks>
    /// Whoever has brought it, on each Spark that has it. It is a download with <c>verifies</c>. 400 <c>bad_repo</c>;
    /// 404 <c>not_on_disk</c>; 409 <c>download_runs</c>, <c>update_runs</c>, <c>another_panel</c>,
    /// <c>not_configured</c>.
    /// </remarks>
    internal static Task<Results<Accepted<DownloadAccepted>, ProblemHttpResult>> Verify(
        string weights, DiskCheckCounter counter) => counter.BeginAsync(weights);

    /// <summary>A deletion, and what it has freed on each Spark.</summary>
    /// <remarks>404 <c>unknown_deletion</c>.</remarks>
    internal static async Task<Results<Ok<DeletionState>, ProblemHttpResult>> FindAsync(
        string id, StateMirror mirror, StateStore store) =>
        (mirror.Value(States.Deletion(id)) ?? (await store.ReadAsync(States.Deletion(id)))?.Value) is { } deletion
            ? TypedResults.Ok(deletion)
            : DiskProblems.UnknownDeletion(id);

    // What is on the disks is told while Redis is away, too.
    private static async Task<IReadOnlyDictionary<string, DateTimeOffset>> LoadsAsync(SwapHistory history)
    {
        try
        {
            return (await history.LatestAsync(Remembered))
                .Where(swap => swap is { Phase: SwapPhase.Ready, Weights: not null, EndedAt: not null })
                .GroupBy(swap => swap.Weights!)
                .ToDictionary(swaps => swaps.Key, swaps => swaps.Max(swap => swap.EndedAt!.Value));
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return new Dictionary<string, DateTimeOffset>();
        }
    }
}
