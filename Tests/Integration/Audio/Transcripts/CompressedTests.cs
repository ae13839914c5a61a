using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Benchmarks.Measures;
using SparkControl.Contracts;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Audio.Decoding;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using SparkControl.Tests.Integration.Voices;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>Recordings as telephones and browsers make them, from the upload to the transcript.</summary>
public sealed class CompressedTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>, IDisposable
{
    private const string Jobs = "/api/audio/transcripts", Waiting = "/api/audio/transcribe-with-speakers",
        OpenAi = "/v1/audio/transcriptions";

    // As a browser records: it cannot go back to the header when it knows the length.
    private const string Live = "-live 1";

    private static readonly TranscriptSettings OneMinute = new() { WindowMinutes = 1 };

    private readonly Recordings recordings = new();

    private AudioCalls Calls => Pair.Services.Parakeet.Calls;

    private static Dialogue Talk => new Conversation { Seconds = 200, Voices = [1, 4] }.Record();

    private static Dialogue Dictation => new Conversation { Seconds = 20, Voices = [1] }.Record();

    public void Dispose() => recordings.Dispose();

    [Theory]
    [InlineData("talk.m4a", "")]
    [InlineData("talk.mp3", "-id3v2_version 0 -write_xing 0")]
    [InlineData("talk.opus", "")]
    [InlineData("talk.webm", Live)]
    public async Task A_job_has_every_word_and_who_says_it(string name, string words)
    {
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);
        var id = await BeginAsync(host, await recordings.OfAsync(Talk, name, words));

        await EventsAsync(host, id).LastAsync(Cancel);

