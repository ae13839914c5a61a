using System.Text;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using SparkControl.HealthMonitor.Speech;
using SparkControl.Simulator.Speech;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A Parakeet whose health is good, and a sound that it should transcribe.</summary>
public sealed class WedgedGpuTests : PairFixture
{
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    private SpeechService Parakeet => Pair.Services.Parakeet;

    [Fact]
    public async Task A_gpu_that_has_failed_is_found_and_found_well_after_a_restart()
    {
        using var probe = Probe();
        Parakeet.Wedge();
        await Until.TrueAsync(async () => (await LookAsync(probe, isReported: true)).Trouble?.Code == "gpu_wedged");

        await SayAsync("docker restart parakeet-asr", Pair.Worker);
        await Until.TrueAsync(async () => await LookAsync(probe) is { Outcome: ProbeOutcome.Answered });
    }

    [Fact]
    public async Task A_gpu_that_works_has_transcribed_the_sound_and_is_left_alone_then()
    {
        using var probe = Probe();

        await LookAsync(probe, isReported: true);
        await Until.TrueAsync(async () => await TranscribedAsync() == 1);
        for (var i = 0; i < 3; i++) Assert.Null((await LookAsync(probe)).Trouble);

        Assert.Equal(1, await TranscribedAsync());
    }

    [Fact]
    public void The_sound_is_a_wav_of_a_second_and_a_half()
    {
        var wav = TestSound.Wav;

        Assert.Equal(("RIFF", "WAVEfmt ", "data"), (Text(wav, 0, 4), Text(wav, 8, 8), Text(wav, 36, 4)));
        Assert.Equal((wav.Length - 8, wav.Length - 44), (BitConverter.ToInt32(wav, 4), BitConverter.ToInt32(wav, 40)));
        Assert.Equal(48_000, wav.Length - 44);
    }

    private ParakeetProbe Probe() => new(new($"http://127.0.0.1:{Parakeet.Port}"), TimeProvider.System);

    // A minute passes between looks, as far as the watch is told.
    private Task<ProbeAnswer> LookAsync(ParakeetProbe probe, bool isReported = false)
    {
        now = now.AddMinutes(1);
        var around = new Surroundings
        {
            Place = new() { Name = "parakeet", Kind = ServiceKind.Stt },
            Now = now,
            Leads = true,
            LooksDeeper = isReported
        };
        return probe.LookAsync(around, Cancel);
    }

    private async Task<int> TranscribedAsync() => (await SayAsync("docker logs parakeet-asr 2>&1", Pair.Worker))
        .Split('\n').Count(line => line.Contains("POST /v1/audio/transcriptions", StringComparison.Ordinal));

    private static string Text(byte[] wav, int at, int length) => Encoding.ASCII.GetString(wav, at, length);
}
