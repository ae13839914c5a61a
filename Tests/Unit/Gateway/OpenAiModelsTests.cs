using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ControlApi.Discovery;
using SparkControl.ControlApi.Gateway;
using Xunit;

namespace SparkControl.Tests.Unit.Gateway;

public sealed class OpenAiModelsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly EffectiveSettings Solo = new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = "10.0.0.1" }
    };

    [Fact]
    public void The_list_has_OpenAIs_shape()
    {
        var list = new OpenAiModelList(At(Service("vllm", 8888, new("org/model", null, 4096))));

        var json = JsonNode.Parse(Wire.Write(list))!;
        Assert.Equal("list", (string?)json["object"]);
        Assert.Equal(
            """{"id":"org/model","created":NOW,"owned_by":"vllm","kind":"llm","object":"model","max_model_len":4096}"""
                .Replace("NOW", $"{Now.ToUnixTimeSeconds()}", StringComparison.Ordinal),
            Assert.Single(json["data"]!.AsArray())!.ToJsonString());
    }

    [Fact]
    public void All_three_are_in_it_while_they_are_ready()
    {
        var list = At(
            Service("vllm", 8888, new("org/model", null, 4096)), Service("parakeet", 8000, null),
            Service("magpie", 9000, null) with { Voices = ["Magpie-Multilingual.EN-US.Aria"] });

        Assert.Equal(
            [("org/model", "llm"), ("nvidia/parakeet-tdt-0.6b-v3", "stt"), ("Magpie-Multilingual", "tts")],
            list.Select(model => (model.Id, model.Kind)));
        Assert.Equal(["Magpie-Multilingual.EN-US.Aria"], list[2].Voices);
    }

    [Fact]
    public void What_is_not_ready_is_not_in_it()
    {
        var old = Service("magpie", 9000, null) with { LastGood = Now - TimeSpan.FromMinutes(1) };
        var ill = Service("parakeet", 8000, new("p", null, null)) with { Verdict = ServiceVerdict.Unhealthy };

        Assert.Empty(At(old, ill));
    }

    private static IReadOnlyList<OpenAiModel> At(params ServiceState[] seen) => OpenAiModels.Of(
        new EndpointsNow(Solo, null, Now, name => seen.FirstOrDefault(service => service.Name == name)));

    private static ServiceState Service(string name, int port, ServedModel? model) => new()
    {
        Name = name,
        Verdict = ServiceVerdict.Healthy,
        Since = Now,
        LastGood = Now,
        BaseUrl = $"http://10.0.0.1:{port}{(name == "vllm" ? "/v1" : "")}",
        Model = model
    };
}
