using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Decoding;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Decoding;

public sealed class ResamplerTests
{
    private const int Rate = Pcm.Rate;

    [Theory]
    [InlineData(4_000, 300)]
    [InlineData(4_000, 1_500)]
    [InlineData(8_000, 3_000)]
    [InlineData(11_025, 1_000)]
    [InlineData(16_000, 7_900)]
    [InlineData(22_050, 7_000)]
    [InlineData(32_000, 6_000)]
    [InlineData(44_100, 440)]
    [InlineData(44_100, 7_000)]
    [InlineData(44_099, 3_000)]
    [InlineData(48_000, 1_000)]
    [InlineData(48_000, 7_000)]
    [InlineData(96_000, 5_000)]
    [InlineData(191_999, 5_000)]
    [InlineData(192_000, 7_000)]
    public void A_tone_of_speech_comes_through_at_its_level_and_in_its_place(int rate, double hertz)
    {
        var heard = Inner(Convert(Tone(hertz, rate), rate));

        // The same tone as it would have been recorded at our rate: what differs is noise.
        var noise = heard.Select((sample, i) => sample - Math.Sin(2 * Math.PI * hertz * (i + Rate / 4) / Rate));
        Assert.True(Level(noise) < -65, $"{Level(noise):0.0} dB of noise");
    }

    [Theory]
    [InlineData(22_050, 9_000)]
    [InlineData(32_000, 9_000)]
    [InlineData(32_000, 15_000)]
    [InlineData(44_100, 8_100)]
    [InlineData(44_100, 12_000)]
    [InlineData(44_099, 12_000)]
    [InlineData(48_000, 8_100)]
    [InlineData(48_000, 15_000)]
    [InlineData(48_000, 23_000)]
    [InlineData(96_000, 31_000)]
    [InlineData(192_000, 17_000)]
    [InlineData(192_000, 90_000)]
    public void A_tone_above_what_can_be_held_does_not_fold_back_into_speech(int rate, double hertz)
    {
        var heard = Inner(Convert(Tone(hertz, rate), rate));

        Assert.True(Level(heard) < -70, $"{Level(heard):0.0} dB are heard");
    }

    [Theory]
    [InlineData(8_000, 4_500)]
    [InlineData(8_000, 7_000)]
    [InlineData(11_025, 7_500)]
    public void What_was_not_in_the_recording_does_not_come_into_it(int rate, double image)
    {
        // A tone as far below half of the rate as its mirror image is above it.
        var heard = Inner(Convert(Tone(rate - image, rate), rate));

        Assert.True(Strength(heard, image) < -70, $"{Strength(heard, image):0.0} dB of the image");
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(44_100)]
    [InlineData(44_099)]
    [InlineData(192_000)]
    public void It_does_not_matter_in_what_parts_the_sound_comes(int rate)
    {
        var sound = Tone(700, rate, 0.2);
        var random = new Random(7);
        var resampler = new Resampler(rate, Rate, 5_000);
        var (heard, results) = (new List<float>(), new float[resampler.Most(5_000)]);

        for (var at = 0; at < sound.Length;)
        {
            var part = sound.AsSpan(at, Math.Min(random.Next(0, 5_000), sound.Length - at));
            at += part.Length;
            heard.AddRange(results.AsSpan(0, resampler.Convert(part, results, at == sound.Length)));
        }

        Assert.Equal(Convert(sound, rate), heard);
    }

    [Theory]
    [InlineData(44_100, 1, 1)]
    [InlineData(44_100, 441, 160)]
    [InlineData(44_100, 442, 161)]
    [InlineData(8_000, 3, 6)]
    [InlineData(192_000, 11, 1)]
    [InlineData(16_000, 5, 5)]
    [InlineData(48_000, 0, 0)]
    public void As_much_time_goes_as_came(int rate, int samples, int results) =>
        Assert.Equal(results, Convert(new float[samples], rate).Length);

    private static float[] Convert(float[] sound, int rate)
    {
        var resampler = new Resampler(rate, Rate, sound.Length);
        var results = new float[resampler.Most(sound.Length)];
        return results[..resampler.Convert(sound, results, isLast: true)];
    }

    private static float[] Tone(double hertz, int rate, double seconds = 1) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / rate))];

    // Without beginning and end, where the tone is cut off.
    private static float[] Inner(float[] heard) => heard[(Rate / 4)..(Rate * 3 / 4)];

    private static double Level(IEnumerable<double> samples) =>
        10 * Math.Log10(2 * samples.Average(sample => sample * sample) + 1e-20);

    private static double Level(float[] samples) => Level(samples.Select(sample => (double)sample));

    private static double Strength(float[] samples, double hertz)
    {
        var (real, imaginary) = (0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * hertz * i / Rate);
            (real, imaginary) = (real + samples[i] * cos, imaginary + samples[i] * sin);
        }

        return 20 * Math.Log10(2 * Math.Sqrt(real * real + imaginary * imaginary) / samples.Length + 1e-10);
    }
}
