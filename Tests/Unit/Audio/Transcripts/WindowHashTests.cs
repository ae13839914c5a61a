using SparkControl.AudioProxy.Speakers;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Transcripts;

/// <summary>What finished windows are found by: all that they depend on, and nothing else.</summary>
public sealed class WindowHashTests
{
    private const string Nothing = "nothing";

    private static readonly AudioWindow Window = new()
    {
        Number = 1,
        Start = 1_760_000,
        End = 3_680_000,
        OverlapUntil = 1_920_000,
        Last = false,
        Path = "/a"
    };

    private static readonly SpeakerMemory Memory = new()
    {
        Known =
        [
            new()
            {
                Name = "Speaker_0",
                LastHeard = 99.5,
                Clips = [new(16_000, 96_000, 0, 1.5)],
                Voice = new([0.6f, 0.8f], 20)
            }
        ],
        Overlap = [new Turn("Speaker_0", 110, 115)]
    };

    private static readonly TranscriptSettings Settings = new();
    private static readonly WindowPlan Plan = WindowPlan.Of(2);

    /// <summary>What is changed, and whether words and speakers are made anew then.</summary>
    public static TheoryData<string, bool, bool> Changes => new()
    {
        { Nothing, false, false },
        { "content", true, true },
        { "language", true, false },
        { nameof(WindowPlan.MaxSeconds), true, true },
        { nameof(WindowPlan.OverlapSeconds), true, true },
        { nameof(WindowPlan.SearchSeconds), true, true },
        { nameof(AudioWindow.Number), true, true },
        { nameof(AudioWindow.Start), true, true },
        { nameof(AudioWindow.End), true, true },
        { nameof(AudioWindow.Path), false, false },
        { nameof(TranscriptOrder.IsJob), false, false },
        { nameof(TranscriptSettings.TranscriptionModel), true, false },
        { nameof(TranscriptSettings.DiarizationModel), false, true },
        { nameof(TranscriptSettings.VoiceThreshold), false, true },
        { nameof(TranscriptSettings.VoiceMargin), false, true },
        { nameof(TranscriptSettings.DiarizationSlots), false, false },
        { nameof(KnownSpeaker.Name), false, true },
        { nameof(KnownSpeaker.LastHeard), false, true },
        { nameof(KnownSpeaker.IsDoubtful), false, true },
        { nameof(KnownSpeaker.Clips), false, true },
        { nameof(KnownSpeaker.Voice), false, true },
        { nameof(SpeakerMemory.Overlap), false, true },
        { nameof(SpeakerMemory.Contested), false, true },
        { nameof(SpeakerMemory.FourHeard), false, true }
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_window_is_made_anew_when_it_would_be_another(string changed, bool words, bool speakers)
    {
        var hash = Hash(changed);
        var (window, memory) = (Changed(Window, changed), Changed(Memory, changed));

        Assert.Equal(words, Hash(Nothing).OfWords(Window) != hash.OfWords(window));
        Assert.Equal(speakers, Hash(Nothing).OfSpeakers(Window, Memory) != hash.OfSpeakers(window, memory));
    }

    [Fact]
    public void What_was_stored_is_found_by_another_instance()
    {
        var stored = Wire.Read<KeptSpeakers>(Wire.Write(new KeptSpeakers(
            new() { Turns = [], Memory = Memory, Warnings = [] }, null))).Outcome.Memory;

        Assert.Equal(Hash(Nothing).OfSpeakers(Window, Memory), Hash(Nothing).OfSpeakers(Window, stored));
    }

    [Fact]
    public void Words_and_speakers_of_a_window_are_two_things() =>
        Assert.NotEqual(Hash(Nothing).OfWords(Window), Hash(Nothing).OfSpeakers(Window, SpeakerMemory.Empty));

    private static WindowHash Hash(string changed) => new(
        changed == "content" ? "other" : "content",
        changed switch
        {
            "language" => new() { Language = "de" },
            nameof(TranscriptOrder.IsJob) => new() { IsJob = false },
            _ => new()
        },
        changed switch
        {
            nameof(WindowPlan.MaxSeconds) => Plan with { MaxSeconds = 130 },
            nameof(WindowPlan.OverlapSeconds) => Plan with { OverlapSeconds = 9 },
            nameof(WindowPlan.SearchSeconds) => Plan with { SearchSeconds = 20 },
            _ => Plan
        },
        changed switch
        {
            nameof(TranscriptSettings.TranscriptionModel) => Settings with { TranscriptionModel = "other" },
            nameof(TranscriptSettings.DiarizationModel) => Settings with { DiarizationModel = "other" },
            nameof(TranscriptSettings.VoiceThreshold) => Settings with { VoiceThreshold = 0.5 },
            nameof(TranscriptSettings.VoiceMargin) => Settings with { VoiceMargin = 0.2 },
            nameof(TranscriptSettings.DiarizationSlots) => Settings with { DiarizationSlots = 2 },
            _ => Settings
        });

    private static AudioWindow Changed(AudioWindow window, string changed) => changed switch
    {
        nameof(AudioWindow.Number) => window with { Number = 2 },
        nameof(AudioWindow.Start) => window with { Start = window.Start + 1 },
        nameof(AudioWindow.End) => window with { End = window.End + 1 },
        nameof(AudioWindow.Path) => window with { Path = "/b" },
        _ => window
    };

    private static SpeakerMemory Changed(SpeakerMemory memory, string changed)
    {
        var speaker = memory.Known[0];
        return changed switch
        {
            nameof(KnownSpeaker.Name) => With(speaker with { Name = "Speaker_1" }),
            nameof(KnownSpeaker.LastHeard) => With(speaker with { LastHeard = 100 }),
            nameof(KnownSpeaker.IsDoubtful) => With(speaker with { IsDoubtful = true }),
            nameof(KnownSpeaker.Clips) => With(speaker with { Clips = [new(16_000, 96_001, 0, 1.5)] }),
            nameof(KnownSpeaker.Voice) => With(speaker with { Voice = new([0.6f, 0.79f], 20) }),
            nameof(SpeakerMemory.Overlap) => memory with { Overlap = [new("Speaker_0", 110, 116)] },
            nameof(SpeakerMemory.Contested) => memory with { Contested = ["Speaker_0"] },
            nameof(SpeakerMemory.FourHeard) => memory with { FourHeard = true },
            _ => memory
        };

        SpeakerMemory With(KnownSpeaker other) => memory with { Known = [other] };
    }
}
