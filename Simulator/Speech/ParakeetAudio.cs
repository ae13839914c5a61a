using System.Globalization;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>What Parakeet does with audio: what is said, and who says it.</summary>
internal static class ParakeetAudio
{
    public static void Map(WebApplication app, ServiceLife life)
    {
        app.MapPost("/v1/audio/transcriptions", context => AnswerAsync(context, life, TranscribeAsync));
        app.MapPost("/v1/audio/diarize", context => AnswerAsync(context, life, DiarizeAsync));
        app.MapPost("/v1/audio/diarize-chunk", context => AnswerAsync(context, life, DiarizeChunkAsync));
    }

    // The audio is read first in any case, as a server does whose framework reads forms.
    private static async Task AnswerAsync(
        HttpContext context, ServiceLife life, Func<AudioRequest, ServiceLife, CancellationToken, Task<IResult>> answer)
    {
        var (service, route) = (life.Service, context.Request.Path.Value!["/v1/audio/".Length..]);
        var fault = service.Calls.Begin(route);
        try
        {
            var result = route.StartsWith("diarize", StringComparison.Ordinal) && !service.IsPatched
                ? FastApi.Error(404, "Not Found")
                : await AudioRequest.ReadAsync(context) switch
                {
                    { Refusal: { } refusal } => refusal,
                    _ when fault is not null && await FailAsync(fault, context, life) is { } failure => failure,
                    var request => await answer(request, life, context.RequestAborted)
                };
            await result.ExecuteAsync(context);
        }
        finally
        {
            service.Calls.End(route);
        }
    }

    private static async Task<IResult?> FailAsync(AudioFault fault, HttpContext context, ServiceLife life)
    {
        await Task.Delay(TimeSpan.FromSeconds(fault.Delay), life.Pace.Time, context.RequestAborted);
        if (fault.Drops)
        {
            context.Abort();
            return Results.Empty;
        }

        if (fault.Answer is { } json) return Results.Text(json, "application/json");
        if (fault.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return fault.Status is { } status ? FastApi.Error(status, fault.Detail) : null;
    }

    private static async Task<IResult> TranscribeAsync(AudioRequest request, ServiceLife life, CancellationToken cancel)
    {
        if (request.Model is not ("" or Parakeet.Model or "whisper-1"))
            return FastApi.Error(404, $"Model '{request.Model}' not found");
        if (request.Format is not ("json" or "text" or "verbose_json"))
            return FastApi.Error(400, $"Unsupported response_format '{request.Format}'");
        var transcript = Transcript.Of(request.Heard);
        var work = life.Service.Work.Transcribing(request.Seconds);
        return await OnGpuAsync(life, request, work, () => request.Format switch
        {
            "text" => Results.Text(transcript.Text, "text/plain; charset=utf-8"),
            "json" => Results.Json(new { text = transcript.Text }),
            _ => Results.Json(TranscriptAnswer.Verbose(
                transcript, request.Seconds, request.WantsWords, life.Service.Answers))
        }, cancel);
    }

    private static Task<IResult> DiarizeAsync(AudioRequest request, ServiceLife life, CancellationToken cancel) =>
        OnGpuAsync(life, request, life.Service.Work.Diarizing(request.Seconds), () => Results.Json(
            Body(request, Who(request, life), life, new() { ["diarization"] = Parakeet.Diarizer })), cancel);

    private static Task<IResult> DiarizeChunkAsync(AudioRequest request, ServiceLife life, CancellationToken cancel) =>
        OnGpuAsync(life, request, life.Service.Work.Diarizing(request.Seconds), () =>
        {
            var who = Who(request, life);
            var body = Body(
                request, who, life, new() { ["diarization"] = Parakeet.Diarizer, ["embedding"] = Parakeet.Embedder });
            body["fingerprints"] = Fingerprints(who);
            return Results.Json(body);
        }, cancel);

    private static Diarization Who(AudioRequest request, ServiceLife life) =>
        Diarization.Of(request.Heard, life.Service.Errors);

    // A label that holds two people sounds like the one who speaks more.
    private static JsonObject Fingerprints(Diarization who)
    {
        var fingerprints = new JsonObject();
        foreach (var turns in who.Turns.GroupBy(turn => turn.Label))
        {
            var voice = turns.GroupBy(turn => turn.Voice).MaxBy(of => of.Sum(turn => turn.Length))!.Key;
            var numbers = Fingerprint.Of(voice, turns.Sum(turn => turn.Length));
            fingerprints[turns.Key] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]);
        }

        return fingerprints;
    }

    private static JsonObject Body(AudioRequest request, Diarization who, ServiceLife life, JsonObject models) => new()
    {
        ["duration"] = Math.Round(request.Seconds, 2),
        ["segments"] = who.Segments(life.Service.Answers.Turns),
        ["speakers_detected"] = new JsonArray([.. who.Labels.Select(label => JsonValue.Create(label))]),
        ["models"] = models
    };

    // Silence passes on a GPU that is wedged: nothing of it gets that far.
    private static Task<IResult> OnGpuAsync(
        ServiceLife life, AudioRequest request, GpuRequest work, Func<IResult> answer, CancellationToken cancel) =>
        request.Heard.Count == 0 ? Task.FromResult(answer()) : work.RunAsync(life, answer, cancel);
}
