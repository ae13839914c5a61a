using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SparkControl.Contracts;
using SparkControl.ControlApi.Events;
using SparkControl.ControlApi.Jobs;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Updates;

internal static class UpdateEndpoints
{
    public static IServiceCollection AddUpdates(this IServiceCollection services) => services
        .AddSingleton<UpstreamCheck>()
        .AddSingleton(UpdateLimits.Usual)
        .AddSingleton<LauncherTurn>()
        .AddSingleton<UpdateLeftovers>()
        .AddSingleton<UpdateLooks>()
        .AddSingleton<UpdateViews>()
        .AddSingleton<LeftWork>()
        .AddSingleton<UpdateCounter>()
        .AddSingleton<UpdateTelling>()
        .AddSingleton<UpdateRecord>()
        .AddSingleton<UpdateCarrier>()
        .AddSingleton<UpdateSwaps>()
        .AddSingleton<UpdateTrial>()
        .AddSingleton<UpdateRestore>()
        .AddSingleton<UpdateEffects>()
        .AddSingleton<IJobRunner, UpdateRunner>();

    public static IEndpointRouteBuilder MapUpdates(this IEndpointRouteBuilder routes)
    {
        var updates = routes.MapGroup("/api/update").WithTags("Updates");
        updates.MapGet("/", Now);
        updates.MapPost("/check", Check).NeedsState();
        updates.MapPost("/apply", Apply).NeedsState().SaysWhen();
        updates.MapPost("/rollback", RollBack).NeedsState().SaysWhen();
        updates.MapPost("/sync", Sync).NeedsState().SaysWhen();
        updates.MapGet("/stream", StreamPresent);
        updates.MapGet("/{id:regex(^u-)}/stream", Stream);
        updates.MapPost("/{id:regex(^u-)}/cancel", Cancel).NeedsState();
        return routes;
    }

    /// <summary>The launcher, where it stands, its images, and the present or the last update.</summary>
    /// <remarks>
    /// What the launcher can do, how many commits it is behind and which, what a roll back goes back to, why none can
    /// be applied now, whether the last one was left half-way, and whether an update or a roll back would change
    /// anything.
    /// </remarks>
    internal static UpdateView Now(UpdateViews views) => views.Now();

    /// <summary>Ask the launcher's upstream now, and look which images are there.</summary>
    /// <remarks>
    /// What comes of it are the states <c>upstream</c> and <c>launcher</c>. 409 <c>not_configured</c>,
    /// <c>update_runs</c>.
    /// </remarks>
    internal static Task<Results<Accepted, ProblemHttpResult>> Check(UpdateCounter counter) => counter.CheckAsync();

    /// <summary>Take what upstream has, and build or pull the image.</summary>
    /// <remarks>
    /// <c>git pull --ff-only</c> and <c>./build-and-copy.sh -c</c>, then <c>vllm --version</c> on each node; with
    /// <c>smoke_model</c> a model is loaded with the new image and asked for 16 tokens. What runs keeps its image. 404
    /// <c>unknown_model</c>; 409 <c>nothing_to_apply</c>, <c>disk_short</c>, what stands out of the repository
    /// (<c>local_edits</c>, <c>locked</c>, <c>diverged</c>, <c>loose_commits</c>, <c>no_remote</c>, <c>no_upstream</c>,
    /// <c>foreign_owner</c>, <c>not_a_repository</c>, <c>no_launcher</c>, <c>no_git</c>, <c>no_tool</c>),
    /// <c>swap_runs</c>, <c>download_runs</c>, <c>deletion_runs</c>, <c>update_runs</c> (each with the <c>id</c>),
    /// <c>docker_silent</c>, and as for a swap; 423 <c>reserved</c>; 502 <c>node_silent</c>.
    /// </remarks>
    internal static Task<Results<Accepted<UpdateAccepted>, ProblemHttpResult>> Apply(
        UpdateCounter counter, HttpContext context, UpdateRequest? request = null) =>
        counter.BeginAsync(UpdateAction.Apply, request ?? new(), context.RequestAborted);

    /// <summary>Go back to the commit and the image before the last update.</summary>
    /// <remarks>
    /// On both nodes. Local changes stay; the head is detached, and the next update goes back to the branch that it
    /// came from first. 409 <c>nothing_to_roll_back</c>, <c>former_image_gone</c>, <c>former_elsewhere</c>, and as for
    /// an update.
    /// </remarks>
    internal static Task<Results<Accepted<UpdateAccepted>, ProblemHttpResult>> RollBack(
        UpdateCounter counter, CancellationToken cancel, LauncherRequest? request = null) =>
        counter.BeginAsync(UpdateAction.RollBack, new() { Token = request?.Token }, cancel);

    /// <summary>Copy the image of Spark 1 to Spark 2.</summary>
    /// <remarks>
    /// 409 <c>nothing_to_sync</c>, <c>image_missing</c>, <c>needs_two_sparks</c>, and as for an update.
    /// </remarks>
    internal static Task<Results<Accepted<UpdateAccepted>, ProblemHttpResult>> Sync(
        UpdateCounter counter, CancellationToken cancel, LauncherRequest? request = null) =>
        counter.BeginAsync(UpdateAction.SyncImages, new() { Token = request?.Token }, cancel);

    /// <summary>End an update: what it started is removed, what it has done by then stays.</summary>
    /// <remarks>404 <c>unknown_update</c>; 409 <c>update_has_ended</c>, <c>roll_back_runs</c>.</remarks>
    internal static Task<Results<Accepted<UpdateAccepted>, ProblemHttpResult>> Cancel(
        string id, UpdateCounter counter) => counter.CancelAsync(id);

    /// <summary>The same as the stream of an update by its id, of the present or the last one.</summary>
    /// <remarks>404 <c>unknown_update</c> when there was none yet.</remarks>
    internal static Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> StreamPresent(
        UpdateViews views, JobStream stream, IHostApplicationLifetime life, long from = 1,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null) =>
        StreamAsync(views.Latest, stream, life, from, lastEventId);

    /// <summary>Lines and state of an update as they come, then <c>end</c>; who comes back after it gets 204.</summary>
    /// <remarks>
    /// <c>snapshot</c>, <c>change</c>, <c>log</c>, <c>gap</c>, and <c>end</c> when nothing more will come. 404
    /// <c>unknown_update</c>.
    /// </remarks>
    internal static Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> Stream(
        string id, JobStream stream, IHostApplicationLifetime life, long from = 1,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null) =>
        StreamAsync(id, stream, life, from, lastEventId);

    private static async Task<Results<ServerSentEventsResult<string>, NoContent, ProblemHttpResult>> StreamAsync(
        string? id, JobStream stream, IHostApplicationLifetime life, long from, string? lastEventId)
    {
        if (id is null || await stream.FindAsync(id) is null) return UpdateProblems.Unknown(id);

        var cursor = EventEndpoints.Cursor(lastEventId);
        if (cursor is { } line && await stream.HasHeardEndAsync(id, line)) return TypedResults.NoContent();

        return TypedResults.ServerSentEvents(stream.ReadAsync(id, cursor ?? from, life.ApplicationStopping));
    }
}
