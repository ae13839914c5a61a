namespace SparkControl.Simulator.Speech;

/// <summary>What Magpie makes of a text: tones that Parakeet understands.</summary>
internal static class MagpieSpeech
{
    /// <summary>How much faster than speech the GPU works.</summary>
    private const double Speed = 8;

    public static void Map(WebApplication app, ServiceLife life)
    {
        app.MapGet("/v1/audio/list_voices", () => Results.Json(new Dictionary<string, object>
        {
            [MagpieVoices.Locales] = new { voices = MagpieVoices.All }
        }));
        app.MapPost("/v1/audio/synthesize", context => AnswerAsync(
            context, life, sound => Results.Bytes(sound.ToWav(), "audio/wav")));
        app.MapPost("/v1/audio/synthesize_online", context => AnswerAsync(
            context, life, sound => Results.Bytes(sound.ToPcm(), "application/octet-stream")));
    }

    private static async Task AnswerAsync(HttpContext context, ServiceLife life, Func<Sound, IResult> answer)
    {
        var result = !life.IsReady
            ? FastApi.Error(503, "Service is not ready")
            : await SynthesisRequest.ReadAsync(context) switch
            {
                { Refusal: { } refusal } => refusal,
                var request => await SpeakAsync(request, life, answer, context.RequestAborted)
            };
        await result.ExecuteAsync(context);
    }

    // The server behind it takes requests one after the other.
    private static Task<IResult> SpeakAsync(
        SynthesisRequest request, ServiceLife life, Func<Sound, IResult> answer, CancellationToken cancel)
    {
        var words = ToneSpeaker.Say(request.Voice, request.Text);
        var sound = ToneSpeaker.Record(words, seconds: null, request.Rate);
        return new GpuRequest(GpuModel.Synthesizer, sound.Seconds / Speed, Bytes: 0) { Queues = true }
            .RunAsync(life, () => answer(sound), cancel);
    }
}
