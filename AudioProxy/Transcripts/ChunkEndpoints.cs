using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Uploads;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// One piece of a recording for clients that cut for themselves: in the lane, and in the server's own shape.
/// </summary>
internal sealed class ChunkEndpoints(
    RecordingReader recordings, TranscriptLanes lanes, Parakeet parakeet, AudioSource sources, LookGate looks,
    StateMirror mirror, TimeProvider time)
{
    private const string Route = "/api/audio/diarize-chunk";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(Route, (HttpContext context, ChunkEndpoints chunks) => chunks.DiarizeAsync(context))
            .WithTags("Transcripts").AnswerAudioProblems();

    /// <summary>
    /// Who speaks when in the recording of the form's field <c>file</c>, as the server tells it: duration, segments,
    /// speakers_detected and, where it knows them, fingerprints. 413 for more than one window: the GPU does not bear
    /// it.
    /// </summary>
    private async Task<IResult> DiarizeAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        using var upload = await recordings.ReadAsync(context);
        var settings = mirror.Value(States.Settings)?.Transcripts ?? new();
        var plan = WindowPlan.Of(settings.WindowMinutes);
        // The slot is for the GPU: nobody waits for it while this is read.
        if (await looks.EnterAsync(() => CutAsync(upload, plan, cancel), cancel) is not { } window)
            return TranscriptAnswers.Of(TooLong(plan), context);

        using var limit = new StartLimit(settings.StartWaitMinutes, time);
        await using var turn = await limit.AcquireAsync(lanes.Diarization, _ => { }, cancel);
        try
        {
            var answer = await lanes.Speakers.AskAsync(
                turn, asking => parakeet.DiarizeChunkAsync(() => WavStream.Open(window.Path), asking), cancel);
            return TypedResults.Json(answer);
        }
        catch (SpeechException failure)
        {
            var problem = failure.Fault is SpeechFault.Missing
                ? NoDiarizer
                : TranscriptProblems.Of(failure.Fault, "the recording", "searched for speakers", goesOn: false).Problem;
            return TranscriptAnswers.Of(problem, context);
        }
    }

    private async Task<AudioWindow?> CutAsync(Upload upload, WindowPlan plan, CancellationToken cancel)
    {
        await using var sound = await sources.OpenAsync(upload.Kind, upload.Path, cancel);
        var cutter = new WindowCutter(plan, upload.Folder.Path);
        await foreach (var window in cutter.CutAsync(sound, cancel)) return window.Last ? window : null;

        throw new AudioException(AudioProblem.Empty);
    }

    private static TranscriptProblem TooLong(WindowPlan plan) => new(
        "too_long", "The recording is too long for one piece",
        $"At most {plan.MaxSeconds / 60} minutes are taken here. "
        + "POST /api/audio/transcribe-with-speakers takes any length.",
        StatusCodes.Status413PayloadTooLarge);

    private static TranscriptProblem NoDiarizer { get; } = new(
        "no_diarizer", "The Parakeet container has no such diarizer",
        "It answers 404 to POST /v1/audio/diarize-chunk: it needs the version that tells voices apart.",
        StatusCodes.Status502BadGateway);
}
