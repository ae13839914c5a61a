using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Uploads;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Uploads;

/// <summary>A server whose one route takes recordings and drops them.</summary>
internal sealed class UploadHost : IAsyncDisposable
{
    private readonly TempDirectory data = new();
    private readonly WebApplication app;

    private UploadHost(long limit)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["CACHE_DIR"] = data.Path;
        builder.Services.AddSingleton(TimeProvider.System).AddUploads();
        app = builder.Build();
        app.MapPost("/upload", (HttpContext context, UploadReader reader) => TakeAsync(context, reader, limit));
    }

    public HttpClient Http { get; } = new();

    public Spool Spool => app.Services.GetRequiredService<Spool>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<UploadHost> StartAsync(long limit)
    {
        var host = new UploadHost(limit);
        await host.app.StartAsync(Cancel);
        host.Http.BaseAddress = new(host.app.Urls.Single() + "/");
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        data.Dispose();
    }

    private static async Task<IResult> TakeAsync(HttpContext context, UploadReader reader, long limit)
    {
        try
        {
            using var upload = await reader.ReadAsync(context.Request, limit, context.RequestAborted);
            return Results.Text($"{upload.Kind} {upload.Size} {upload.Sha256}");
        }
        catch (AudioException refused)
        {
            return Results.Text(refused.Problem.Code, statusCode: refused.Problem.Status);
        }
    }
}
