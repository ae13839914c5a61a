using System.Text.Json;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

/// <summary>What Parakeet's and Magpie's servers say of themselves, in all the ways that were seen.</summary>
public sealed class SpeechAnswerTests
{
    private static readonly JsonSerializerOptions Snake =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Theory]
    [InlineData("""{"status":"ok","model_name":"m","loaded":false,"idle_unload_seconds":300}""", "m", false, false)]
    [InlineData("""{"status":"healthy","model_id":"m","model_loaded":false}""", "m", false, false)]
    [InlineData("""{"status":"healthy","model_id":"m","cuda_available":false}""", "m", false, true)]
    [InlineData("""{"status":"ok","ready":false}""", null, true, false)]
    [InlineData("""{"status":"loading"}""", null, true, false)]
    [InlineData("""{"status":"degraded"}""", null, false, true)]
    [InlineData("""{"status":{"a":1},"ready":"no","model_id":7}""", null, false, false)]
    [InlineData("{}", null, false, false)]
    public void Parakeet_is_taken_at_its_word_where_it_is_one(string json, string? model, bool loads, bool complains)
    {
        var health = JsonSerializer.Deserialize<ParakeetHealth>(json, Snake)!;

        Assert.Equal((model, loads, complains), (health.Model, health.IsLoading, health.Complaint is not null));
    }

    [Theory]
    [InlineData("""{"en-US,de-DE":{"voices":["A","B"]},"fr-FR":{"voices":["B","C"]}}""", "A B C")]
    [InlineData("""{"en-US":{"voices":["A",7,null,""]},"x":3,"y":{}}""", "A")]
    [InlineData("""{"en-US":{"voices":[]}}""", "")]
    [InlineData("""{"detail":"not here"}""", null)]
    [InlineData("[1]", null)]
    public void Magpies_voices_are_one_list(string json, string? expected)
    {
        using var answer = JsonDocument.Parse(json);

        var voices = MagpieVoices.Of(answer.RootElement);

        Assert.Equal(expected, voices is null ? null : string.Join(' ', voices));
    }

    [Theory]
    [InlineData("parakeet", false, "CUDA error: unknown error", true)]
    [InlineData("parakeet", null, "500: CUBLAS_STATUS_EXECUTION_FAILED", true)]
    [InlineData("parakeet", true, "CUDA is fine", false)]
    [InlineData("parakeet", false, "timed out", false)]
    [InlineData("magpie", false, "CUDA error", false)]
    public void A_report_of_the_gpu_is_known_by_its_words(string service, bool? ok, string error, bool expected)
    {
        var report = new ConnectivityEntry
        {
            Id = "r",
            At = DateTimeOffset.UnixEpoch,
            Kind = ConnectivityKind.Report,
            Service = service,
            Ok = ok,
            Error = error
        };

        Assert.Equal(expected, GpuReport.Is(report));
    }
}
