using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

/// <summary>The script that reads models' own files, in a real shell.</summary>
public sealed class ConfigLookTests : LocalNode
{
    private const string Commit = "0123abc";

    [Fact]
    public async Task Files_that_may_hold_weights_are_told_with_their_sizes()
    {
        var snapshot = Snapshot("org/model");
        await File.WriteAllTextAsync($"{snapshot}/config.json", "{}", Cancel);
        Directory.CreateDirectory($"{snapshot}/original");
        foreach (var (file, size) in new[] { ("a b.safetensors", 5), ("connector.safetensors", 6), ("x.gguf", 4), ("y.bin", 9), ("README.md", 3), ("original/z.bin", 8) })
            await File.WriteAllTextAsync($"{snapshot}/{file}", new string('w', size), Cancel);

        var look = (await ConfigLook.ReadAsync(Shell, ["org/model"], Cancel))!["org/model"];

        Assert.Equal("{}", look.Config);
        Assert.Equal(
            new Dictionary<string, long> { ["a b.safetensors"] = 5, ["connector.safetensors"] = 6, ["x.gguf"] = 4, ["y.bin"] = 9 }, look.Files);
    }

    [Fact]
    public async Task Weights_without_a_configuration_are_told_too()
    {
        await File.WriteAllTextAsync($"{Snapshot("org/model")}/x.gguf", "wwww", Cancel);

        var look = (await ConfigLook.ReadAsync(Shell, ["org/model"], Cancel))!["org/model"];

        Assert.Equal((null, 4L), (look.Config, look.Files["x.gguf"]));
    }

    [Fact]
    public async Task Each_model_has_its_own_configuration_whatever_stands_in_it()
    {
        await File.WriteAllTextAsync($"{Snapshot("org/one")}/config.json", "{\n \"a\": \"$(touch gone)\"\n\n}", Cancel);
        var local = Directory.CreateDirectory(Path.Combine(Home, "models", "mine")).FullName;
        await File.WriteAllTextAsync($"{local}/config.json", "{ \"b\": 2 }\n", Cancel);
        Snapshot("org/bare");

        var looks = await ConfigLook.ReadAsync(Shell, ["org/none", "org/one", "org/bare", local], Cancel);

        Assert.Equal(["org/one", "org/bare", local], looks!.Keys);
        Assert.Null(looks["org/bare"].Config);
        Assert.Equal("{\n \"a\": \"$(touch gone)\"\n\n}", looks["org/one"].Config);
        Assert.Equal("{ \"b\": 2 }\n", looks[local].Config);
    }

    [Fact]
    public async Task A_configuration_without_end_is_cut_off()
    {
        await File.WriteAllTextAsync($"{Snapshot("org/model")}/config.json", new string('x', 300 * 1024), Cancel);

        var looks = await ConfigLook.ReadAsync(Shell, ["org/model"], Cancel);

        Assert.Equal(256 * 1024, looks!["org/model"].Config!.Length);
    }

    private string Snapshot(string repo)
    {
        var model = Path.Combine(Home, ".cache", "huggingface", "hub", "models--" + repo.Replace("/", "--", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(model, "refs"));
        File.WriteAllText(Path.Combine(model, "refs", "main"), Commit);
        return Directory.CreateDirectory(Path.Combine(model, "snapshots", Commit)).FullName;
    }
}
