using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using SparkControl.AudioProxy.Voices;
using SparkControl.Simulator;
using SparkControl.Simulator.Speech;
using SparkControl.Tests.Integration.Gateway;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Voices;

/// <summary>Texts spoken by the simulated Magpie, and heard by the one who understands it.</summary>
public sealed class SpeechApiTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Said = "Nobody knows why.";

    private SimulatedPair pair = null!;
    private AudioRig audio = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        pair = await SimulatedPair.StartAsync(new() { Speed = 200 });
        audio = await AudioRig.StartAsync(redis, pair.Services.Magpie.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await audio.DisposeAsync();
        await pair.DisposeAsync();
    }

    [Theory]
    [InlineData("Mia", 3)]
    [InlineData("de-de.Leo", 2)]
    [InlineData("Magpie-Multilingual.EN-US.Jason.Calm", 1)]
    [InlineData("alloy", 0)]
    public async Task A_voice_says_it_by_any_of_its_names(string voice, int who)
    {
        using var answer = await audio.SayAsync(new { input = Said, voice, response_format = "wav", model = "tts-1" });

        var wav = await BytesAsync(answer, "audio/wav");
        var heard = ToneListener.Listen((await WavFile.ReadAsync(wav))!);
        Assert.Equal((Said, who), (Transcript.Of(heard).Text, heard[0].Voice));
    }

    [Fact]
    public async Task Pcm_is_samples_at_24000_Hz()
    {
        using var answer = await audio.SayAsync(new { input = Said, response_format = "pcm" });

        var samples = await BytesAsync(answer, "audio/pcm");
        Assert.Equal(Said, await HeardInAsync(samples, 24_000));
    }

    [Theory]
    [InlineData("mp3", "audio/mpeg")]
    [InlineData(null, "audio/mpeg")]
    [InlineData("opus", "audio/ogg")]
    [InlineData("aac", "audio/aac")]
    [InlineData("flac", "audio/flac")]
    public async Task Other_formats_are_made_by_ffmpeg(string? format, string type)
    {
        using var answer = await audio.SayAsync(new { input = Said, voice = "Leo", response_format = format });

        var sound = await BytesAsync(answer, type);
        Assert.Equal(Said, await HeardInAsync(await DecodeAsync(sound), 16_000));
    }

    [Fact]
    public async Task A_speed_changes_how_long_it_takes()
    {
        using var usual = await audio.SayAsync(new { input = Said, response_format = "pcm" });
        using var slow = await audio.SayAsync(new { input = Said, response_format = "pcm", speed = 0.25 });

        var (once, again) = (await BytesAsync(usual, "audio/pcm"), await BytesAsync(slow, "audio/pcm"));
        Assert.InRange((double)again.Length / once.Length, 3.8, 4.2);
    }

    [Fact]
    public async Task A_long_text_is_said_whole_piece_by_piece()
    {
        var text = string.Join(' ', Enumerable.Repeat("Nobody knows why we recorded this.", 12));

        using var answer = await audio.SayAsync(new { input = text, response_format = "wav" });

        var wav = await BytesAsync(answer, "audio/wav");
        Assert.Equal(Words(text), Words(await HeardInAsync(wav[44..], (await WavFile.ReadAsync(wav))?.Rate ?? 22_050)));
    }

    [Fact]
    public async Task Events_carry_the_same_audio()
    {
        using var plain = await audio.SayAsync(new { input = Said, response_format = "pcm" });
        using var events = await audio.SayAsync(new { input = Said, response_format = "pcm", stream_format = "sse" });

        var lines = Encoding.UTF8.GetString(await BytesAsync(events, "text/event-stream"))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line["data: ".Length..])!).ToList();
        Assert.Equal("speech.audio.done", (string?)lines[^1]["type"]);
        Assert.All(lines.SkipLast(1), line => Assert.Equal("speech.audio.delta", (string?)line["type"]));
        var heard = lines.SkipLast(1).SelectMany(line => Convert.FromBase64String((string)line["audio"]!)).ToArray();
        Assert.Equal(await BytesAsync(plain, "audio/pcm"), heard);
    }

    [Fact]
    public async Task The_voices_are_listed()
    {
        var list = (await audio.Http.GetFromJsonAsync<JsonNode>("/v1/audio/voices", Cancel))!["voices"]!.AsArray();

        Assert.InRange(list.Count, 60, 80);
        Assert.Contains(list, voice => (string?)voice!["id"] == "Magpie-Multilingual.FR-FR.Mia.Sad"
            && (string?)voice["name"] == "FR-FR.Mia.Sad" && (string?)voice["language"] == "fr-FR");
    }

    [Theory]
    [InlineData("""{ "input": "hi", "voice": "Nobody" }""", "voice")]
    [InlineData("""{ "input": " " }""", "input")]
    [InlineData("""{ "voice": "Mia" }""", "input")]
    [InlineData("""{ "input": "hi", "speed": 9 }""", "speed")]
    [InlineData("""{ "input": "hi", "speed": "fast" }""", "speed")]
    [InlineData("""{ "input": "hi", "response_format": "midi" }""", "response_format")]
    public async Task What_is_wrong_is_named_in_OpenAIs_envelope(string body, string field)
    {
        using var content = new StringContent(body, null, "application/json");
        using var answer = await audio.Http.PostAsync("/v1/audio/speech", content, Cancel);

        await GatewayRig.CodeAsync(answer, HttpStatusCode.BadRequest, isOpenAi: true);
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(field, (string?)said["error"]!["param"]);
    }

    [Fact]
    public async Task A_wedged_GPU_is_the_fault_of_the_server()
    {
        pair.Services.Magpie.Wedge();

        using var answer = await audio.SayAsync(new { input = Said, response_format = "wav" });

        Assert.Equal("speech_failed", await GatewayRig.CodeAsync(answer, HttpStatusCode.BadGateway, isOpenAi: true));
    }

    [Fact]
    public async Task The_panel_passes_it_on()
    {
        await using var panel = await GatewayRig.StartAsync(audio.Url);

        using var answer = await panel.Http.PostAsJsonAsync(
            "/v1/audio/speech", new { input = Said, voice = "Mia", response_format = "wav" }, Cancel);

        var heard = ToneListener.Listen((await WavFile.ReadAsync(await BytesAsync(answer, "audio/wav")))!);
        Assert.Equal(Said, Transcript.Of(heard).Text);
    }

    private static async Task<byte[]> BytesAsync(HttpResponseMessage answer, string type)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }

    private static async Task<string> HeardInAsync(byte[] samples, int rate)
    {
        var head = new WavHead(rate, samples.Length).ToBytes();
        return Transcript.Of(ToneListener.Listen((await WavFile.ReadAsync([.. head, .. samples]))!)).Text;
    }

    private static string Words(string text) =>
        string.Join(' ', text.ToLowerInvariant().Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries));

    private static async Task<byte[]> DecodeAsync(byte[] sound)
    {
        string[] arguments =
            ["-loglevel", "error", "-i", "pipe:0", "-ac", "1", "-ar", "16000", "-f", "s16le", "pipe:1"];
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        })!;
        using var samples = new MemoryStream();
        var reading = ffmpeg.StandardOutput.BaseStream.CopyToAsync(samples, Cancel);
        await ffmpeg.StandardInput.BaseStream.WriteAsync(sound, Cancel);
        ffmpeg.StandardInput.Close();
        await reading;
        return samples.ToArray();
    }
}
