using SparkControl.Simulator.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

/// <summary>Words as tones, there and back.</summary>
public sealed class TonesTests
{
    private const string Sentence = "where we recorded this meeting";

    [Theory]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(48_000)]
    public void Every_word_of_every_voice_is_heard_as_it_was_said(int rate)
    {
        var said = Enumerable.Range(0, Tones.Voices).SelectMany(voice => ToneSpeaker.Say(
            voice, string.Join(' ', Tones.Words), voice * 30)).ToList();

        var heard = ToneListener.Listen(ToneSpeaker.Record(said, null, rate));

        Assert.Equal(said.Select(word => (word.Voice, word.Word)), heard.Select(word => (word.Voice, word.Word)));
        Assert.All(said.Zip(heard), pair => Assert.InRange(Math.Abs(pair.First.Start - pair.Second.Start), 0, 0.041));
    }

    [Fact]
    public void Silence_and_what_is_shorter_than_any_word_are_nothing()
    {
        var click = new SpokenWord(0, "the", 1, 1.03);

        Assert.Empty(ToneListener.Listen(ToneSpeaker.Record([click], 3, 16_000)));
    }

    [Fact]
    public void A_word_that_is_cut_off_is_heard_in_what_is_left_of_it()
    {
        var whole = ToneSpeaker.Record([new(3, "recorded", 1, 1.4)], 2, 16_000);

        var left = ToneListener.Listen(new(whole.Samples[..(int)(1.15 * 16_000)], 16_000));

        Assert.Equal((3, "recorded"), (Assert.Single(left).Voice, left[0].Word));
    }

    [Fact]
    public void A_sound_that_is_no_speech_is_some_words_all_the_same()
    {
        var random = new Random(1);
        short[] noise = [.. Enumerable.Range(0, 32_000).Select(_ => (short)random.Next(-9000, 9000))];

        Assert.InRange(ToneListener.Listen(new(noise, 16_000)).Count, 2, 5);
    }

    [Theory]
    [InlineData("I'm", "i'M!")]
    [InlineData("house", "House.")]
    public void Case_and_punctuation_are_not_spoken(string word, string written) =>
        Assert.Equal(Tones.NumberOf(word), Tones.NumberOf(written));

    [Fact]
    public async Task A_wav_is_read_as_it_was_written_and_of_two_channels_the_first()
    {
        var sound = ToneSpeaker.Record(ToneSpeaker.Say(1, Sentence), null, 16_000);
        var mono = sound.ToWav();
        var stereo = new Sound([.. sound.Samples.SelectMany(sample => (short[])[sample, 0])], 16_000).ToWav();
        stereo[22] = 2;

        Assert.Equal(sound.Samples, (await WavFile.ReadAsync(mono))!.Samples);
        Assert.Equal(sound.Samples, (await WavFile.ReadAsync(stereo))!.Samples);
        Assert.Equal(16_000, (await WavFile.ReadAsync(mono))!.Rate);
    }

    [Theory]
    [InlineData(0, 'X')] // no RIFF
    [InlineData(20, 3)] // floats
    [InlineData(34, 8)] // bytes
    [InlineData(22, 0)] // no channel
    public async Task What_is_no_wav_of_16_bits_is_refused(int at, int value)
    {
        var file = ToneSpeaker.Wav(ToneSpeaker.Say(1, Sentence));
        file[at] = (byte)value;

        Assert.Null(await WavFile.ReadAsync(file));
    }

    [Fact]
    public async Task A_wav_that_was_streamed_or_cut_off_is_read_as_far_as_it_goes()
    {
        var file = ToneSpeaker.Wav(ToneSpeaker.Say(1, Sentence));
        for (var at = 40; at < 44; at++) file[at] = 0xFF;

        Assert.Equal((file.Length - 44) / 2, (await WavFile.ReadAsync(file))!.Samples.Length);
        Assert.Null(await WavFile.ReadAsync(file[..30]));
    }
}
