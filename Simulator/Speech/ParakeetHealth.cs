namespace SparkControl.Simulator.Speech;

/// <summary>What a Parakeet server says of itself: servers have one path for it or the other, and few both.</summary>
internal static class ParakeetHealth
{
    /// <param name="app">Its server.</param>
    /// <param name="life">The life of its process.</param>
    /// <param name="loaded">When its model was loaded.</param>
    public static void Map(WebApplication app, ServiceLife life, DateTimeOffset loaded)
    {
        app.Use((context, next) => life.IsReady || IsHealth(context.Request.Path)
            ? next(context)
            : FastApi.Error(503, "The model is still loading").ExecuteAsync(context));
        app.MapGet("/health", () => Answer(life, HealthPaths.Healthz, () => life.IsReady
            ? new
            {
                status = "ok",
                model_name = Parakeet.Model,
                model_loaded = true,
                cuda_available = true,
                diarization = life.Service.IsPatched
            }
            : new { status = "loading", ready = false, model_loaded = false }));
        app.MapGet("/healthz", () => Answer(life, HealthPaths.Health, () => life.IsReady
            ? new
            {
                status = "ok",
                model_name = Parakeet.Model,
                loaded = true,
                idle_unload_seconds = 0,
                last_loaded = loaded.ToUnixTimeSeconds()
            }
            : null));
    }

    private static bool IsHealth(PathString path) => path.Value is "/health" or "/healthz";

    // Nothing said is that it is not ready.
    private static IResult Answer(ServiceLife life, HealthPaths other, Func<object?> said)
    {
        if (life.Service.Answers.Health == other) return FastApi.Error(404, "Not Found");

        return said() is { } body
            ? Results.Json(body)
            : Results.Json(new { status = "loading", ready = false }, statusCode: 503);
    }
}
