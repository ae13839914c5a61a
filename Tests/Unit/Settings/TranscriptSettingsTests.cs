using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

public sealed class TranscriptSettingsTests : IDisposable
{
    private readonly PanelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Each_of_them_is_taken_from_wherever_it_is_set()
    {
        _files.Environment["UPLOAD_LIMIT_GIB"] = "4";
        _files.Environment["TRANSCRIPTION_SLOTS"] = "2";
        _files.Settings = """
            transcript_window_minutes: 5
            transcription_slots: 3
            diarization_slots: 4
            transcript_start_wait_minutes: 30
            voice_threshold: 0.5
            voice_margin: "0"
            transcription_model: nvidia/parakeet-tdt-0.6b-v2
            """;
        _files.Startos = """{ "diarization_model": "nvidia/diar_streaming_sortformer_4spk-v2.1" }""";

        using var store = await _files.OpenAsync();

        Assert.Equal(
            new()
            {
                WindowMinutes = 5,
                TranscriptionSlots = 3,
                DiarizationSlots = 4,
                StartWaitMinutes = 30,
                UploadLimitGib = 4,
                VoiceThreshold = 0.5,
                VoiceMargin = 0,
                TranscriptionModel = "nvidia/parakeet-tdt-0.6b-v2",
                DiarizationModel = "nvidia/diar_streaming_sortformer_4spk-v2.1"
            },
            store.Current.Transcripts);
    }

    [Fact]
    public async Task Without_any_they_are_the_usual_ones()
    {
        using var store = await _files.OpenAsync();

        Assert.Equal(new TranscriptSettings(), store.Current.Transcripts);
        Assert.Equal(new TranscriptSettings(), Wire.Read<EffectiveSettings>(Wire.Write(store.Current)).Transcripts);
    }

    [Fact]
    public async Task A_change_is_written_and_read_again()
    {
        using var store = await _files.OpenAsync();

        Assert.IsType<SettingsOutcome.Saved>(await store.ChangeAsync("voice_threshold", "0.60"));

        Assert.Equal(0.6, store.Current.Transcripts.VoiceThreshold);
        using var again = await _files.OpenAsync();
        Assert.Equal(0.6, again.Current.Transcripts.VoiceThreshold);
    }

    [Theory]
    [InlineData("transcript_window_minutes", "0")]
    [InlineData("transcript_window_minutes", "11")]
    [InlineData("transcription_slots", "5")]
    [InlineData("diarization_slots", "1.5")]
    [InlineData("transcript_start_wait_minutes", "121")]
    [InlineData("upload_limit_gib", "21")]
    [InlineData("voice_threshold", "0.05")]
    [InlineData("voice_threshold", "1")]
    [InlineData("voice_threshold", "0,5")]
    [InlineData("voice_threshold", "NaN")]
    [InlineData("voice_margin", "-0.1")]
    [InlineData("voice_margin", "0.51")]
    [InlineData("transcription_model", "a b")]
    [InlineData("diarization_model", "$(id)")]
    public void What_is_out_of_bounds_is_refused(string name, string written) =>
        Assert.NotNull(Setting.Find(name)!.Read([written]).Problem);
}
