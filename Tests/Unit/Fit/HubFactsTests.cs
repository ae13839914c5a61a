using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using SparkControl.Tests.Integration;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

public sealed class HubFactsTests
{
    private static readonly ModelFacts Facts = new() { WeightBytes = 7 };

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task The_hub_is_asked_behind_the_answer_and_once()
    {
        var (asked, said) = (0, new TaskCompletionSource<ModelFacts?>());
        var hub = new HubFacts((_, _) => { Interlocked.Increment(ref asked); return said.Task; }, time);

        var first = hub.Find("org/model");
        var again = hub.Find("org/model");
        said.SetResult(Facts);
        await Until.TrueAsync(() => hub.Find("org/model").Facts == Facts, "the Hub has answered");

        Assert.Equal((null, "Hugging Face is being asked how large its weights are.", true),
            (first.Facts, first.Reason, first.Asked));
        Assert.Equal((null, true), (again.Facts, again.Asked));
        Assert.False(hub.Find("org/model").Asked);
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hub_that_does_not_say_is_asked_again_a_minute_later(bool fails)
    {
        var asked = 0;
        var hub = new HubFacts(
            (_, _) => Interlocked.Increment(ref asked) > 1 ? Task.FromResult<ModelFacts?>(Facts)
                : fails ? throw new HttpRequestException("away") : Task.FromResult<ModelFacts?>(null), time);

        hub.Find("org/model");
        await Until.TrueAsync(() =>
            hub.Find("org/model").Reason == "Hugging Face did not say how large its weights are.", "it has failed");
        time.Advance(TimeSpan.FromSeconds(61));
        hub.Find("org/model");

        await Until.TrueAsync(() => hub.Find("org/model").Facts == Facts, "it was asked again");
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_hub_that_is_silent_is_given_up()
    {
        var hub = new HubFacts(
            async (_, cancel) => { await Task.Delay(Timeout.Infinite, cancel); return Facts; }, time);
        hub.Find("org/model");

        time.Advance(TimeSpan.FromSeconds(31));

        await Until.TrueAsync(
            () => hub.Find("org/model").Reason.StartsWith("Hugging Face did not say", StringComparison.Ordinal),
            "it is given up");
    }

    [Fact]
    public void Without_a_hub_nothing_is_asked() =>
        Assert.Equal(
            new HubAnswer(null, "Its weights are not on Spark 1 yet."), new HubFacts(null, time).Find("org/model"));

    [Theory]
    [InlineData(
        "model-1.safetensors=5 model-2.safetensors=6 consolidated.safetensors=11 original/a.safetensors=11 b.bin=9",
        11L)]
    [InlineData("consolidated.safetensors=11 tokenizer.json=3", 11L)]
    [InlineData("connector.safetensors=2 model.safetensors=5", 7L)]
    // What others are made for lies in folders of its own.
    [InlineData("model-00001-of-00002.safetensors=5 model-00002-of-00002.safetensors=6 original/model.safetensors=11 metal/model.bin=11", 11L)]
    [InlineData("pytorch_model.bin=9 training_args.bin=1 optimizer.bin=18 README.md=1", 9L)]
    // Of several GGUF one is loaded: the largest is the most that it can be.
    [InlineData("m-Q4_K_M.gguf=4 m-Q8_0-00001-of-00002.gguf=4 m-Q8_0-00002-of-00002.gguf=3 mmproj.gguf=1", 7L)]
    [InlineData("pytorch_model.bin=9 README.md=1", 9L)]
    [InlineData("README.md=1", null)]
    public void Weights_are_what_vLLM_would_load(string files, long? bytes)
    {
        var sizes = files.Split(' ').Select(file => file.Split('='))
            .ToDictionary(file => file[0], file => long.Parse(file[1]));

        Assert.Equal(bytes,
            HubFiles.Facts("""{"num_hidden_layers":1,"num_key_value_heads":1,"head_dim":64}""", sizes).WeightBytes);
    }

    [Fact]
    public void A_repository_without_a_configuration_says_so() =>
        Assert.Equal("It has no config.json.", HubFiles.Facts(null, []).Problem);
}
