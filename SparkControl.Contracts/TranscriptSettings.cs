using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>How recordings are transcribed.</summary>
public sealed record TranscriptSettings
{
    /// <summary>The longest part of a recording that is sent at once, in minutes: 1 to 10.</summary>
    public int WindowMinutes { get; init; } = 10;

    /// <summary>Windows that are transcribed at once, by all instances together.</summary>
    public int TranscriptionSlots { get; init; } = 1;

    /// <summary>Windows that are diarized at once, by all instances together.</summary>
    public int DiarizationSlots { get; init; } = 1;

    /// <summary>How long a request whose client waits does so for its first slot, in minutes. Jobs wait on.</summary>
    public int StartWaitMinutes { get; init; } = 10;

    /// <summary>The largest recording that is taken, in GiB.</summary>
    public int UploadLimitGib { get; init; } = 2;

    /// <summary>The least cosine of two fingerprints of one voice.</summary>
    public double VoiceThreshold { get; init; } = 0.45;

    /// <summary>By how much the best match must be better than the second.</summary>
    public double VoiceMargin { get; init; } = 0.1;

    /// <summary>What the server of transcription calls its model.</summary>
    public string TranscriptionModel { get; init; } = "nvidia/parakeet-tdt-0.6b-v3";

    /// <summary>The model of diarization, as results name it.</summary>
    public string DiarizationModel { get; init; } = "nvidia/diar_sortformer_4spk-v1";

    /// <summary>The same limit of a recording in bytes.</summary>
    [JsonIgnore]
    public long UploadLimitBytes => UploadLimitGib * (1L << 30);
}