        var transcript =
            await AudioHost.ReadAsync(host.Client.GetAsync($"{Jobs}/{id}?format=verbose_json", Cancel), Cancel);
        Assert.Equal(Said.In(Talk).Select(word => word.Bare), Said.In(transcript).Select(word => word.Bare));
        Assert.Equal(2, transcript["speakers_detected"]!.AsArray().Count);
        Assert.Equal(Talk.Seconds, (double)transcript["duration"]!, tolerance: 0.2);
        Assert.Empty(host.Files);
    }

    [Fact]
    public async Task What_was_cut_off_is_transcribed_as_far_as_it_goes_with_a_warning()
    {
        var whole = await File.ReadAllBytesAsync(
            await recordings.OfAsync(Talk, "a.m4a", "-movflags +faststart"), Cancel);
        var half = await recordings.WriteAsync("half.m4a", whole[..(whole.Length / 2)]);
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);

        var transcript = await host.TranscribeAsync(File.OpenRead(half), Cancel);

        Assert.InRange(Said.In(transcript).Count, Said.In(Talk).Count / 3, Said.In(Talk).Count * 2 / 3);
        Assert.Contains("though the file is said to last 200 s", Assert.Single(Said.Warnings(transcript)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Jobs)]
    [InlineData(Waiting)]
    [InlineData(OpenAi)]
    public async Task What_cannot_be_heard_is_refused_before_anything_is_begun(string route)
    {
        var whole = await File.ReadAllBytesAsync(await recordings.ToneAsync("a.m4a"), Cancel);
        var damaged = await recordings.WriteAsync("damaged.m4a", whole[..(whole.Length / 2)]);
        var film = await recordings.FilmAsync("film.mp4", "-an");
        await using var host = await AudioHost.StartAsync(server, Pair);

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "damaged_audio"), await RefusalAsync(host.Client, route, damaged));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no_audio"), await RefusalAsync(host.Client, route, film));

        Assert.Empty(host.Files);
        Assert.Empty(await host.OpenAsync());
        Assert.Empty((await AudioHost.ReadAsync(host.Client.GetAsync(Jobs, Cancel), Cancel))["transcripts"]!.AsArray());
    }

    /// <summary>What plays ffmpeg, and the setting that it breaks.</summary>
    [Theory]
    [InlineData("exec sleep 60", "NoProgress", Jobs)]
    [InlineData("while :; do head -c 100000 /dev/zero; sleep 0.1; done", "Overall", Waiting)]
    public async Task What_takes_too_long_to_read_is_a_504(string script, string limit, string route)
    {
        await using var rig = await AudioRig.StartAsync(
            server, FreePort.Next(), ("FFMPEG_PATH", await recordings.ProgramAsync(script)),
            ($"Decoding:{limit}", "00:00:01"));

        var refusal = await RefusalAsync(rig.Http, route, await recordings.ToneAsync("a.flac"));

        Assert.Equal((HttpStatusCode.GatewayTimeout, "decoding_timed_out"), refusal);
    }

    [Theory]
    [InlineData("a.webm", Live)]
    [InlineData("a.mp3", "-write_xing 0")]
    [InlineData("a.m4a", "")]
    public async Task A_dictation_waits_for_no_long_recordings_whether_or_not_its_header_has_a_length(
        string name, string words)
    {
        var dictation = await recordings.OfAsync(Dictation, name, words);
        await using var host = await AudioHost.StartAsync(server, Pair);
        await FillAsync(host);

        using var answer = await SendAsync(host.Client, OpenAi, dictation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_long_recording_waits_for_those_before_it_though_its_header_has_no_length()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);
        var places = await FillAsync(host);

        var id = await BeginAsync(host, await recordings.OfAsync(Talk, "a.webm", Live));
        var states = EventsAsync(host, id).Where(told => told.EventType == "state")
            .Select(told => JsonNode.Parse(told.Data)!);
        await states.FirstAsync(state => (int?)state["queue_position"] == 1, Cancel);
        Assert.Equal(0, Calls.Of("transcriptions"));

        foreach (var place in places) await place.DisposeAsync();
        Assert.Equal("done", (string?)(await states.LastAsync(Cancel))["phase"]);
    }

    [Fact]
    public async Task A_meeting_does_not_wait_for_recordings_of_hours()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);
        await FillAsync(host);

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
    }

    [Fact]
    public async Task The_decoder_stands_still_while_windows_wait_and_ends_with_its_recording()
    {
        Calls.Add(new() { Times = int.MaxValue, Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, OneMinute);
        var talk = new Conversation { Seconds = 900, Voices = [1, 4] }.Record();
        var id = await BeginAsync(host, await recordings.OfAsync(talk, "a.opus", "-b:a 96k"));
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 1, "its first window is heard");
        await Until.TrueAsync(() => Decoders(host) == 1, "it is decoded");

        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        var state = await AudioHost.ReadAsync(host.Client.GetAsync($"{Jobs}/{id}", Cancel), Cancel);
        Assert.InRange((double)state["decoded_seconds"]!, 60, 300);
        Assert.Equal(1, Decoders(host));

        using var cancelled = await host.Client.DeleteAsync($"{Jobs}/{id}", Cancel);
        await Until.TrueAsync(() => Decoders(host) == 0, "nothing is decoded any more");
        await Until.TrueAsync(() => !host.Files.Any(), "its files are gone");
    }

    // All places for long recordings, which are given back when the host ends.
    private static async Task<IReadOnlyList<LaneTurn>> FillAsync(AudioHost host)
    {
        var lane = host.Proxies[0].Services.GetRequiredService<TranscriptLanes>().Recordings;
        return await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => lane.AcquireAsync(_ => { }, Cancel)));
    }

    // Programs that were told to read what this host has stored.
    private static int Decoders(AudioHost host) => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            var words = File.ReadAllText($"{process}/cmdline").Split('\0');
            return words[0] == "ffmpeg" && words.Any(word => word.Contains(host.Cache, StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static async Task<string> BeginAsync(AudioHost host, string path)
    {
        using var answer = await SendAsync(host.Client, Jobs, path);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["id"]!;
    }

    private static async Task<(HttpStatusCode Status, string? Code)> RefusalAsync(
        HttpClient client, string route, string path)
    {
        using var answer = await SendAsync(client, route, path);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        return (answer.StatusCode, (string?)(body["error"] ?? body)["code"]);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string route, string path)
    {
        using var form = AudioHost.Form(File.OpenRead(path));
        return await client.PostAsync(new Uri(route, UriKind.Relative), form, Cancel);
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(AudioHost host, string id)
    {
        await using var body = await host.Client.GetStreamAsync($"{Jobs}/{id}/stream", Cancel);
        await foreach (var told in SseParser.Create(body).EnumerateAsync(Cancel)) yield return told;
    }
}
