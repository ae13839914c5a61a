using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>A piece of a recording that an app has diarized by itself.</summary>
public sealed class PieceTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const string Route = "/api/audio/diarize-chunk";

    private static Dialogue Talk => new Conversation { Seconds = 60, Voices = [1, 4] }.Record();

    [Fact]
    public async Task A_piece_is_diarized_in_the_servers_own_shape()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);

        var chunk = await AudioHost.ReadAsync(
            host.Client.PostAsync(Route, AudioHost.Form(Talk.OpenWav()), Cancel), Cancel);

        Assert.Equal(60, (double)chunk["duration"]!, 0.1);
        Assert.Equal(192, chunk["fingerprints"]!["Speaker_0"]!.AsArray().Count);
        using var tooLong = await host.Client.PostAsync(
            Route, AudioHost.Form(new Dialogue([], 660).OpenWav()), Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong.StatusCode);
        Assert.Empty(host.Files);
    }

    [Fact]
    public async Task A_piece_waits_for_its_turn_in_the_lane()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);
        var lane = host.Proxies[0].Services.GetRequiredService<TranscriptLanes>().Diarization;
        var turn = await lane.AcquireAsync(_ => { }, Cancel);

        var chunk = host.Client.PostAsync(Route, AudioHost.Form(Talk.OpenWav()), Cancel);
        var queue = host.Redis.Keys.LaneQueue("diarization");
        await Until.TrueAsync(
            async () => await host.Redis.Database.SortedSetLengthAsync(queue) == 1, "it stands in the queue");
        Assert.Equal((false, 0), (chunk.IsCompleted, Pair.Services.Parakeet.Calls.Of("diarize-chunk")));
        await turn.DisposeAsync();

        using var answer = await chunk;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
