using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Benchmarks.Measures;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>What a client is told when the servers behind a transcript fail, and what is not done twice.</summary>
public sealed class FaultTests(RedisFixture server) : PairFixture, IClassFixture<RedisFixture>
{
    private const string Words = "transcriptions", Speakers = "diarize-chunk";

    private static readonly TranscriptSettings TwoMinutes = new() { WindowMinutes = 2 };

    private SpeechService Parakeet => Pair.Services.Parakeet;

    private static Dialogue Talk => new Conversation { Seconds = 400, Voices = [1, 4] }.Record();

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_when_it_says()
    {
        Parakeet.Calls.Add(new() { Route = Words, Times = 2, Status = 503, RetryAfter = 1 });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.NotEmpty(Said.In(transcript));
        Assert.Empty(Said.Warnings(transcript));
    }

    [Fact]
    public async Task A_server_that_is_started_anew_meanwhile_fails_no_recording()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        Parakeet.Calls.Add(new() { Route = Words, First = 2, Times = 2, Drops = true });

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(Said.In(Talk).Select(word => word.Bare), Said.In(transcript).Select(word => word.Bare));
    }

    /// <summary>Which window it misses, and the minutes that are named.</summary>
    [Theory]
    [InlineData(1, "From minute 0 to 2 ")]
    [InlineData(2, "From minute 1 to ")]
    public async Task A_diarizer_that_is_gone_for_a_while_is_asked_again_at_the_next_window(int window, string minutes)
    {
        await using var host = await AudioHost.StartAsync(
            server, Pair, TwoMinutes, times: new() { SpeechAway = TimeSpan.Zero });
        Parakeet.Calls.Add(new() { Route = Speakers, First = window, Drops = true });

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(2, transcript["speakers_detected"]!.AsArray().Count);
        var warning = Assert.Single(Said.Warnings(transcript));
        Assert.StartsWith(minutes, warning, StringComparison.Ordinal);
        Assert.Contains("are not told apart: the diarizer did not answer.", warning, StringComparison.Ordinal);
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
    }

    [Fact]
    public async Task A_diarizer_that_is_gone_throughout_leaves_text_of_one_speaker()
    {
        await using var host = await AudioHost.StartAsync(
            server, Pair, TwoMinutes, times: new() { SpeechAway = TimeSpan.Zero });
        Parakeet.Calls.Add(new() { Route = Speakers, Times = int.MaxValue, Drops = true });

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(["Speaker_0"], transcript["speakers_detected"]!.AsArray().Select(name => (string?)name));
        Assert.StartsWith("From minute 0 to 7 ", Assert.Single(Said.Warnings(transcript)), StringComparison.Ordinal);
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
    }

    /// <summary>
    /// What every call of the diarizer gets, which is busy for ever or says nothing, and how many it has in all: null
    /// is one for each window, and one more for the first, the only one at which it is waited for.
    /// </summary>
    [Theory]
    [InlineData(503, 0, null)]
    [InlineData(null, 1e6, 2)]
    public async Task A_diarizer_that_is_never_there_for_us_costs_no_recording_its_words(
        int? status, double delay, int? calls)
    {
        await using var host = await AudioHost.StartAsync(
            server, Pair, TwoMinutes,
            times: new() { SpeechBusy = TimeSpan.FromSeconds(3), SpeechSilent = TimeSpan.FromSeconds(10) });
        Parakeet.Calls.Add(
            new() { Route = Speakers, Times = int.MaxValue, Status = status, RetryAfter = 1, Delay = delay });
        var (asked, windows) = (Parakeet.Calls.Of(Speakers), Parakeet.Calls.Of(Words));

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(calls ?? Parakeet.Calls.Of(Words) - windows + 1, Parakeet.Calls.Of(Speakers) - asked);
        Assert.StartsWith("From minute 0 to 7 ", Assert.Single(Said.Warnings(transcript)), StringComparison.Ordinal);
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
    }

    [Fact]
    public async Task Words_that_the_diarizer_gives_to_nobody_are_not_anothers_without_a_warning()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        Parakeet.Calls.Add(new() { Route = Speakers, First = 2, Answer = """{"duration": 120, "segments": []}""" });

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);
        var again = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Contains(Said.Warnings(transcript), warning =>
            warning.StartsWith("From minute 1 to ", StringComparison.Ordinal)
            && warning.EndsWith("the diarizer heard nobody there, and words were heard.", StringComparison.Ordinal));
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
        Assert.Empty(Said.Warnings(again));
    }

    [Fact]
    public async Task A_diarizer_that_fails_twice_fails_the_recording_and_names_its_minutes()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        Parakeet.Calls.Add(new() { Route = Speakers, Times = 2, Status = 500, Detail = "Something else" });

        using var answer = await SendAsync(host, Talk);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("window_failed", (string?)problem["code"]);
        Assert.StartsWith(
            "Minute 0 to 2 could not be searched for speakers.", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piece_without_a_diarizer_or_a_gpu_says_which()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);
        Parakeet.Wedge();

        using var wedged = await PieceAsync(host);
        Parakeet.Unpatch();
        using var without = await PieceAsync(host);

        Assert.Equal(TimeSpan.FromSeconds(60), wedged.Headers.RetryAfter?.Delta);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "gpu_wedged"), (wedged.StatusCode, await CodeAsync(wedged)));
        Assert.Equal((HttpStatusCode.BadGateway, "no_diarizer"), (without.StatusCode, await CodeAsync(without)));
    }

    [Fact]
    public async Task A_wedged_gpu_is_a_503_and_HealthMonitor_is_told()
    {
        Parakeet.Wedge();
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        using var answer = await SendAsync(host, Talk);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("gpu_wedged", await CodeAsync(answer));
        var told = Assert.Single(await new HandOver(host.Redis, host.Redis.Keys.Inbox).WaitingAsync());
        Assert.Contains("CUDA", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_that_fails_once_is_asked_for_again()
    {
        Parakeet.Calls.Add(new() { Route = Words, First = 2, Status = 500, Detail = "Something else" });
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        Assert.NotEmpty(Said.In(await host.TranscribeAsync(Talk.OpenWav(), Cancel)));
    }

    [Fact]
    public async Task A_window_that_fails_is_named_and_the_same_file_goes_on_from_the_others_on_any_instance()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes, instances: 2);
        Parakeet.Calls.Add(new() { Route = Words, First = 3, Times = 2, Status = 500, Detail = "Something else" });

        using var failed = await SendAsync(host, Talk);
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        var problem = JsonNode.Parse(await failed.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal("window_failed", (string?)problem["code"]);
        Assert.Contains("Minute 2 to 5", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Empty(host.Files);
        await Until.TrueAsync(() => Parakeet.Calls.UnderWay(Speakers) == 0, "nobody works on it any more");

        var (words, speakers) = (Parakeet.Calls.Of(Words), Parakeet.Calls.Of(Speakers));
        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel, host.Clients[1]);

        var (asked, askedSpeakers) = (Parakeet.Calls.Of(Words) - words, Parakeet.Calls.Of(Speakers) - speakers);
        Assert.Equal(Said.In(Talk).Select(word => word.Bare), Said.In(transcript).Select(word => word.Bare));
        var windows = await WindowsAsync(host);
        Assert.Equal(windows - 2, asked);
        Assert.InRange(askedSpeakers, 0, windows - 1);
    }

    [Fact]
    public async Task What_is_sent_again_with_other_wishes_is_made_anew()
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        await host.TranscribeAsync(Talk.OpenWav(), Cancel);
        var asked = Parakeet.Calls.Of(Words);

        await AudioHost.ReadAsync(
            host.Client.PostAsync(
                "/api/audio/transcribe-with-speakers", AudioHost.Form(Talk.OpenWav(), ("language", "de")), Cancel),
            Cancel);

        Assert.Equal(2 * asked, Parakeet.Calls.Of(Words));
    }

    /// <summary>What is set anew, and whether words and speakers are made anew then.</summary>
    public static TheoryData<TranscriptSettings, bool, bool> OtherSettings => new()
    {
        { TwoMinutes with { DiarizationSlots = 2 }, false, false },
        { TwoMinutes with { TranscriptionModel = "whisper-1" }, true, false },
        { TwoMinutes with { DiarizationModel = "another" }, false, true },
        { TwoMinutes with { VoiceThreshold = 0.44 }, false, true },
        { TwoMinutes with { VoiceMargin = 0.11 }, false, true },
        { TwoMinutes with { WindowMinutes = 3 }, true, true }
    };

    [Theory]
    [MemberData(nameof(OtherSettings))]
    public async Task What_is_sent_again_under_other_settings_is_made_anew_where_they_matter(
        TranscriptSettings settings, bool words, bool speakers)
    {
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);
        await host.TranscribeAsync(Talk.OpenWav(), Cancel);
        var (wordsBefore, speakersBefore) = (Parakeet.Calls.Of(Words), Parakeet.Calls.Of(Speakers));
        await SetAsync(host, settings);

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(Said.In(Talk).Select(word => word.Bare), Said.In(transcript).Select(word => word.Bare));
        var windows = settings.WindowMinutes == TwoMinutes.WindowMinutes ? wordsBefore : 3;
        Assert.Equal(words ? windows : 0, Parakeet.Calls.Of(Words) - wordsBefore);
        Assert.Equal(speakers ? windows : 0, Parakeet.Calls.Of(Speakers) - speakersBefore);
    }

    [Fact]
    public async Task Without_a_diarizer_there_is_text_of_one_speaker_and_a_warning()
    {
        Parakeet.Unpatch();
        await using var host = await AudioHost.StartAsync(server, Pair, TwoMinutes);

        var transcript = await host.TranscribeAsync(Talk.OpenWav(), Cancel);

        Assert.Equal(["Speaker_0"], transcript["speakers_detected"]!.AsArray().Select(name => (string?)name));
        Assert.Contains("no diarizer", Assert.Single(Said.Warnings(transcript)), StringComparison.Ordinal);
        Assert.Null(transcript["models"]!["diarization"]);
        Assert.Equal(Said.In(Talk).Count, Said.In(transcript).Count);
    }

    [Fact]
    public async Task Silence_has_no_segments()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);

        var transcript = await host.TranscribeAsync(new Dialogue([], 30).OpenWav(), Cancel);

        Assert.Empty(transcript["segments"]!.AsArray());
        Assert.Empty(transcript["speakers_detected"]!.AsArray());
        Assert.Equal(30, (double)transcript["duration"]!);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_503_that_says_so()
    {
        Parakeet.Kill();
        await using var host = await AudioHost.StartAsync(
            server, Pair, times: new() { SpeechAway = TimeSpan.Zero });
        await host.SetUpAsync(new());
        await new StateStore(host.Redis, TimeProvider.System).WriteAsync(States.Settings, new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = new() { Name = "spark1", Host = "127.0.0.1" },
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = FreePort.Next() }
        });
        var mirror = host.Proxies[0].Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Value(States.Settings)!.Parakeet.Port != Parakeet.Port, "it is told");

        using var answer = await SendAsync(host, Talk);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "speech_unreachable"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData("", HttpStatusCode.UnprocessableEntity, "empty_audio")]
    [InlineData("<html>no sound</html>", HttpStatusCode.UnsupportedMediaType, "unknown_format")]
    public async Task What_is_no_recording_is_refused(string content, HttpStatusCode status, string code)
    {
        await using var host = await AudioHost.StartAsync(server, Pair);

        using var answer = await host.Client.PostAsync(
            "/api/audio/transcribe-with-speakers", AudioHost.Form(System.Text.Encoding.UTF8.GetBytes(content)), Cancel);

        Assert.Equal((status, code), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Empty(host.Files);
    }

    [Fact]
    public async Task A_format_that_there_is_not_is_refused_with_those_that_there_are()
    {
        await using var host = await AudioHost.StartAsync(server, Pair);

        using var answer = await host.Client.PostAsync(
            "/api/audio/transcribe-with-speakers", AudioHost.Form(Talk.ToWav(), ("format", "docx")), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("verbose_json", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(host.Files);
    }

    [Theory]
    [InlineData(0, 11)]
    [InlineData(20, 11)]
    public async Task No_setting_lets_more_than_ten_minutes_at_once_to_the_diarizer(int windowMinutes, int minutes)
    {
        await using var host = await AudioHost.StartAsync(server, Pair, new() { WindowMinutes = windowMinutes });

        using var answer = await host.Client.PostAsync(
            "/api/audio/diarize-chunk", AudioHost.Form(new Dialogue([], minutes * 60).OpenWav()), Cancel);

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "too_long"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal(0, Parakeet.Calls.Of(Speakers));
    }

    private static async Task SetAsync(AudioHost host, TranscriptSettings settings)
    {
        await host.SetUpAsync(settings);
        var mirror = host.Proxies[0].Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Value(States.Settings)!.Transcripts == settings, "it is told");
    }

    // As many as are asked for where nothing was kept.
    private async Task<int> WindowsAsync(AudioHost host)
    {
        var before = Parakeet.Calls.Of(Words);
        using var answer = await host.Client.PostAsync(
            "/api/audio/transcribe-with-speakers", AudioHost.Form(Talk.OpenWav(), ("language", "nl")), Cancel);
        return Parakeet.Calls.Of(Words) - before;
    }

    private static Task<HttpResponseMessage> SendAsync(AudioHost host, Dialogue dialogue) =>
        host.Client.PostAsync("/api/audio/transcribe-with-speakers", AudioHost.Form(dialogue.OpenWav()), Cancel);

    private static Task<HttpResponseMessage> PieceAsync(AudioHost host)
    {
        var talk = new Conversation { Seconds = 30, Voices = [1] }.Record();
        return host.Client.PostAsync("/api/audio/diarize-chunk", AudioHost.Form(talk.OpenWav()), Cancel);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["code"];
}
