using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SparkControl.Simulator;
using SparkControl.Simulator.Speech;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>Speech to text and who speaks, by HTTP as the panel asks.</summary>
public sealed class ParakeetTests : PairFixture
{
    private static readonly (string, string)
        Verbose = ("response_format", "verbose_json"), Words = ("timestamp_granularities[]", "word");

    private readonly HttpClient _http = new();

    private static byte[] Talk => ToneSpeaker.Wav(
        [.. ToneSpeaker.Say(4, "where we recorded this"), .. ToneSpeaker.Say(1, "nobody knows why", start: 3)]);

    private SpeechService Parakeet => Pair.Services.Parakeet;

    [Fact]
    public async Task A_talk_comes_back_as_words_with_times()
    {
        var answer = await JsonAsync("transcriptions", Talk, Verbose, Words);

        Assert.Equal("Where we recorded this. Nobody knows why.", (string?)answer["text"]);
        Assert.Equal((7, 2), (answer["words"]!.AsArray().Count, answer["segments"]!.AsArray().Count));
        Assert.InRange((double)answer["words"]![4]!["start"]!, 2.96, 3.04);
        Assert.InRange((double)answer["duration"]!, 4.3, 4.5);
    }

    [Theory]
    [InlineData("json", """{"text":"Nobody knows why."}""")]
    [InlineData("text", "Nobody knows why.")]
    public async Task A_plain_answer_is_the_text_alone(string format, string expected)
    {
        var file = ToneSpeaker.Wav(ToneSpeaker.Say(1, "nobody knows why"));

        Assert.Equal((200, expected), await PostAsync("transcriptions", file, ("response_format", format)));
    }

    [Fact]
    public async Task Who_speaks_is_told_with_labels_and_with_voices_that_can_be_compared()
    {
        var who = await JsonAsync("diarize", Talk);
        var chunk = await JsonAsync("diarize-chunk", Talk);

        Assert.Equal("""["Speaker_0","Speaker_1"]""", who["speakers_detected"]!.ToJsonString());
        Assert.Equal(2, who["segments"]!.AsArray().Count);
        Assert.Equal("Speaker_1", (string?)chunk["segments"]![1]!["speaker"]);
        Assert.Equal([192, 192], chunk["fingerprints"]!.AsObject().Select(voice => voice.Value!.AsArray().Count));
    }

    [Theory]
    [InlineData(HealthPaths.Both, 200, 200)]
    [InlineData(HealthPaths.Health, 200, 404)]
    [InlineData(HealthPaths.Healthz, 404, 200)]
    public async Task A_server_tells_how_it_is_at_one_path_or_the_other(HealthPaths paths, int health, int healthz)
    {
        Parakeet.Answers = new() { Health = paths };

        Assert.Equal((health, healthz), (await StatusAsync("/health"), await StatusAsync("/healthz")));
    }

    [Fact]
    public async Task An_error_is_worded_as_OpenAI_does_where_the_server_does_so()
    {
        Parakeet.Answers = new() { Errors = ErrorForm.OpenAi };

        var (status, text) = await PostAsync("transcriptions", Talk, ("response_format", "poem"));
        var error = JsonNode.Parse(text)!["error"]!;

        Assert.Equal((400, "Unsupported response_format 'poem'"), (status, (string?)error["message"]));
        Assert.Equal(("invalid_request_error", 400), ((string?)error["type"], (int?)error["code"]));
    }

    [Fact]
    public async Task A_server_that_listens_early_says_503_until_its_model_is_there()
    {
        await using var slow = await SimulatedPair.StartAsync(new() { Speed = 5 });
        var parakeet = slow.Services.Parakeet;
        parakeet.Answers = new() { ListensEarly = true };

        parakeet.Kill();

        await Until.TrueAsync(async () => await StatusAsync("/healthz", parakeet) == 503, "it says that it loads");
        Assert.Equal(503, await StatusAsync("/v1/models", parakeet));
        await Until.TrueAsync(async () => await StatusAsync("/healthz", parakeet) == 200, "it is ready");
    }

    [Fact]
    public async Task Silence_has_no_segments_and_passes_on_a_wedged_GPU()
    {
        Parakeet.Wedge();

        var who = await JsonAsync("diarize", ToneSpeaker.Wav([], seconds: 3));

        Assert.Empty(who["segments"]!.AsArray());
    }

    [Fact]
    public async Task A_container_without_the_patch_knows_no_speakers_until_the_pair_is_reset()
    {
        Parakeet.Unpatch();

        Assert.Equal((404, """{"detail":"Not Found"}"""), await PostAsync("diarize", Talk));
        Assert.Equal(200, (await PostAsync("transcriptions", Talk)).Status);
        await Pair.ResetAsync();
        Assert.Equal(200, (await PostAsync("diarize", Talk)).Status);
    }

