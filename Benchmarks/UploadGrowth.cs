using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.AudioProxy.Uploads;

namespace SparkControl.Benchmarks;

/// <summary>What a recording of 2 GiB costs in memory while it comes; the sender is in the same process.</summary>
internal static class UploadGrowth
{
    private const long Bytes = 2L << 30, First = 64L << 20;
    private const double Mebibyte = 1 << 20;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var files = Directory.CreateTempSubdirectory("spark-bench-");
        await using var host = await StartAsync(files.FullName, cancel);
        using var http = new HttpClient { BaseAddress = new(host.Urls.Single()), Timeout = TimeSpan.FromMinutes(10) };
        await SendAsync(http, First, cancel);

        GC.Collect();
        var before = Linux.Memory(Environment.ProcessId);
        Linux.ForgetPeak(Environment.ProcessId);
        var start = Stopwatch.GetTimestamp();
        await SendAsync(http, Bytes, cancel);
        var took = Stopwatch.GetElapsedTime(start);
        var growth = Linux.PeakMemory(Environment.ProcessId) - before;
        yield return new("upload growth", growth / Mebibyte, "MiB", 64, string.Create(CultureInfo.InvariantCulture,
            $"{Bytes / Mebibyte:0} MiB that came in {took.TotalSeconds:0.0} s, "
            + $"{Bytes / Mebibyte / took.TotalSeconds:0} MiB/s; {before / Mebibyte:0} MiB before"));
        var left = files.EnumerateFiles("upload", SearchOption.AllDirectories).Count();
        yield return new("upload files left", left, "files", 0, "2 uploads");
        await host.StopAsync(cancel);
        await host.DisposeAsync();
        files.Delete(recursive: true);
    }

    private static async Task<WebApplication> StartAsync(string cache, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["CACHE_DIR"] = cache;
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System).AddUploads();
        var host = builder.Build();
        host.MapPost("/", async (HttpContext context, UploadReader reader) =>
        {
            using var upload = await reader.ReadAsync(context.Request, Bytes, context.RequestAborted);
            return Results.Text($"{upload.Size}");
        });
        await host.StartAsync(cancel);
        return host;
    }

    private static async Task SendAsync(HttpClient http, long bytes, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent { { new SoundContent(bytes), "file", "long.wav" } };
        using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), form, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (text != bytes.ToString(CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"{answer.StatusCode}: {text}");
    }

    // A WAV of unknown length and noise, as long as is wanted.
    private sealed class SoundContent(long bytes) : HttpContent
    {
        private static readonly byte[] Header =
        [
            .. "RIFF"u8, 255, 255, 255, 255, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0,
            2, 0, 16, 0, .. "data"u8, 255, 255, 255, 255
        ];

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var block = new byte[64 * 1024];
            new Random(1).NextBytes(block);
            await stream.WriteAsync(Header);
            for (var left = bytes - Header.Length; left > 0; left -= Math.Min(left, block.Length))
                await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return true;
        }
    }
}
