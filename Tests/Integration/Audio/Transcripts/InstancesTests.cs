using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Benchmarks.Measures;
using SparkControl.Contracts;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>
/// Several instances that share the way to one GPU, and what happens when one of them or Redis is gone.
/// </summary>
public sealed class InstancesTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const string Words = "transcriptions", Speakers = "diarize-chunk", Jobs = "/api/audio/transcripts";

    private static readonly TranscriptSettings OneMinute = new() { WindowMinutes = 1 };

    private AudioCalls Calls => Pair.Services.Parakeet.Calls;

    private static TimeSpan Outage => TimeSpan.FromSeconds(ChaosRig.IsLong ? 30 : 12);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    public async Task Twenty_recordings_at_once_are_all_transcribed_and_no_more_windows_than_slots(
        int instances, int slots)
    {
        Pair.Services.Parakeet.Work = new() { Queues = true };
        Calls.Add(new() { Times = int.MaxValue, Delay = 0.05 });
        await using var host = await AudioHost.StartAsync(
            server, Pair, OneMinute with { TranscriptionSlots = slots, DiarizationSlots = slots }, instances);
        Dialogue[] talks =
        [
            .. Enumerable.Range(1, 20)
            .Select(seed => new Conversation { Seconds = 100, Voices = [1, 4], Seed = seed }.Record())
        ];

        var transcripts = await Task.WhenAll(talks.Select((talk, number) =>
            host.TranscribeAsync(talk.OpenWav(), Cancel, host.Clients[number % instances])));

        Assert.All(talks.Zip(transcripts), pair => Assert.Equal(
            Said.In(pair.First).Select(word => word.Bare), Said.In(pair.Second).Select(word => word.Bare)));
        Assert.Equal((slots, slots), (Calls.MostAtOnce(Words), Calls.MostAtOnce(Speakers)));
        Assert.Empty(host.Files);
    }

    [Fact]
    public async Task A_killed_instance_leaves_its_slots_within_15_seconds_no_file_and_windows_to_go_on_from()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);
        await using var victim = await host.StartProcessAsync();
        var talk = new Conversation { Seconds = 200, Voices = [1, 4] }.Record();
        Calls.Add(new() { Route = Words, First = 3, Delay = 600 });
        using var begun = await victim.Http.PostAsync(Jobs, AudioHost.Form(talk.OpenWav()), Cancel);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        await Until.TrueAsync(() => Calls.Of(Words) == 3, "two windows are transcribed");
        await Until.TrueAsync(
            async () => (double)(
                await AudioHost.ReadAsync(host.Client.GetAsync(begun.Headers.Location, Cancel), Cancel))
                ["transcribed_seconds"]! > 0,
            "one of them is kept");

        await victim.KillAsync();
        Calls.Forgive();
        var before = Calls.Of(Words);
        var resumed = host.TranscribeAsync(talk.OpenWav(), Cancel);
        Assert.Same(resumed, await Task.WhenAny(resumed, Task.Delay(TimeSpan.FromSeconds(20), Cancel)));

        Assert.Equal(Said.In(talk).Select(word => word.Bare), Said.In(await resumed).Select(word => word.Bare));
        var asked = Calls.Of(Words) - before;
        using var anew = await host.Client.PostAsync(
            "/api/audio/transcribe-with-speakers", AudioHost.Form(talk.OpenWav(), ("language", "nl")), Cancel);
        var all = Calls.Of(Words) - before - asked;
        // What was finished in the moment before it died may not be kept yet.
        Assert.InRange(asked, all - 2, all - 1);
        await Until.TrueAsync(
            async () => (
                await AudioHost.ReadAsync(host.Client.GetAsync(Jobs, Cancel), Cancel))["transcripts"]!.AsArray()
                .Any(state => (string?)state!["problem"]?["code"] == "interrupted"),
            "the other one is told to be interrupted");
        await Until.TrueAsync(() => !host.Files.Any(), "what it left is swept");
    }

    [Fact]
    public async Task Redis_away_amid_a_transcript_costs_nothing()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);
        var talk = new Conversation { Seconds = 300, Voices = [1, 4] }.Record();
        Calls.Add(new() { Route = Words, First = 2, Delay = Outage.TotalSeconds / 2 });
        var transcribing = host.TranscribeAsync(talk.OpenWav(), Cancel);
        await Until.TrueAsync(() => Calls.Of(Words) == 2, "its second window is worked on");

        server.Freeze();
        try
        {
            await Task.Delay(Outage, Cancel);
        }
        finally
        {
            server.Thaw();
        }

        Assert.Equal(Said.In(talk).Select(word => word.Bare), Said.In(await transcribing).Select(word => word.Bare));
        Assert.Equal(1, Calls.MostAtOnce(Words));
    }

    [Fact]
    public async Task Who_gets_no_turn_in_time_is_told_when_to_come_back()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var host = await AudioHost.StartAsync(server, Pair, OneMinute with { StartWaitMinutes = 1 }, time: time);
        Calls.Add(new() { Times = int.MaxValue, Delay = 600 });
        var talk = new Conversation { Seconds = 30, Voices = [1] }.Record();
        using var first = await host.Client.PostAsync(Jobs, AudioHost.Form(talk.OpenWav()), Cancel);
        await Until.TrueAsync(() => Calls.UnderWay(Words) == 1, "the first one is worked on");

        var second = host.Client.PostAsync(
            "/api/audio/transcribe-with-speakers", AudioHost.Form(talk.OpenWav()), Cancel);
        await PassAsync(second);

        using var answer = await second;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("busy", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"]);
        Assert.NotNull(answer.Headers.RetryAfter);
        await PassAsync(host.DisposeAsync().AsTask());

        Task PassAsync(Task task) => Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return task.IsCompleted;
            },
            "it has ended");
    }
}
