using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Contracts;

public sealed class ServicePlaceTests
{
    [Theory]
    [InlineData(null, null, null, "vllm=- parakeet=- magpie=-")]
    [InlineData("10.0.0.1", null, null, "vllm=spark1 parakeet=spark1 magpie=spark1")]
    [InlineData("10.0.0.1", "10.0.0.2", null, "vllm=spark1 parakeet=spark2 magpie=spark2")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.1", "vllm=spark1 parakeet=spark1 magpie=spark2")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.9", "vllm=spark1 parakeet=- magpie=spark2")]
    public void A_service_runs_where_the_settings_say(string? spark1, string? spark2, string? parakeet, string places)
    {
        var settings = Settings(spark1, spark2) with
        {
            Parakeet = new() { Container = "p", Port = 1, Host = parakeet }
        };

        Assert.Equal(
            places, string.Join(' ', settings.Services.Select(place => $"{place.Name}={place.Node ?? "-"}")));
    }

    [Fact]
    public void A_custom_service_is_where_its_address_says()
    {
        var settings = Settings("10.0.0.1", "10.0.0.2") with
        {
            CustomServices = [new("whisper", ServiceKind.Stt, "http://10.0.0.2:9100/health?full=1", "whisper-box")],
            DisabledServices = ["whisper"],
            Patience = new Dictionary<string, ProbePatience> { ["whisper"] = new(5, 1) }
        };

        Assert.Equal(
            new ServicePlace
            {
                Name = "whisper",
                Kind = ServiceKind.Stt,
                Host = "10.0.0.2",
                BaseUrl = "http://10.0.0.2:9100",
                ProbeUrl = "http://10.0.0.2:9100/health?full=1",
                Container = "whisper-box",
                Node = "spark2",
                Disabled = true,
                Patience = new(5, 1)
            },
            settings.Services[^1]);
    }

    private static EffectiveSettings Settings(string? spark1, string? spark2) => new()
    {
        PanelId = "p",
        Spark1 = spark1 is null ? null : new() { Name = "spark1", Host = spark1 },
        Spark2 = spark2 is null ? null : new() { Name = "spark2", Host = spark2 }
    };
}
