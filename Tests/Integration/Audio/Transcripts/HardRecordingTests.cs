using SparkControl.Benchmarks.Measures;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>
/// Recordings of which a transcript cannot be exact: no more than the usual is wrong in it, and nobody is taken for
/// somebody else without a warning. The benchmark <c>hard</c> prints the figures.
/// </summary>
public sealed class HardRecordingTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private static int Minutes => ChaosRig.IsLong ? 120 : 40;

    public static TheoryData<string> Names => [.. HardRecording.Of(60 * Minutes).Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_more_than_the_usual_is_wrong_and_nobody_is_swapped_without_a_warning(string name)
    {
        var recording = HardRecording.Of(60 * Minutes).Single(one => one.Name == name);
        recording.SetUp(Pair.Services.Parakeet);
        await using var host =
            await AudioHost.StartAsync(server, Pair, new() { WindowMinutes = recording.WindowMinutes });

        var transcript = await host.TranscribeAsync(recording.Record().OpenWav(), Cancel);

        var figures = await HardFigures.OfAsync(recording, transcript, host.Redis);
        Assert.True(figures.Swaps.Count <= recording.MostSwaps, string.Join('\n', figures.Swaps));
        Assert.InRange(figures.WordError, 0, recording.WordError);
        Assert.InRange(figures.RightSpeaker, recording.RightSpeaker, 1);
        Assert.InRange(figures.TurnError, 0, recording.TurnError);
        Assert.True(figures.RightSpeaker > 0.97 || figures.Warnings > 0, $"{figures}");
        var hasFive = recording.Talk.Voices.Count > 4;
        Assert.Equal(
            hasFive, Said.Warnings(transcript).Any(warning => warning.Contains("fifth", StringComparison.Ordinal)));
    }
}
