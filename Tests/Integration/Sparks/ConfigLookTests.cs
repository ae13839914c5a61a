using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

/// <summary>The script that reads models' own files, in a real shell.</summary>
public sealed class ConfigLookTests : LocalNode
{
    private const string Commit = "0123abc";

    [Theory]
    [InlineData("model-1.safetensors=5 model-2.safetensors=6 tokenizer.json=3", 11L)]
    // A second copy of the same weights is not loaded, and torch's not where there are others.
    [InlineData("model.safetensors=5 consolidated.safetensors=5 pytorch_model.bin=9", 5L)]
    [InlineData("consolidated.safetensors=7", 7L)]
    [InlineData("checkpoint.bin=9", 9L)]
    [InlineData("x.gguf=4", 4L)]
    [InlineData("README.md=4", null)]
    public async Task Weights_are_counted_as_vLLM_loads_them(string files, long? bytes)
    {
        var snapshot = Snapshot("org/model");
        await File.WriteAllTextAsync($"{snapshot}/config.json", "{}", Cancel);
        foreach (var file in files.Split(' ').Select(file => file.Split('=')))
            await File.WriteAllTextAsync($"{snapshot}/{file[0]}", new string('w', int.Parse(file[1])), Cancel);

        var looks = await ConfigLook.ReadAsync(Shell, ["org/model"], Cancel);

        Assert.Equal(new ConfigLook("{}", bytes), looks!["org/model"]);
    }

    [Fact]
    public async Task Each_model_has_its_own_configuration_whatever_stands_in_it()
    {
        await File.WriteAllTextAsync($"{Snapshot("org/one")}/config.json", "{\n \"a\": \"$(touch gone)\"\n\n}", Cancel);
        var local = Directory.CreateDirectory(Path.Combine(Home, "models", "mine")).FullName;
        await File.WriteAllTextAsync($"{local}/config.json", "{ \"b\": 2 }\n", Cancel);
        Snapshot("org/bare");

        var looks = await ConfigLook.ReadAsync(Shell, ["org/none", "org/one", "org/bare", local], Cancel);

        Assert.Equal(["org/one", local], looks!.Keys);
        Assert.Equal("{\n \"a\": \"$(touch gone)\"\n\n}", looks["org/one"].Config);
        Assert.Equal("{ \"b\": 2 }\n", looks[local].Config);
    }

    [Fact]
    public async Task A_configuration_without_end_is_cut_off()
    {
        await File.WriteAllTextAsync($"{Snapshot("org/model")}/config.json", new string('x', 300 * 1024), Cancel);

        var looks = await ConfigLook.ReadAsync(Shell, ["org/model"], Cancel);

        Assert.Equal(256 * 1024, looks!["org/model"].Config.Length);
    }

    private string Snapshot(string repo)
    {
        var model = Path.Combine(Home, ".cache", "huggingface", "hub", "models--" + repo.Replace("/", "--", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(model, "refs"));
        File.WriteAllText(Path.Combine(model, "refs", "main"), Commit);
        return Directory.CreateDirectory(Path.Combine(model, "snapshots", Commit)).FullName;
    }
}
