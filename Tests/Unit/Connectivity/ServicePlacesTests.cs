using SparkControl.Contracts;
using SparkControl.HealthMonitor.Incidents;
using Xunit;

namespace SparkControl.Tests.Unit.Connectivity;

public sealed class ServicePlacesTests
{
    [Theory]
    [InlineData(null, null, null, "", "")]
    [InlineData("10.0.0.1", null, null, "", "vllm=spark1 parakeet=spark1 magpie=spark1")]
    [InlineData("10.0.0.1", "10.0.0.2", null, "", "vllm=spark1 parakeet=spark2 magpie=spark2")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.1", "", "vllm=spark1 parakeet=spark1 magpie=spark2")]
    [InlineData("10.0.0.1", "10.0.0.2", "10.0.0.9", "", "vllm=spark1 magpie=spark2")]
    [InlineData("10.0.0.1", "10.0.0.2", null, "magpie", "vllm=spark1 parakeet=spark2")]
    public void A_service_runs_where_the_settings_say(
        string? spark1, string? spark2, string? parakeet, string disabled, string places)
    {
        var settings = new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = spark1 is null ? null : new() { Name = "spark1", Host = spark1 },
            Spark2 = spark2 is null ? null : new() { Name = "spark2", Host = spark2 },
            Parakeet = new() { Container = "p", Port = 1, Host = parakeet },
            DisabledServices = disabled.Length == 0 ? [] : [disabled]
        };

        var found = ServicePlaces.Of(settings);

        Assert.Equal(places, string.Join(' ', found.Select(place => $"{place.Key}={place.Value}")));
    }
}
