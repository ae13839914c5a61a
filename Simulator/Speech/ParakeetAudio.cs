using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>What Parakeet does with audio: what is said, and who says it.</summary>
internal static class ParakeetAudio
{
    private const double Gib = 1L << 30;

    /// <summary>How much faster than speech the GPU works.</summary>
    private const double Speed = 100;

    public static void Map(WebApplication app, ServiceLife life)
    {
        app.MapPost("/v1/audio/transcriptions", context => AnswerAsync(context, life, TranscribeAsync));
        app.MapPost("/v1/audio/diarize", context => AnswerAsync(context, life, DiarizeAsync));
        app.MapPost("/v1/audio/diarize-chunk", context => AnswerAsync(context, life, DiarizeChunkAsync));
    }

    private static async Task AnswerAsync(
        HttpContext context, ServiceLife life, Func<AudioRequest, ServiceLife, CancellationToken, Task<IResult>> answer)
    {
        var isForSpeakers = context.Request.Path.Value!.Contains("diarize", StringComparison.Ordinal);
        var result = isForSpeakers && !life.Service.IsPatched
            ? FastApi.Error(404, "Not Found")
            : await AudioRequest.ReadAsync(context) switch
            {
                { Refusal: { } refusal } => refusal,
                var request => await answer(request, life, context.RequestAborted)
            };
        await result.ExecuteAsync(context);
    }

    private static async Task<IResult> TranscribeAsync(AudioRequest request, ServiceLife life, CancellationToken cancel)
    {
        if (request.Model is not ("" or Parakeet.Model or "whisper-1"))
            return FastApi.Error(404, $"Model '{request.Model}' not found");
        if (request.Format is not ("json" or "text" or "verbose_json"))
            return FastApi.Error(400, $"Unsupported response_format '{request.Format}'");
        var heard = ToneListener.Listen(request.Sound);
        var transcript = Transcript.Of(heard);
        return await OnGpuAsync(life, heard, Transcribing(request.Sound.Seconds), () => request.Format switch
        {
            "text" => Results.Text(transcript.Text, "text/plain; charset=utf-8"),
            "json" => Results.Json(new { text = transcript.Text }),
            _ => Results.Json(TranscriptAnswer.Verbose(
                transcript, request.Sound.Seconds, request.WantsWords, life.Service.Answers))
        }, cancel);
    }

    private static async Task<IResult> DiarizeAsync(AudioRequest request, ServiceLife life, CancellationToken cancel)
    {
        var heard = ToneListener.Listen(request.Sound);
        return await OnGpuAsync(life, heard, Diarizing(request.Sound.Seconds), () => Results.Json(
            Body(request, Diarization.Of(heard), life, new() { ["diarization"] = Parakeet.Diarizer })), cancel);
    }

    private static async Task<IResult> DiarizeChunkAsync(
        AudioRequest request, ServiceLife life, CancellationToken cancel)
    {
        var heard = ToneListener.Listen(request.Sound);
        return await OnGpuAsync(life, heard, Diarizing(request.Sound.Seconds), () =>
        {
            var who = Diarization.Of(heard);
            var body = Body(
                request, who, life, new() { ["diarization"] = Parakeet.Diarizer, ["embedding"] = Parakeet.Embedder });
            body["fingerprints"] = Fingerprints(who);
            return Results.Json(body);
        }, cancel);
    }

    private static JsonObject Fingerprints(Diarization who)
    {
        var fingerprints = new JsonObject();
        foreach (var turns in who.Turns.GroupBy(turn => turn.Label))
        {
            var numbers = Fingerprint.Of(turns.First().Voice, turns.Sum(turn => turn.End - turn.Start));
            fingerprints[turns.Key] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]);
        }

        return fingerprints;
    }

    private static JsonObject Body(AudioRequest request, Diarization who, ServiceLife life, JsonObject models) => new()
    {
        ["duration"] = Math.Round(request.Sound.Seconds, 2),
        ["segments"] = who.Segments(life.Service.Answers.Turns),
        ["speakers_detected"] = new JsonArray([.. who.Labels.Select(label => JsonValue.Create(label))]),
        ["models"] = models
    };

    // Silence passes on a GPU that is wedged: nothing of it gets that far.
    private static Task<IResult> OnGpuAsync(
        ServiceLife life, IReadOnlyList<SpokenWord> heard, GpuRequest request, Func<IResult> answer,
        CancellationToken cancel) =>
        heard.Count == 0 ? Task.FromResult(answer()) : request.RunAsync(life, answer, cancel);

    // Full attention: twice the audio takes four times the memory. Half an hour is still all right on an idle node.
    private static GpuRequest Transcribing(double seconds) =>
        new(seconds / Speed, (long)(Square(seconds / 60 / 24) * 20 * Gib));

    // The whole file in one pass: up to twelve minutes pass beside every model, a quarter of an hour beside none.
    private static GpuRequest Diarizing(double seconds) => new(
        seconds / Speed,
        (long)((Square(seconds / 60 / 12) * 2.4 + Math.Max(0, seconds / 60 - 12) * 6) * Gib));

    private static double Square(double number) => number * number;
}
