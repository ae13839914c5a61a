using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SparkControl.Benchmarks.Measures;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator;

namespace SparkControl.Benchmarks;

/// <summary>How wrong transcripts are of recordings of which none can be exact.</summary>
internal static class HardTranscripts
{
    private const int Seconds = 2_400;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var recording in HardRecording.Of(Seconds))
        {
            var figures = await MeasureAsync(recording, cancel);
            yield return new($"hard {recording.Name}: word error", 100 * figures.WordError, "%",
                100 * recording.WordError, $"{Seconds / 60} min in windows of {recording.WindowMinutes}");
            yield return new($"hard {recording.Name}: words with the right speaker", 100 * figures.RightSpeaker, "%",
                100 * recording.RightSpeaker, $"{figures.Warnings} warnings")
            {
                IsLeast = true
            };
            yield return new($"hard {recording.Name}: diarization error", 100 * figures.TurnError, "%",
                100 * recording.TurnError, string.Create(CultureInfo.InvariantCulture,
                    $"{100 * figures.TurnErrorWithCollar:0.##} % with a collar of 0.25 s, "
                    + $"{100 * figures.BlockError:0.##} % by the transcript's blocks"));
            yield return new($"hard {recording.Name}: swaps without a warning", figures.Swaps.Count, "names",
                recording.MostSwaps, "none, unless there are more voices than the diarizer tells apart");
        }
    }

    private static async Task<HardFigures> MeasureAsync(HardRecording recording, CancellationToken cancel)
    {
        var files = Directory.CreateTempSubdirectory("spark-bench-");
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200 });
        recording.SetUp(pair.Services.Parakeet);
        await using var server = await RedisServer.StartAsync(files.FullName, cancel);
        await using var redis = await RedisLink.ConnectAsync(server.ConnectionString, "default");
        await new StateStore(redis, TimeProvider.System).WriteAsync(States.Settings, new EffectiveSettings
        {
            PanelId = "p",
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = pair.Services.Parakeet.Port },
            Transcripts = new() { WindowMinutes = recording.WindowMinutes }
        });
        await using var proxy = await TranscriptCost.StartAsync(server, files.FullName, cancel);
        var transcript = await SendAsync(proxy, recording, cancel);
        var figures = await HardFigures.OfAsync(recording, transcript, redis);
        files.Delete(recursive: true);
        return figures;
    }

    private static async Task<JsonNode> SendAsync(
        PanelProcess proxy, HardRecording recording, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = proxy.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(30) };
        using var sound = new StreamContent(recording.Record().OpenWav());
        using var format = new StringContent("verbose_json");
        using var form = new MultipartFormDataContent { { format, "format" }, { sound, "file", "hard.wav" } };
        using var answer = await http.PostAsync(TranscriptCost.Route, form, cancel);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel))!;
    }
}
