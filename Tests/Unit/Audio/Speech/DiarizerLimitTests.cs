using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Speech;
using SparkControl.AudioProxy.Windows;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Speech;

public sealed class DiarizerLimitTests : IDisposable
{
    private readonly TempDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Twelve_minutes_with_all_clips_are_the_most_that_is_ever_sent(int more, bool isSent)
    {
        const int Clips = 20 * Pcm.Rate;
        var path = Path.Combine(directory.Path, "window.pcm");
        using (var file = File.Create(path)) file.SetLength((12 * 60 * Pcm.Rate - Clips + more) * Pcm.BytesPerSample);
        using var wav = WavStream.Open(path, new byte[Clips * Pcm.BytesPerSample]);

        if (isSent) Assert.Same(wav, DiarizerLimit.Within(wav));
        else Assert.IsType<SpeechFault.Refused>(Assert.Throws<SpeechException>(() => DiarizerLimit.Within(wav)).Fault);
    }

    [Theory]
    [InlineData(20, 600)]
    [InlineData(10, 600)]
    [InlineData(2, 120)]
    [InlineData(0, 60)]
    public void Windows_are_as_the_settings_want_them_and_ten_minutes_at_most(int minutes, int seconds) =>
        Assert.Equal(seconds, WindowPlan.Of(minutes).MaxSeconds);
}
