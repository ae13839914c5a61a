using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Benchmarks.Measures;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>Transcripts that go on without whoever began them, and those that do not.</summary>
public sealed class JobTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const string Jobs = "/api/audio/transcripts", Waiting = "/api/audio/transcribe-with-speakers";

    private static readonly TranscriptSettings TwoMinutes = new() { WindowMinutes = 2 };

    private AudioCalls Calls => Pair.Services.Parakeet.Calls;

    private static Dialogue Talk => new Conversation { Seconds = 400, Voices = [1, 4] }.Record();

    private static Dialogue Dictation => new Conversation { Seconds = 30, Voices = [2], Seed = 7 }.Record();

    // Two minutes in which one person says all there is.
    private static Dialogue Speech => new Conversation { Seconds = 150, Voices = [1] }.Record();

    [Fact]
    public async Task A_job_is_told_on_any_instance_from_its_place_in_the_queue_to_its_end()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes, instances: 2);
        var id = await BeginAsync(host, Talk);

        var events = await EventsAsync(host.Clients[1], $"{Jobs}/{id}/stream");

        Assert.Equal("done", events[^1].EventType);
        var segments = events.Where(told => told.EventType == "segments")
            .SelectMany(told => JsonNode.Parse(told.Data)!["segments"]!.AsArray())
                .Select(segment => (string?)segment!["text"]);
        var done = JsonNode.Parse(events[^1].Data)!;
        Assert.Equal(
            string.Join(' ', done["segments"]!.AsArray().Select(segment => (string?)segment!["text"])),
            string.Join(' ', segments));
        var last = JsonNode.Parse(events.Last(told => told.EventType == "state").Data)!;
        Assert.Equal("done", (string?)last["phase"]);
        string[] progress = ["decoded_seconds", "transcribed_seconds", "diarized_seconds"];
        Assert.All(progress, name => Assert.Equal(400, (double)last[name]!));
        Assert.Equal(["Speaker_0", "Speaker_1"], last["speakers_detected"]!.AsArray().Select(name => (string?)name));
        var listed = await AudioHost.ReadAsync(host.Clients[1].GetAsync(Jobs, Cancel), Cancel);
        Assert.Equal([id], listed["transcripts"]!.AsArray().Select(state => (string?)state!["id"]));
    }

    [Fact]
    public async Task A_job_that_waits_tells_its_place_and_then_how_far_it_is_decoded()
    {
        Calls.Add(new() { Route = "transcriptions", Times = 2, Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var first = await BeginAsync(host, Dictation);
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 1, "the first one is worked on");
        var id = await BeginAsync(host, Talk);
        await Until.TrueAsync(async () => (await Store(host).ReadAsync(id))!.State.QueuePosition == 1, "it is next");
        // It has the first state when the answer begins.
        using var answer = await host.Client.GetAsync(
            $"{Jobs}/{id}/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);

        using var cancelled = await host.Client.DeleteAsync($"{Jobs}/{first}", Cancel);
        await Until.TrueAsync(
            async () => (await Store(host).ReadAsync(id))!.State is { DecodedSeconds: > 0, TranscribedSeconds: 0 },
            "it is decoded while none of it is transcribed");
        Calls.Forgive();
        await host.Client.DeleteAsync($"{Jobs}/{id}", Cancel);

        var states = (await AudioHost.EventsAsync(answer, Cancel)).Where(told => told.EventType == "state")
            .Select(told => JsonNode.Parse(told.Data)!).ToList();
        Assert.Equal(("queued", 1), ((string?)states[0]["phase"], (int?)states[0]["queue_position"]));
        Assert.All(states.Where(state => (string?)state["phase"] != "queued"),
            state => Assert.Null(state["queue_position"]));
        Assert.InRange((double)states[^1]["decoded_seconds"]!, 90, 400);
    }

    [Fact]
    public async Task Jobs_outlast_a_gpu_that_has_failed_until_its_server_is_started_anew()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        Pair.Services.Parakeet.Wedge();
        string[] jobs = [await BeginAsync(host, Talk), await BeginAsync(host, Dictation)];
        await Until.TrueAsync(() => Calls.Of("transcriptions") >= 4, "both were asked for in vain, and again");
        Assert.Single(await new HandOver(host.Redis, host.Redis.Keys.Inbox).WaitingAsync());
        Assert.All(await ListAsync(host), state => Assert.Null(state.EndedAt));

        Pair.Services.Parakeet.Kill();

        foreach (var id in jobs)
            Assert.Equal("done", (await EventsAsync(host.Client, $"{Jobs}/{id}/stream"))[^1].EventType);
    }

    [Fact]
    public async Task A_job_whose_gpu_stays_broken_fails_and_says_so()
    {
        await using var host = await AudioHost.StartAsync(
            server, Pair, TwoMinutes, times: new() { SpeechAway = TimeSpan.FromSeconds(3) });
        Pair.Services.Parakeet.Wedge(forGood: true);

        var events = await EventsAsync(host.Client, $"{Jobs}/{await BeginAsync(host, Dictation)}/stream");

        Assert.Equal(
            ("failed", "gpu_wedged"), (events[^1].EventType, (string?)JsonNode.Parse(events[^1].Data)!["code"]));
        // The other lane may give up first.
        Assert.InRange(Calls.Of("transcriptions"), 2, 3);
    }

    [Fact]
    public async Task Who_comes_back_to_the_stream_gets_what_is_missing()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, Talk);
        await EventsAsync(host.Client, $"{Jobs}/{id}/stream");

        var rest = await EventsAsync(host.Client, $"{Jobs}/{id}/stream", last: "1");

        Assert.Equal(1, (int?)JsonNode.Parse(rest.First(told => told.EventType == "segments").Data)!["from"]);
    }

    [Theory]
    [InlineData("json", "\"speakers_detected\"")]
    [InlineData("verbose_json", "\"words\"")]
    [InlineData("txt", "Speaker_0:")]
    [InlineData("srt", "00:00:0")]
    [InlineData("vtt", "WEBVTT")]
    [InlineData("rttm", "SPEAKER")]
    public async Task A_finished_job_is_had_in_every_format(string format, string contains)
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, Talk);
        await EventsAsync(host.Client, $"{Jobs}/{id}/stream");

        var text = await host.Client.GetStringAsync($"{Jobs}/{id}?format={format}", Cancel);

        Assert.Contains(contains, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_what_it_waited_for()
    {
        Calls.Add(new() { Times = 100, Delay = 60 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = host.Client.PostAsync(Waiting, AudioHost.Form(Talk.OpenWav()), leaves.Token);
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 1, "it is worked on");
        var id = Assert.Single(await host.OpenAsync());

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 0, "the GPU is left alone");
        await Until.TrueAsync(
            async () => (await Store(host).ReadAsync(id))!.State.Phase == TranscriptPhase.Cancelled, "it is told");
        await Until.TrueAsync(() => !host.Files.Any(), "its files are gone");
        Assert.Empty(await ListAsync(host));
    }

    [Fact]
    public async Task A_job_is_cancelled_on_any_instance_and_then_removed()
    {
        Calls.Add(new() { Times = 100, Delay = 60 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes, instances: 2);
        var id = await BeginAsync(host, Talk);
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 1, "it is worked on");

        using var cancelled = await host.Clients[1].DeleteAsync($"{Jobs}/{id}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
        await Until.TrueAsync(async () => await PhaseAsync(host) == "cancelled", "it is told");
        using var removed = await host.Clients[1].DeleteAsync($"{Jobs}/{id}", Cancel);
        using var gone = await host.Client.GetAsync($"{Jobs}/{id}", Cancel);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, gone.StatusCode));
        Assert.Empty(host.Files);
    }

    [Fact]
    public async Task A_window_whose_slot_another_one_has_by_now_is_asked_for_again_in_a_later_one()
    {
        Calls.Add(new() { Route = "transcriptions", Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, Talk);
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 1, "the first window is asked for");

        var (database, lane) = (host.Redis.Database, host.Redis.Keys.Lane("transcription"));
        var held = Assert.Single(await database.SortedSetRangeByRankWithScoresAsync(lane));
        var change = database.CreateTransaction();
        _ = change.SortedSetRemoveAsync(lane, held.Element);
        _ = change.SortedSetAddAsync(lane, "another", held.Score);
        Assert.True(await change.ExecuteAsync());
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 0, "nobody works on in it");

        var events = await EventsAsync(host.Client, $"{Jobs}/{id}/stream");
        Assert.Equal("done", events[^1].EventType);
        var transcript = await AudioHost.ReadAsync(
            host.Client.GetAsync($"{Jobs}/{id}?format=verbose_json", Cancel), Cancel);
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
        Assert.Equal(1, Calls.MostAtOnce("transcriptions"));
    }

    [Fact]
    public async Task An_instance_that_ends_says_that_its_jobs_were_interrupted_and_the_file_goes_on_elsewhere()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes, instances: 2);
        Calls.Add(new() { Route = "transcriptions", First = 3, Delay = 60 });
        var id = await BeginAsync(host, Talk);
        await Until.TrueAsync(() => Calls.Of("transcriptions") == 3, "two windows are finished");

        await host.Proxies[0].StopAsync(Cancel);

        var state = await AudioHost.ReadAsync(host.Clients[1].GetAsync($"{Jobs}/{id}", Cancel), Cancel);
        Assert.Equal("interrupted", (string?)state["problem"]?["code"]);
        Calls.Forgive();
        var before = Calls.Of("transcriptions");
        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel, host.Clients[1]);
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
        var asked = Calls.Of("transcriptions") - before;
        await host.Clients[1].PostAsync(Waiting, AudioHost.Form(Talk.OpenWav(), ("language", "nl")), Cancel);
        Assert.Equal(Calls.Of("transcriptions") - before - asked - 2, asked);
    }

    [Fact]
    public async Task An_instance_that_ends_lets_go_of_streams_and_of_who_waits()
    {
        Calls.Add(new() { Times = 100, Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, Talk);
        var stream = EventsAsync(host.Client, $"{Jobs}/{id}/stream");
        var waiting = host.Client.PostAsync(Waiting, AudioHost.Form(Talk.OpenWav()), Cancel);
        await Until.TrueAsync(() => Calls.UnderWay("transcriptions") == 1, "one is worked on");
        await Until.TrueAsync(async () => (await host.OpenAsync()).Count == 2, "the other one waits");

        var stopping = Stopwatch.GetTimestamp();
        await host.Proxies[0].StopAsync(Cancel);

        Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 0, 15);
        await stream;
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("interrupted", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Waiting, "failed")]
    [InlineData("/v1/audio/transcriptions", "error")]
    public async Task A_stream_of_who_waits_does_not_end_as_if_whole_when_the_instance_ends(string route, string last)
    {
        Calls.Add(new() { Route = "transcriptions", First = 2, Times = 100, Delay = 600 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        using var answer = await host.StreamAsync(route, Talk.OpenWav(), Cancel);
        var reading = AudioHost.EventsAsync(answer, Cancel);
        await Until.TrueAsync(
            () => Calls.UnderWay("transcriptions") == 1 && Calls.Of("transcriptions") == 2, "it is half done");

        await host.Proxies[0].StopAsync(Cancel);

        var end = (await reading)[^1];
        Assert.Equal(last, end.EventType);
        Assert.Contains("interrupted", end.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancel_that_comes_after_the_end_removes_nothing()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, new Conversation { Seconds = 20, Voices = [1] }.Record());
        await EventsAsync(host.Client, $"{Jobs}/{id}/stream");

        using var late = await host.Client.DeleteAsync($"{Jobs}/{id}?if=running", Cancel);
        using var other = await host.Client.DeleteAsync($"{Jobs}/{id}?if=done", Cancel);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (late.StatusCode, other.StatusCode));
        Assert.Contains("has_ended", await late.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.NotEmpty(await host.Client.GetStringAsync($"{Jobs}/{id}?format=txt", Cancel));
    }

    [Fact]
    public async Task A_long_speech_is_told_line_by_line_and_is_one_segment_in_the_end()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, Speech);

        var events = await EventsAsync(host.Client, $"{Jobs}/{id}/stream");

        var lines = events.Where(told => told.EventType == "segments")
            .SelectMany(told => JsonNode.Parse(told.Data)!["segments"]!.AsArray()).ToList();
        Assert.All(lines, line => Assert.InRange((long)line!["end_ms"]! - (long)line["start_ms"]!, 0, 25_000));
        Assert.True(lines.Count > 5, $"{lines.Count} lines");
        var whole = JsonNode.Parse(events[^1].Data)!["segments"]!.AsArray();
        Assert.Equal(lines.Count(line => line!["continues"] is null), whole.Count);
        Assert.Equal(
            string.Join(' ', lines.Select(line => (string?)line!["text"])),
            string.Join(' ', whole.Select(segment => (string?)segment!["text"])));
        var again = JsonNode.Parse(await host.Client.GetStringAsync($"{Jobs}/{id}?format=json&lines=true", Cancel))!;
        Assert.Equal(lines.Select(line => line!.ToJsonString()),
            again["segments"]!.AsArray().Select(line => line!.ToJsonString()));
    }

    [Fact]
    public async Task Files_have_the_names_that_are_asked_for_and_the_times_of_words()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        var id = await BeginAsync(host, Talk);
        await EventsAsync(host.Client, $"{Jobs}/{id}/stream");

        var srt = await host.Client.GetStringAsync(
            $"{Jobs}/{id}?format=srt&name=Speaker_0:Maren%20K.&name=Speaker_9:x&name=y", Cancel);

        Assert.Contains("\nMaren K.: ", srt, StringComparison.Ordinal);
        Assert.Contains("\nSpeaker_1: ", srt, StringComparison.Ordinal);
        Assert.DoesNotContain("Speaker_0", srt, StringComparison.Ordinal);
        var words = Said.In(Talk);
        var starts = words.Select(word => (long)Math.Round(word.Start * 1000)).ToHashSet();
        Assert.All(Starts(srt), start => Assert.Contains(starts, word => Math.Abs(word - start) <= 100));
    }

    [Fact]
    public async Task Words_that_are_there_already_keep_no_slot_from_others()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        using (var plain =
            await host.Client.PostAsync("/v1/audio/transcriptions", AudioHost.Form(Talk.OpenWav()), Cancel))
            plain.EnsureSuccessStatusCode();
        Calls.Add(new() { Route = "diarize-chunk", Times = 100, Delay = 600 });
        var id = await BeginAsync(host, Talk);
        await Until.TrueAsync(() => Calls.UnderWay("diarize-chunk") == 1, "its speakers are searched for");

        using var answer =
            await host.Client.PostAsync("/v1/audio/transcriptions", AudioHost.Form(Dictation.OpenWav()), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var cancelled = await host.Client.DeleteAsync($"{Jobs}/{id}", Cancel);
    }

    [Fact]
    public async Task A_server_that_gives_text_alone_says_nothing_twice()
    {
        Pair.Services.Parakeet.Answers = new() { Words = WordPlace.Absent };
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        var text = string.Join(' ', transcript["segments"]!.AsArray().Select(segment => (string?)segment!["text"]));
        Assert.Equal(Said.In(Talk).Count, text.Split(' ').Length);
    }

    [Fact]
    public async Task A_web_page_may_change_nothing_past_the_panel()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);
        using var request = new HttpRequestMessage(HttpMethod.Post, Jobs) { Content = AudioHost.Form(Talk.OpenWav()) };
        request.Headers.Add("Origin", "https://evil.example");

        using var answer = await host.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_synchronous_route_tells_its_progress_to_who_asks_for_events()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        using var request =
            new HttpRequestMessage(HttpMethod.Post, Waiting) { Content = AudioHost.Form(Talk.OpenWav()) };
        request.Headers.Accept.Add(new("text/event-stream"));

        using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

        var events = await AudioHost.EventsAsync(answer, Cancel);
        Assert.Equal("done", events[^1].EventType);
        Assert.Contains(events, told => told.EventType == "segments");
    }

    [Theory]
    [InlineData("verbose_json", "\"words\":[")]
    [InlineData("srt", "1\n00:00:0")]
    [InlineData("rttm", "SPEAKER talk.wav 1 ")]
    public async Task The_last_of_these_events_has_the_transcript_as_it_was_asked_for(string format, string contains)
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        using var answer = await host.StreamAsync(Waiting, Dictation.OpenWav(), Cancel, ("format", format));
        var streamed = (await AudioHost.EventsAsync(answer, Cancel))[^1];
        using var plain = await host.Client.PostAsync(
            Waiting, AudioHost.Form(Dictation.OpenWav(), ("format", format)), Cancel);

        Assert.Equal("done", streamed.EventType);
        Assert.Contains(contains, streamed.Data, StringComparison.Ordinal);
        Assert.Equal(await plain.Content.ReadAsStringAsync(Cancel), streamed.Data);
    }

    private static async Task<string> BeginAsync(AudioHost host, Dialogue dialogue)
    {
        using var answer = await host.Client.PostAsync(Jobs, AudioHost.Form(dialogue.OpenWav()), Cancel);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["id"]!;
        Assert.Equal($"{Jobs}/{id}", answer.Headers.Location?.OriginalString);
        return id;
    }

    private static async Task<string?> PhaseAsync(AudioHost host) =>
        (await ListAsync(host)).Select(state => Wire.Word(state.Phase)).FirstOrDefault();

    private static Task<IReadOnlyList<TranscriptState>> ListAsync(AudioHost host) => Store(host).ListAsync();

    private static TranscriptStore Store(AudioHost host) =>
        host.Proxies[^1].Services.GetRequiredService<TranscriptStore>();

    private static IEnumerable<long> Starts(string srt) => srt.Split('\n')
        .Where(line => line.Contains(" --> ", StringComparison.Ordinal))
        .Select(line =>
            (long)TimeSpan.Parse(line.Split(' ')[0].Replace(',', '.'), CultureInfo.InvariantCulture).TotalMilliseconds);

    private static async Task<IReadOnlyList<SseItem<string>>> EventsAsync(
        HttpClient client, string route, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, route);
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return await AudioHost.EventsAsync(answer, Cancel);
    }
}
