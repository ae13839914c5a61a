using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Speech;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// The two lanes to the GPU that all instances share, and those of recordings of several windows. Their slots are
/// settings, and may change while they work.
/// </summary>
internal sealed class TranscriptLanes : IDisposable
{
    // Of as many the lanes are kept busy: while one is decoded or joined another one's window is worked on.
    private const int MoreThanSlots = 2;

    private readonly StateMirror mirror;

    public TranscriptLanes(
        RedisLink redis, StateMirror mirror, SpeechNews news, TranscriptTimes patience, TimeProvider time,
        ILogger<Lane> logger)
    {
        this.mirror = mirror;
        var times = new LaneTimes();
        Meetings = new(redis, "meetings", () => Settings.TranscriptionSlots + MoreThanSlots, times, time, logger);
        Recordings = new(
            redis, "recordings", () => Settings.TranscriptionSlots + MoreThanSlots, times, time, logger);
        Transcription = new(redis, "transcription", () => Settings.TranscriptionSlots, times, time, logger);
        Diarization = new(redis, "diarization", () => Settings.DiarizationSlots, times, time, logger);
        mirror.Changed += Look;
        (Words, Speakers) = (new(Transcription, news, patience, time), new(Diarization, news, patience, time));
    }

    /// <summary>
    /// Recordings of more than an hour, or without a length, that are worked on: each has a decoder that stands still
    /// and windows on the disk. Short ones need no place, so that a dictation waits for a turn alone.
    /// </summary>
    public Lane Recordings { get; }

    /// <summary>Those of an hour at most: a meeting does not wait for ten hours of somebody else's.</summary>
    public Lane Meetings { get; }

    public Lane Transcription { get; }

    public Lane Diarization { get; }

    public LaneCalls Words { get; }

    public LaneCalls Speakers { get; }

    private TranscriptSettings Settings => mirror.Value(States.Settings)?.Transcripts ?? new();

    public void Dispose() => mirror.Changed -= Look;

    private void Look(StateChange change)
    {
        if (change.Name != States.Settings.Name) return;

        Meetings.Look();
        Recordings.Look();
        Transcription.Look();
        Diarization.Look();
    }
}
