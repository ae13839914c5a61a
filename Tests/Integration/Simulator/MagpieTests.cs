using System.Text.Json.Nodes;
using SparkControl.Simulator.Speech;
using SparkControl.Tests.Unit.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>Text to speech, by HTTP as the panel asks.</summary>
public sealed class MagpieTests : PairFixture
{
    private const string Mia = "Magpie-Multilingual.EN-US.Mia.Happy";

    private readonly HttpClient _http = new();

    private SpeechService Magpie => Pair.Services.Magpie;

    [Fact]
    public async Task It_has_more_than_sixty_voices_under_all_its_locales()
    {
        var list = JsonNode.Parse(await _http.GetStringAsync(Url("list_voices"), Cancel))!.AsObject();

        var (locales, of) = Assert.Single(list);
        Assert.Equal("en-US,es-US,fr-FR,de-DE", locales);
        var voices = of!["voices"]!.AsArray().Select(voice => (string)voice!).ToList();
        Assert.InRange(voices.Count, 60, 80);
        Assert.Contains(Mia, voices);
    }

    [Fact]
    public async Task What_it_says_Parakeet_understands()
    {
        var (status, type, wav) = await SpeakAsync(
            "synthesize", ("text", "Nobody knows why."), ("voice", Mia), ("language", "en-US"));

        Assert.Equal((200, "audio/wav"), (status, type));
        var heard = ToneListener.Listen((await WavFile.ReadAsync(wav))!);
        Assert.Equal("Nobody knows why.", Transcript.Of(heard).Text);
        Assert.Equal(3, heard[0].Voice);
    }

    [Fact]
    public async Task A_stream_is_samples_without_a_head_at_the_rate_that_was_asked_for()
    {
        var (_, _, wav) = await SpeakAsync("synthesize", ("text", "well"), ("sample_rate_hz", "16000"));
        var (status, _, samples) = await SpeakAsync("synthesize_online", ("text", "well"), ("sample_rate_hz", "16000"));

        Assert.Equal(200, status);
        Assert.Equal(wav[44..], samples);
        Assert.Equal(16_000, (await WavFile.ReadAsync(wav))!.Rate);
    }

    [Theory]
    [InlineData("text", "", 422)]
    [InlineData("voice", "Magpie-Multilingual.EN-US.Nobody", 400)]
    [InlineData("language", "tlh", 400)]
    [InlineData("sample_rate_hz", "none", 400)]
    [InlineData("encoding", "OGGOPUS", 400)]
    public async Task What_it_cannot_say_is_refused(string field, string value, int expected)
    {
        (string, string)[] fields = field == "text" ? [] : [("text", "well")];

        Assert.Equal(expected, (await SpeakAsync("synthesize", [.. fields, (field, value)])).Status);
    }

    [Fact]
    public async Task Requests_wait_for_one_another()
    {
        var both = await Task.WhenAll(
            SpeakAsync("synthesize", ("text", "one")), SpeakAsync("synthesize", ("text", "two")));

        Assert.All(both, answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task A_wedged_GPU_says_nothing()
    {
        Magpie.Wedge();

        Assert.Equal(500, (await SpeakAsync("synthesize", ("text", "well"))).Status);
    }

    private string Url(string path) => $"http://127.0.0.1:{Magpie.Port}/v1/audio/{path}";

    private async Task<(int Status, string? Type, byte[] Sound)> SpeakAsync(
        string path, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        using var answer = await _http.PostAsync(Url(path), form, Cancel);
        var sound = await answer.Content.ReadAsByteArrayAsync(Cancel);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, sound);
    }
}
