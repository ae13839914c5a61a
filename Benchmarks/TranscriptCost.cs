using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator;
using SparkControl.Simulator.Speech.Dialogues;

namespace SparkControl.Benchmarks;

/// <summary>What AudioProxy adds to what the GPU needs for a recording, and what recordings cost in memory.</summary>
internal static class TranscriptCost
{
    private const double Mebibyte = 1 << 20;
    private const int Hour = 3_600;

    public static readonly Uri Route = new("/api/audio/transcribe-with-speakers", UriKind.Relative);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var files = Directory.CreateTempSubdirectory("spark-bench-");
        await using var pair = await SimulatedPair.StartAsync(new());
        await using var redis = await RedisServer.StartAsync(files.FullName, cancel);
        await SetUpAsync(redis, pair.Services.Parakeet.Port);
        await using var proxy = await StartAsync(redis, files.FullName, cancel);
        using var http = new HttpClient { BaseAddress = proxy.Http.BaseAddress, Timeout = TimeSpan.FromHours(1) };
        var parakeet = pair.Services.Parakeet;

        // Once for what is loaded only once, and for the moment that a new data set waits.
        await SendAsync(http, await RecordAsync(files, Hour / 20), cancel);
        // The pair goes six times as fast: an hour takes half a minute, so that what is added is seen as it would be.
        parakeet.Work = new() { TranscriptionSpeed = 40, DiarizationSpeed = 20 };
        var hour = await RecordAsync(files, Hour);
        var alone = await DiarizeAloneAsync(parakeet.Port, hour, files, cancel);
        var took = await SendAsync(http, hour, cancel);
        yield return new("transcript wall time", took / alone, "times the slower lane", 1.1, string.Create(
            CultureInfo.InvariantCulture,
            $"an hour in {took.TotalSeconds:0.0} s; its windows one after the other: {alone.TotalSeconds:0.0} s"));

        parakeet.Work = new() { TranscriptionSpeed = 1e6, DiarizationSpeed = 1e6 };
        var day = await RecordAsync(files, 10 * Hour);
        var naive = await NaiveAsync(parakeet.Port, day, cancel);
        var before = Linux.Memory(proxy.Id);
        Linux.ForgetPeak(proxy.Id);
        took = await SendAsync(http, day, cancel);
        var growth = (Linux.PeakMemory(proxy.Id) - before) / Mebibyte;
        yield return new("transcript growth in 10 h", growth, "MiB", 64, string.Create(
            CultureInfo.InvariantCulture, $"{before / Mebibyte:0} MiB before, {took.TotalSeconds:0} s; {naive}"));
        files.Delete(recursive: true);
    }

    private static async Task SetUpAsync(RedisServer server, int port)
    {
        await using var redis = await RedisLink.ConnectAsync(server.ConnectionString, "default");
        await new StateStore(redis, TimeProvider.System).WriteAsync(States.Settings, new EffectiveSettings
        {
            PanelId = "p",
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = port }
        });
    }

    /// <summary>An AudioProxy of its own, with its files in a directory.</summary>
    public static Task<PanelProcess> StartAsync(RedisServer redis, string files, CancellationToken cancel) =>
        PanelProcess.StartAsync("AudioProxy.dll", new Dictionary<string, string>
        {
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["CACHE_DIR"] = Path.Combine(files, "cache"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0"
        }, cancel);

    private static async Task<string> RecordAsync(DirectoryInfo files, int seconds)
    {
        var path = Path.Combine(files.FullName, $"{seconds}.wav");
        await new Conversation { Seconds = seconds, Voices = [1, 4, 7] }.Record().WriteWavAsync(path);
        return path;
    }

    private static async Task<TimeSpan> SendAsync(HttpClient http, string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        using var form = new MultipartFormDataContent { { new StreamContent(file), "file", "talk.wav" } };
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(Route, form, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode
            ? Stopwatch.GetElapsedTime(start)
            : throw new InvalidOperationException($"{answer.StatusCode}: {text}");
    }

    // What the slower lane needs by itself: the same windows, cut before and sent one after the other.
    private static async Task<TimeSpan> DiarizeAloneAsync(
        int port, string path, DirectoryInfo files, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        var route = new Uri($"http://127.0.0.1:{port}/v1/audio/diarize-chunk");
        await using var wav = File.OpenRead(path);
        wav.Position = WavHeader.Size;
        var took = TimeSpan.Zero;
        await foreach (var window in new WindowCutter(new(), files.FullName).CutAsync(wav, cancel))
        {
            using var sound = new StreamContent(WavStream.Open(window.Path));
            using var form = new MultipartFormDataContent { { sound, "file", "window.wav" } };
            var start = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsync(route, form, cancel);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(cancel);
            took += Stopwatch.GetElapsedTime(start);
            window.Delete();
        }

        return took;
    }

    // The way without windows: 200 MB whole in memory, and whole to both servers.
    private static async Task<string> NaiveAsync(int port, string path, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        var before = Linux.Memory(Environment.ProcessId);
        var bytes = new byte[200_000_000];
        await using (var file = File.OpenRead(path)) await file.ReadExactlyAsync(bytes, cancel);
        var statuses = new List<HttpStatusCode>();
        foreach (var route in new[] { "transcriptions", "diarize" })
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", "whole.wav" } };
            using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/v1/audio/{route}"), form, cancel);
            statuses.Add(answer.StatusCode);
        }

        var growth = (Linux.Memory(Environment.ProcessId) - before) / Mebibyte;
        var answers = string.Join(" and ", statuses.Select(status => (int)status));
        return string.Create(CultureInfo.InvariantCulture,
            $"200 MB whole in memory: {growth:0} MiB, and the servers answer {answers}");
    }
}
