using System.Text.Json.Nodes;
using SparkControl.Benchmarks.Measures;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>
/// Recordings of which a transcript cannot be exact: what is wrong in it is measured and printed, and nobody is taken
/// for somebody else without a warning.
/// </summary>
public sealed class HardRecordingTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const int WindowMinutes = 5;

    private static int Minutes => ChaosRig.IsLong ? 120 : 40;

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public async Task With_the_errors_of_a_real_diarizer_nobody_is_swapped_without_a_warning(int seed, bool fingerprints)
    {
        if (!fingerprints) WithoutFingerprints();
        Pair.Services.Parakeet.Errors = DiarizerErrors.Usual with { Seed = seed };
        var dialogue = new Conversation { Seconds = Minutes * 60, Voices = [1, 4, 7], Seed = seed }.Record();
        await using var host = await AudioHost.StartAsync(server, Pair, new() { WindowMinutes = WindowMinutes });

        var transcript = await host.TranscribeAsync(dialogue.OpenWav(), Cancel);

        var (words, speakers) = Print($"errors {seed}", dialogue, transcript);
        Assert.Equal(0, words.Rate);
        Assert.True(speakers.Accuracy > 0.97 || Said.Warnings(transcript).Count > 0, $"{speakers.Accuracy:0.000}");
        Assert.Empty(Swaps.Unwarned(dialogue, transcript, WindowMinutes * 60));
    }

    [Fact]
    public async Task Without_fingerprints_the_clips_tell_who_is_who()
    {
        WithoutFingerprints();
        var dialogue = new Conversation { Seconds = Minutes * 60, Voices = [1, 4, 7] }.Record();
        await using var host = await AudioHost.StartAsync(server, Pair, new() { WindowMinutes = WindowMinutes });

        var transcript = await host.TranscribeAsync(dialogue.OpenWav(), Cancel);

        var (words, speakers) = Print("clips", dialogue, transcript);
        Assert.Equal((0, 1), (words.Rate, speakers.Accuracy));
        Assert.Empty(Said.Warnings(transcript));
    }

    [Fact]
    public async Task Noise_interruptions_and_a_fifth_voice_are_borne()
    {
        var talk = new Conversation { Seconds = Minutes * 60, Voices = [1, 3, 5, 7, 9], Overlaps = 0.1 };
        var dialogue = talk.Record() with { SpeechToNoise = 15 };
        await using var host = await AudioHost.StartAsync(server, Pair);

        var transcript = await host.TranscribeAsync(dialogue.OpenWav(), Cancel);

        var (words, _) = Print("noise, overlaps, five voices", dialogue, transcript);
        Assert.InRange(words.Rate, 0, 0.1);
        Assert.Contains(Said.Warnings(transcript), warning => warning.Contains("fifth", StringComparison.Ordinal));
    }

    // As a container that has only the older route.
    private void WithoutFingerprints() =>
        Pair.Services.Parakeet.Calls.Add(new() { Route = "diarize-chunk", Times = int.MaxValue, Status = 404 });

    private static (WordErrors Words, SpeakerOfWords Speakers) Print(string name, Dialogue dialogue, JsonNode transcript)
    {
        var alignment = WordAlignment.Of(Said.In(dialogue), Said.In(transcript));
        var (words, speakers) = (WordErrors.Of(alignment), SpeakerOfWords.Of(alignment));
        var (exact, kind) = (Diarization(0), Diarization(0.25));
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{name}: word error {words.Rate:0.0000}, right speaker {speakers.Accuracy:0.0000}, diarization error {exact:0.000} (collar 0.25 s: {kind:0.000}), {Said.Warnings(transcript).Count} warnings"));
        return (words, speakers);

        double Diarization(double collar) =>
            DiarizationErrors.Of(Said.Turns(dialogue), Said.Turns(transcript), collar).Rate;
    }
}
