using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Speech;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// The two lanes to the GPU that all instances share. Their slots are settings, and may change while they work.
/// </summary>
internal sealed class TranscriptLanes : IDisposable
{
    private readonly StateMirror mirror;

    public TranscriptLanes(
        RedisLink redis, StateMirror mirror, SpeechNews news, TimeProvider time, ILogger<Lane> logger)
    {
        this.mirror = mirror;
        var times = new LaneTimes();
        Transcription = new(redis, "transcription", () => Settings.TranscriptionSlots, times, time, logger);
        Diarization = new(redis, "diarization", () => Settings.DiarizationSlots, times, time, logger);
        mirror.Changed += Look;
        (Words, Speakers) = (new(Transcription, news, time), new(Diarization, news, time));
    }

    public Lane Transcription { get; }

    public Lane Diarization { get; }

    public LaneCalls Words { get; }

    public LaneCalls Speakers { get; }

    private TranscriptSettings Settings => mirror.Value(States.Settings)?.Transcripts ?? new();

    public void Dispose() => mirror.Changed -= Look;

    private void Look(StateChange change)
    {
        if (change.Name != States.Settings.Name) return;

        Transcription.Look();
        Diarization.Look();
    }
}
