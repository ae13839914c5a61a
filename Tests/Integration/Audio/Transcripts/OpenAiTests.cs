using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>The route that has OpenAI's shapes.</summary>
public sealed class OpenAiTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const string Route = "/v1/audio/transcriptions";

    private static readonly TranscriptSettings TwoMinutes = new() { WindowMinutes = 2 };

    private AudioCalls Calls => Pair.Services.Parakeet.Calls;

    private static Dialogue Talk => new Conversation { Seconds = 400, Voices = [1, 4] }.Record();

    [Theory]
    [InlineData("json", "{\"text\":\"")]
    [InlineData("text", "")]
    [InlineData("srt", "1\n00:00:0")]
    [InlineData("vtt", "WEBVTT")]
    [InlineData("verbose_json", "{\"task\":\"transcribe\"")]
    [InlineData("diarized_json", "\"speaker\":\"Speaker_1\"")]
    public async Task It_takes_long_recordings_too(string format, string contains)
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        using var answer = await host.Client.PostAsync(
            Route, AudioHost.Form(Talk.OpenWav(), ("model", "whisper-1"), ("response_format", format)), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Contains(contains, text, StringComparison.Ordinal);
        Assert.Equal(format == "diarized_json", Calls.Of("diarize-chunk") > 0);
    }

    [Fact]
    public async Task Its_stream_tells_words_while_later_ones_are_not_heard_yet()
    {
        Calls.Add(new() { Route = "transcriptions", First = 2, Times = 100, Delay = 60 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        using var request = new HttpRequestMessage(HttpMethod.Post, Route)
        {
            Content = AudioHost.Form(Talk.OpenWav(), ("stream", "true"))
        };
        using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancel);

        var first = await SseParser.Create(body).EnumerateAsync(Cancel).FirstAsync(Cancel);

        Assert.Equal("transcript.text.delta", first.EventType);
        Assert.NotEmpty((string)JsonNode.Parse(first.Data)!["delta"]!);
    }

    [Fact]
    public async Task Who_waits_for_its_stream_hears_at_once_that_it_is_served()
    {
        Calls.Add(new() { Times = 100, Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        using var answer = await host.StreamAsync(Route, Talk.OpenWav(), Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));

        Assert.Equal(": wait", await reader.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task Its_stream_tells_speakers_where_they_were_asked_for()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        using var answer = await host.StreamAsync(
            Route, Talk.OpenWav(), Cancel, ("response_format", "diarized_json"));
        var events = await AudioHost.EventsAsync(answer, Cancel);

        var segments = events.Where(told => told.EventType == "transcript.text.segment")
            .Select(told => JsonNode.Parse(told.Data)!).ToList();
        Assert.Equal(["Speaker_0", "Speaker_1"],
            segments.Select(segment => (string?)segment["speaker"]).Distinct().Order());
        Assert.Equal("transcript.text.done", events[^1].EventType);
        var text = (string?)JsonNode.Parse(events[^1].Data)!["text"];
        Assert.Equal(string.Join(' ', segments.Select(segment => (string?)segment["text"])), text);
    }

    [Fact]
    public async Task Errors_are_in_OpenAIs_envelope()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);

        using var answer = await host.Client.PostAsync(Route, AudioHost.Form("<html>"u8.ToArray()), Cancel);

        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]!;
        Assert.Equal("unknown_format", (string?)error["code"]);
    }
}
