using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using StackExchange.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>What every run needs.</summary>
internal sealed record RunParts(
    TranscriptLanes Lanes, Parakeet Parakeet, AudioSource Sources, LookGate Looks, TranscriptStore Store,
    TimeProvider Time, ILogger<TranscriptRun> Logger);

/// <summary>What the parts of one run have in common.</summary>
internal sealed partial class RunContext(
    RunParts parts, OwnedTranscript transcript, TranscriptOrder order, TranscriptSettings settings, WindowHash hash)
{
    public RunParts Parts => parts;

    public OwnedTranscript Transcript => transcript;

    public TranscriptOrder Order => order;

    /// <summary>As they were when it began: windows that are cut differently do not fit together.</summary>
    public TranscriptSettings Settings => settings;

    public WindowHash Hash => hash;

    /// <summary>What was finished of the same recording lately; null where there is nothing.</summary>
    public async Task<T?> FindAsync<T>(string window) where T : class
    {
        try
        {
            return await parts.Store.FindWindowAsync<T>(window);
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            // Then it is made once more.
            return null;
        }
    }

    /// <summary>Says who was heard up to the end of a window.</summary>
    public void Heard(AudioWindow window, KeptSpeakers kept) => transcript.Update(state => state with
    {
        DiarizedSeconds = window.EndSeconds,
        Warnings = [.. state.Warnings, .. kept.Outcome.Warnings],
        Models = state.Models! with { Diarization = kept.Model ?? settings.DiarizationModel }
    });

    /// <summary>Adds what a reader must know.</summary>
    public void Warn(string sentence) =>
        transcript.Update(state => state with { Warnings = [.. state.Warnings, sentence] });

    [LoggerMessage(LogLevel.Information, "Window {Number} of transcript {Id} is diarized again: {Reason}")]
    private static partial void AskedAgain(ILogger logger, int number, string id, string reason);

    /// <summary>Says that the diarizer's first answer about a window was not accepted.</summary>
    public void AskedAgain(int number, string reason) => AskedAgain(parts.Logger, number, transcript.State.Id, reason);
}
