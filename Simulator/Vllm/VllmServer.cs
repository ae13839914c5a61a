using SparkControl.Simulator.Web;

namespace SparkControl.Simulator.Vllm;

/// <summary>The HTTP side of a vLLM that has loaded.</summary>
internal static class VllmServer
{
    /// <summary>Listens on a loopback port; throws an <see cref="IOException"/> when somebody else does.</summary>
    public static async Task<IAsyncDisposable> StartAsync(
        int port, LoadPlan plan, VllmMetrics metrics, Pace pace, Func<bool> isDead, Action<string> access)
    {
        var builder = LoopbackApp.Create(port);
        metrics.Reset();

        var app = builder.Build();
        AccessLog.Use(app, access);
        app.Use((context, next) => AuthorizeAsync(context, next, plan.Arguments.ApiKey));
        app.Use((context, next) => isDead() ? FailAsync(context, next) : next(context));
        Map(app, plan, metrics, pace);
        await app.StartAsync();
        return new Running(app);
    }

    private static void Map(WebApplication app, LoadPlan plan, VllmMetrics metrics, Pace pace)
    {
        var created = pace.Now.ToUnixTimeSeconds();
        app.MapGet("/health", () => Results.StatusCode(200));
        app.MapMethods("/ping", ["GET", "POST"], () => Results.StatusCode(200));
        app.MapGet("/version", () => Results.Json(new { version = plan.Version }));
        app.MapGet("/load", () => Results.Json(new { server_load = 0 }));
        app.MapGet("/metrics", () => Results.Text(
            metrics.Render(plan.Arguments.ServedNames[0], plan.CacheTokens / 16),
            "text/plain; version=0.0.4; charset=utf-8"));
        app.MapGet("/v1/models", () => Results.Json(new
        {
            @object = "list",
            data = plan.Arguments.ServedNames.Select(name => new
            {
                id = name,
                @object = "model",
                created,
                owned_by = "vllm",
                root = plan.Arguments.Model,
                parent = (string?)null,
                max_model_len = plan.MaxLength,
                permission = new[]
                {
                    new
                    {
                        id = $"modelperm-{created:x8}", @object = "model_permission", created,
                        allow_sampling = true, allow_view = true
                    }
                }
            })
        }));
        if (plan.Profile.IsEmbedding) Embeddings.Map(app, plan, metrics);
        else Completions.Map(app, plan, metrics, pace);
    }

    // What needs no engine still answers.
    private static Task FailAsync(HttpContext context, RequestDelegate next)
    {
        var isHealth = context.Request.Path == "/health";
        if (!isHealth && !HttpMethods.IsPost(context.Request.Method)) return next(context);
        context.Response.StatusCode = isHealth ? 503 : 500;
        return isHealth ? Task.CompletedTask : context.Response.WriteAsJsonAsync(new
        {
            error = new
            {
                message = "EngineCore encountered an issue. See stack trace (above) for the root cause.",
                type = "InternalServerError",
                param = (string?)null,
                code = 500
            }
        });
    }

    private static Task AuthorizeAsync(HttpContext context, RequestDelegate next, string? key)
    {
        if (key is null || !context.Request.Path.StartsWithSegments("/v1")) return next(context);
        if (context.Request.Headers.Authorization == "Bearer " + key) return next(context);
        context.Response.StatusCode = 401;
        return context.Response.WriteAsJsonAsync(new { error = "Unauthorized" });
    }

    private sealed class Running(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // A killed process finishes no request.
            await app.StopAsync(new CancellationToken(canceled: true));
            await app.DisposeAsync();
        }
    }
}
