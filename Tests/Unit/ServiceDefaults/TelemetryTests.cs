using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SparkControl.ServiceDefaults;
using Xunit;

namespace SparkControl.Tests.Unit.ServiceDefaults;

/// <summary>Under which names a service is found in what it tells of itself.</summary>
public sealed class TelemetryTests
{
    // Those of whoever runs the tests are not meant.
    private static readonly string[] Standard =
    [
        "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"
    ];

    [Fact]
    public async Task A_service_is_called_as_it_calls_itself_among_the_others()
    {
        await using var service = Build();

        var instance = service.Services.GetRequiredService<InstanceName>();
        Assert.Equal(("audio-proxy", instance.Id), NamesOf(service));
    }

    [Theory]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=kbzw", "audio-proxy", "kbzw")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=kbzw,service.name=speech", "speech", "kbzw")]
    [InlineData("OTEL_SERVICE_NAME", "speech", "speech", null)]
    public async Task Whoever_starts_it_under_names_of_his_own_finds_it_under_them(
        string variable, string value, string name, string? id)
    {
        await using var service = Build((variable, value));

        var own = service.Services.GetRequiredService<InstanceName>().Id;
        Assert.Equal((name, id ?? own), NamesOf(service));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", true)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", true)]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", false)]
    public async Task Traces_are_made_where_somebody_takes_them_and_nowhere_else(string variable, bool isTaken)
    {
        await using var service = Build((variable, isTaken ? "http://127.0.0.1:1" : "http/protobuf"));

        Assert.Equal(isTaken, service.Services.GetService<TracerProvider>() is not null);
    }

    private static WebApplication Build(params (string Name, string Value)[] variables)
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var name in Standard) builder.Configuration[name] = "";
        foreach (var (name, value) in variables) builder.Configuration[name] = value;
        builder.AddServiceDefaults("audio-proxy");
        return builder.Build();
    }

    private static (string? Name, string? Id) NamesOf(WebApplication service)
    {
        var told = service.Services.GetRequiredService<MeterProvider>().GetResource().Attributes.ToDictionary();
        return ((string?)told["service.name"], (string?)told["service.instance.id"]);
    }
}
