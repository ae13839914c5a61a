using System.Text.Json.Nodes;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.Benchmarks.Measures;

/// <summary>What is wrong in a transcript.</summary>
/// <param name="WordError">All word errors over all words.</param>
/// <param name="RightSpeaker">The share of words with the right speaker.</param>
/// <param name="TurnError">The diarization error by the speakers' turns.</param>
/// <param name="TurnErrorWithCollar">The same with the usual collar of 0.25 s.</param>
/// <param name="BlockError">The same by the transcript's blocks, which bridge pauses.</param>
/// <param name="Warnings">What the transcript says of doubts.</param>
/// <param name="Swaps">Names that mean somebody else from some minute on, of which no warning tells.</param>
internal sealed record HardFigures(
    double WordError, double RightSpeaker, double TurnError, double TurnErrorWithCollar, double BlockError,
    int Warnings, IReadOnlyList<string> Swaps)
{
    private const double Collar = 0.25;

    /// <param name="recording">What was sent.</param>
    /// <param name="transcript">What came back, with words.</param>
    /// <param name="redis">Where the turns of its windows are kept, and those of no other recording.</param>
    public static async Task<HardFigures> OfAsync(HardRecording recording, JsonNode transcript, RedisLink redis)
    {
        var dialogue = recording.Record();
        var alignment = WordAlignment.Of(Said.In(dialogue), Said.In(transcript));
        var turns = await TurnsAsync(redis);
        return new(
            WordErrors.Of(alignment).Rate, SpeakerOfWords.Of(alignment).Accuracy,
            Error(turns, 0), Error(turns, Collar), Error(Said.Turns(transcript), 0),
            Said.Warnings(transcript).Count,
            Measures.Swaps.Unwarned(dialogue, transcript, recording.WindowMinutes * 60));

        double Error(IReadOnlyList<MeasuredTurn> told, double collar) =>
            DiarizationErrors.Of(Said.Turns(dialogue), told, collar).Rate;
    }

    // What two windows heard is told by both, and counts once.
    private static async Task<IReadOnlyList<MeasuredTurn>> TurnsAsync(RedisLink redis)
    {
        var turns = new List<MeasuredTurn>();
        var server = redis.Database.Multiplexer.GetServers()[0];
        await foreach (var key in server.KeysAsync(pattern: redis.Keys.Window("*")))
        {
            var text = (string?)await redis.Database.StringGetAsync(key);
            if (text?.Contains("\"outcome\"", StringComparison.Ordinal) != true) continue;

            turns.AddRange(Wire.Read<KeptSpeakers>(text).Outcome.Turns
                .Select(turn => new MeasuredTurn(turn.Speaker, turn.Start, turn.End)));
        }

        return turns;
    }
}