    [Fact]
    public async Task A_wedged_GPU_fails_all_speech_while_health_says_that_all_is_well_until_a_restart()
    {
        Parakeet.Wedge();

        var first = await PostAsync("transcriptions", Talk);
        var second = await PostAsync("diarize", Talk);
        Assert.Equal((500, 500), (first.Status, second.Status));
        Assert.Contains("CUDA error: unknown error", first.Body, StringComparison.Ordinal);
        Assert.Contains("CUBLAS_STATUS_EXECUTION_FAILED", second.Body, StringComparison.Ordinal);
        Assert.Contains("\"ok\"", await _http.GetStringAsync(Url("/health"), Cancel), StringComparison.Ordinal);

        await SayAsync("docker restart parakeet-asr", Pair.Worker);
        await Until.TrueAsync(() => Parakeet.IsReady, "Parakeet is back");
        Assert.Equal(200, (await PostAsync("transcriptions", Talk)).Status);
    }

    [Fact]
    public async Task A_driver_that_is_broken_is_so_after_a_restart_too()
    {
        Parakeet.Wedge(forGood: true);

        await SayAsync("docker restart parakeet-asr", Pair.Worker);
        await Until.TrueAsync(() => Parakeet.IsReady, "Parakeet is back");

        Assert.Equal(500, (await PostAsync("transcriptions", Talk)).Status);
    }

    [Fact]
    public async Task A_second_request_races_the_first_and_loses()
    {
        Parakeet.KeepBusy(TimeSpan.FromSeconds(30));

        var (status, body) = await PostAsync("transcriptions", Talk);

        Assert.Equal(503, status);
        Assert.Contains("cuFFT error", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11.5, 200)]
    [InlineData(45, 500)]
    public async Task Speakers_of_ten_minutes_are_found_and_of_an_hour_take_all_memory(double minutes, int status)
    {
        var before = Pair.Worker.MemoryUsed;
        var file = ToneSpeaker.Wav(ToneSpeaker.Say(0, "well"), seconds: minutes * 60, rate: 8000);

        var answer = await PostAsync("diarize", file);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 500, answer.Body.Contains("CUDA out of memory", StringComparison.Ordinal));
        Assert.Equal(before, Pair.Worker.MemoryUsed);
    }

    [Fact]
    public async Task What_is_wrong_is_said_as_FastAPI_does()
    {
        Assert.Equal(
            (400, "Could not decode 'talk.wav': Format not recognised."), await RefusedAsync("transcriptions", [1, 2]));
        Assert.Equal((404, "Model 'other' not found"), await RefusedAsync("transcriptions", Talk, ("model", "other")));
        Assert.Equal(400, (await PostAsync("transcriptions", Talk, ("response_format", "srt"))).Status);
        using var form = new MultipartFormDataContent { { new StringContent("en"), "language" } };
        using var answer = await _http.PostAsync(Url("/v1/audio/transcriptions"), form, Cancel);
        Assert.Equal(422, (int)answer.StatusCode);
        var detail = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["detail"]![0]!;
        Assert.Equal("""["body","file"]""", detail["loc"]!.ToJsonString());
        using var nothing = await _http.GetAsync(Url("/v1/nothing"), Cancel);
        Assert.Equal("""{"detail":"Not Found"}""", await nothing.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_style_of_answers_lasts_until_the_pair_is_reset()
    {
        Parakeet.Answers = new() { Words = WordPlace.InSegments, Language = null };

        var answer = await JsonAsync("transcriptions", Talk, Verbose, Words);

        Assert.Equal("Where", (string?)answer["segments"]![0]!["words"]![0]!["word"]);
        await Pair.ResetAsync();
        Assert.Equal("en", Parakeet.Answers.Language);
    }

    private string Url(string path) => $"http://127.0.0.1:{Parakeet.Port}{path}";

    // 0 where nobody listens.
    private async Task<int> StatusAsync(string path, SpeechService? service = null)
    {
        try
        {
            using var answer = await _http.GetAsync($"http://127.0.0.1:{(service ?? Parakeet).Port}{path}", Cancel);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private async Task<JsonNode> JsonAsync(string path, byte[] file, params (string Name, string Value)[] fields)
    {
        var (status, body) = await PostAsync(path, file, fields);
        Assert.True(status == 200, body);
        return JsonNode.Parse(body)!;
    }

    private async Task<(int Status, string? Detail)> RefusedAsync(
        string path, byte[] file, params (string Name, string Value)[] fields)
    {
        var (status, body) = await PostAsync(path, file, fields);
        return (status, (string?)JsonNode.Parse(body)!["detail"]);
    }

    private async Task<(int Status, string Body)> PostAsync(
        string path, byte[] file, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        using var audio = new ByteArrayContent(file);
        audio.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        form.Add(audio, "file", "talk.wav");
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        using var answer = await _http.PostAsync(Url("/v1/audio/" + path), form, Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
