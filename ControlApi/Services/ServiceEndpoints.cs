using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Reservations;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Services;

internal static class ServiceEndpoints
{
    public static IServiceCollection AddServices(this IServiceCollection services) => services
        .AddSingleton<ServiceDesk>()
        .AddSingleton<ServiceViews>()
        .AddSingleton<ServiceCounter>()
        .AddSingleton<ServiceSettings>()
        .AddSingleton<ServiceLogs>()
        .AddSingleton<VllmVerbs>()
        .AddSingleton<ModelActions>()
        .AddSingleton<ServiceTruth>()
        .AddSingleton<ServiceDriver>()
        .AddSingleton<OpenActions>()
        .AddSingleton<HealthActions>()
        .AddSingleton<MemoryCaps>()
        .AddSingleton<ServiceWork>();

    public static IEndpointRouteBuilder MapServices(this IEndpointRouteBuilder routes)
    {
        var services = routes.MapGroup("/api/services").WithTags("Services");
        services.MapGet("/", List);
        services.MapGet("/{name}", Find);
        services.MapPut("/{name}", ChangeAsync);
        services.MapPost("/{name}/start", Start).NeedsState().SaysWhen();
        services.MapPost("/{name}/stop", Stop).NeedsState().SaysWhen();
        services.MapPost("/{name}/restart", Restart).NeedsState().SaysWhen();
        services.MapGet("/{name}/logs", LogsAsync);
        return routes;
    }

    /// <summary>Every service that is watched: where it is, how it is, and what is being done to it.</summary>
    /// <remarks>Also why nothing can be done to it.</remarks>
    internal static Ok<ServiceList> List(ServiceViews views) => TypedResults.Ok(new ServiceList(views.All()));

    /// <summary>One service.</summary>
    /// <remarks>404 <c>unknown_service</c>.</remarks>
    internal static Results<Ok<ServiceView>, ProblemHttpResult> Find(string name, ServiceViews views) =>
        views.Find(name) is { } view ? TypedResults.Ok(view) : ServiceProblems.Unknown(name);

    /// <summary>
    /// Switch it off, or change the memory cap of Parakeet; what is not sent stays as it is.
    /// </summary>
    /// <remarks>
    /// 400 <c>invalid</c>, also for a cap of another service; 404 <c>unknown_service</c>; 409
    /// <c>set_in_environment</c>, and as for settings.
    /// </remarks>
    internal static async Task<Results<Ok<ServiceView>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        string name, ServiceChange change, ServiceSettings settings, ServiceViews views, CancellationToken cancel)
    {
        if (views.Find(name) is null) return ServiceProblems.Unknown(name);

        return await settings.ChangeAsync(name, change, cancel) is { } refusal
            ? ServiceProblems.NotChanged(refusal)
            : TypedResults.Ok(views.Find(name)!);
    }

    /// <summary>Start it; of vLLM, load the model that was loaded last.</summary>
    /// <remarks>
    /// <c>token</c> is that of a reservation, for vLLM. 404 <c>unknown_service</c>; 409 <c>service_busy</c>,
    /// <c>not_controllable</c>, <c>another_panel</c>, <c>no_model_yet</c>, <c>serves_already</c>; of vLLM also what a
    /// swap refuses.
    /// </remarks>
    internal static Task<Results<Accepted<ServiceAccepted>, ProblemHttpResult>> Start(
        string name, ServiceCounter counter, ServiceRequest? request = null) =>
        counter.AskAsync(name, ServiceVerb.Start, request);

    /// <summary>Stop it, and leave it so; of vLLM, stop the model that runs.</summary>
    /// <remarks>Refused as a start is.</remarks>
    internal static Task<Results<Accepted<ServiceAccepted>, ProblemHttpResult>> Stop(
        string name, ServiceCounter counter, ServiceRequest? request = null) =>
        counter.AskAsync(name, ServiceVerb.Stop, request);

    /// <summary>Stop it and start it again; of vLLM, load the same model again.</summary>
    /// <remarks>Refused as a start is, and 409 <c>not_of_catalog</c>.</remarks>
    internal static Task<Results<Accepted<ServiceAccepted>, ProblemHttpResult>> Restart(
        string name, ServiceCounter counter, ServiceRequest? request = null) =>
        counter.AskAsync(name, ServiceVerb.Restart, request);

    /// <summary>
    /// The last lines of its container's log and those that come: <c>log {lines}</c>, and <c>end {reason}</c> when
    /// there will be no more.
    /// </summary>
    /// <remarks>
    /// <c>tail</c> is 1 to 2,000 lines. 400 <c>invalid</c>; 404 <c>unknown_service</c>; 409 <c>no_log</c>; 502
    /// <c>node_silent</c>; 503 <c>too_many_readers</c>.
    /// </remarks>
    internal static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> LogsAsync(
        string name, ServiceLogs logs, HttpContext context, IHostApplicationLifetime life, int tail = 200)
    {
        var opened = await logs.OpenAsync(name, tail, context.RequestAborted);
        if (opened.Problem is { } problem) return problem;

        context.Response.RegisterForDisposeAsync(opened.Tail!);
        return TypedResults.ServerSentEvents(logs.ReadAsync(opened.Tail!, life.ApplicationStopping));
    }
}
