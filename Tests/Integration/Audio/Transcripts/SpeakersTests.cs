using SparkControl.Benchmarks.Measures;
using SparkControl.Contracts;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>Names of speakers: how sure they must be is set, and an interrupted recording goes on with them.</summary>
public sealed class SpeakersTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const string Jobs = "/api/audio/transcripts", Words = "transcriptions";

    private static readonly TranscriptSettings TwoMinutes = new() { WindowMinutes = 2 };

    private AudioCalls Calls => Pair.Services.Parakeet.Calls;

    private static Dialogue Talk => new Conversation { Seconds = 800, Voices = [1, 4, 7] }.Record();

    /// <summary>The simulated voice has a cosine of about 0.6 with itself, and of about 0 with others.</summary>
    [Theory]
    [InlineData(0.45, 0.1, null)]
    [InlineData(0.9, 0.1, "could not be recognised")]
    [InlineData(0.45, 0.9, "sounds almost as much like")]
    public async Task Threshold_and_margin_are_as_they_are_set(double threshold, double margin, string? doubt)
    {
        await using var host = await AudioHost.StartAsync(
            server, Pair, TwoMinutes with { VoiceThreshold = threshold, VoiceMargin = margin });

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        var warnings = Said.Warnings(transcript);
        if (doubt is null) Assert.Empty(warnings);
        else Assert.Contains(warnings, warning => warning.Contains(doubt, StringComparison.Ordinal));
    }

    /// <summary>
    /// The words of the third window hang: so far two windows are done, and of the two on their way it is known who
    /// speaks.
    /// </summary>
    [Theory]
    [InlineData("diarize-chunk")]
    [InlineData("diarize")]
    public async Task Of_no_finished_window_it_is_asked_again_who_speaks(string route)
    {
        SetUp(route);
        Calls.Add(new() { Route = Words, First = 3, Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes, instances: 2);
        using var begun = await host.Client.PostAsync(Jobs, AudioHost.Form(Talk.OpenWav()), Cancel);
        await Until.TrueAsync(
            async () => await KeptAsync(host) == 4 && Calls.Of(Words) == 3, "of four windows it is known who speaks");
        await host.Proxies[0].StopAsync(Cancel);
        var (words, speakers) = (Calls.Of(Words), Calls.Of(route));
        Assert.Equal((3, 4), (words, speakers));
        SetUp(route);

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel, host.Clients[1]);

        var windows = Calls.Of(Words) - words + 2;
        Assert.InRange(windows, 7, 9);
        Assert.Equal(windows - 4, Calls.Of(route) - speakers);
        var named = SpeakerOfWords.Of(Said.In(Talk), Said.In(transcript));
        Assert.Equal((named.Words, Said.In(Talk).Count), (named.Right, named.Words));
        Assert.Empty(Said.Warnings(transcript));
    }

    private static async Task<int> KeptAsync(AudioHost host)
    {
        var kept = 0;
        await foreach (var key in host.Redis.Database.Multiplexer.GetServers()[0].KeysAsync(
            pattern: host.Redis.Keys.Window("*")))
        {
            var text = (string?)await host.Redis.Database.StringGetAsync(key);
            if (text?.Contains("\"outcome\"", StringComparison.Ordinal) == true) kept++;
        }

        return kept;
    }

    // As a container that has this route.
    private void SetUp(string route)
    {
        Calls.Forgive();
        if (route == "diarize") Calls.Add(new() { Route = "diarize-chunk", Times = int.MaxValue, Status = 404 });
    }
}
