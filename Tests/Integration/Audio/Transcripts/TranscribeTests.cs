using System.Text.Json.Nodes;
using SparkControl.Benchmarks.Measures;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>Dialogues of which it is known who says which word when.</summary>
public sealed class TranscribeTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    public static TheoryData<int, int, int> Recordings
    {
        get
        {
            var recordings = new TheoryData<int, int, int>
            {
                { 3, 10, 3 }, { 25, 2, 3 }, { 25, 5, 4 }, { 25, 10, 2 }, { 120, 10, 4 }
            };
            if (ChaosRig.IsLong) recordings.Add(600, 10, 4);
            return recordings;
        }
    }

    /// <summary>Minutes of the recording and of a window at most, and voices.</summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Every_word_is_there_once_and_has_its_speaker(int minutes, int windows, int voices)
    {
        var dialogue = new Conversation
        {
            Seconds = minutes * 60,
            Voices = [.. new[] { 1, 4, 7, 10 }.Take(voices)],
            SilencesPerHour = 6
        }.Record();
        await using var host = await AudioHost.StartAsync(server, Pair, new() { WindowMinutes = windows });

        var transcript = await host.TranscribeAsync(dialogue.OpenWav(), Cancel);

        AssertExact(dialogue, transcript);
        Assert.Equal(voices, transcript["speakers_detected"]!.AsArray().Count);
        Assert.Equal(dialogue.Seconds, (double)transcript["duration"]!, 0.01);
        Assert.Empty(host.Files);
    }

    /// <summary>As above, of a server that does not tell how voices sound: clips before each window do.</summary>
    public static TheoryData<int, int, int> ByClips
    {
        get
        {
            var recordings = new TheoryData<int, int, int> { { 25, 5, 4 } };
            if (!ChaosRig.IsLong) return recordings;

            recordings.Add(25, 2, 3);
            recordings.Add(25, 10, 2);
            recordings.Add(120, 10, 4);
            recordings.Add(600, 10, 4);
            return recordings;
        }
    }

    [Theory]
    [MemberData(nameof(ByClips))]
    public async Task Without_fingerprints_every_word_has_its_speaker_too(int minutes, int windows, int voices)
    {
        WithoutFingerprints();
        await Every_word_is_there_once_and_has_its_speaker(minutes, windows, voices);
    }

    [Fact]
    public async Task However_it_is_cut_the_transcript_is_the_same()
    {
        var dialogue = new Conversation { Seconds = 540, Voices = [1, 4, 7] }.Record();
        var transcripts = new List<string>();
        foreach (var minutes in new[] { 10, 5, 2 })
        {
            await using var host = await AudioHost.StartAsync(server, Pair, new() { WindowMinutes = minutes });
            var words = Said.In(await host.TranscribeAsync(dialogue.OpenWav(), Cancel));
            transcripts.Add(string.Join(' ', words.Select(word => $"{word.Speaker}:{word.Bare}")));
        }

        Assert.Single(transcripts.Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_silent_for_forty_minutes_has_the_same_name_afterwards(bool hasFingerprints)
    {
        if (!hasFingerprints) WithoutFingerprints();
        var dialogue = new DialogueScript()
            .Talk(new() { Seconds = 300, Voices = [1, 4, 7] })
            .Talk(new() { Seconds = 2400, Voices = [1, 4], Seed = 2 })
            .Talk(new() { Seconds = 300, Voices = [4, 7, 1], Seed = 3 })
            .Record();
        await using var host = await AudioHost.StartAsync(server, Pair);

        var transcript = await host.TranscribeAsync(dialogue.OpenWav(), Cancel);

        AssertExact(dialogue, transcript);
        Assert.Equal(3, transcript["speakers_detected"]!.AsArray().Count);
    }

    // As a container that has only the older route.
    private void WithoutFingerprints() =>
        Pair.Services.Parakeet.Calls.Add(new() { Route = "diarize-chunk", Times = int.MaxValue, Status = 404 });

    private static void AssertExact(Dialogue dialogue, JsonNode transcript)
    {
        var alignment = WordAlignment.Of(Said.In(dialogue), Said.In(transcript));
        var (words, speakers) = (WordErrors.Of(alignment), SpeakerOfWords.Of(alignment));

        Assert.True(words.Rate == 0, $"{words} {string.Join(" ", Said.Warnings(transcript))}");
        Assert.True(speakers.Right == speakers.Words, $"{speakers} {string.Join(" ", Said.Warnings(transcript))}");
        // A fifth voice could not be told apart, so that this is said of four.
        Assert.DoesNotContain(
            Said.Warnings(transcript), warning => !warning.Contains("four voices", StringComparison.Ordinal));
        Assert.All(Pairs(Said.In(transcript)),
            pair => Assert.True(pair.Before.End <= pair.After.Start + 1e-9, $"{pair}"));
    }

    private static IEnumerable<(MeasuredWord Before, MeasuredWord After)> Pairs(IReadOnlyList<MeasuredWord> words) =>
        words.Zip(words.Skip(1));
}
