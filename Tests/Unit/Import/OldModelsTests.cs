using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Import;
using Xunit;

namespace SparkControl.Tests.Unit.Import;

public sealed class OldModelsTests : IDisposable
{
    private const string File = "models-overrides.yaml";

    private readonly OldPanel _panel = new();

    public void Dispose() => _panel.Dispose();

    [Theory]
    [InlineData("qwen36:\n  max_model_len: 65536\n  gpu_memory_utilization: 0.8\n  fastsafetensors: false\n")]
    [InlineData("models:\n  qwen36:\n    max_model_len: '65536'\n    gpu_memory_utilization: \"0.8\"\n    fastsafetensors: 'False'\n")]
    [InlineData("overrides:\n  qwen36: { maxModelLen: 65536, gpuMemoryPercent: 80, useFastsafetensors: no }\n")]
    [InlineData(
        "models:\n  - key: qwen36\n    advanced: { max_context: 65536, gpu_mem: 0.8, fastsafetensors: false }\n")]
    public async Task Advanced_settings_are_found_in_each_of_the_likely_shapes(string text)
    {
        _panel.Write(File, text);

        var record = await _panel.ImportAsync();

        using var catalog = Open();
        var settings = catalog.Find("qwen36")!.Settings;
        Assert.Equal(
            (65536, 0.8, false), (settings.MaxModelLen, settings.GpuMemoryUtilization, settings.Fastsafetensors));
        Assert.Equal([new TakenPart(File, "settings of qwen36")], record.Taken);
        Assert.Empty(record.Kept);
        Assert.Equal(text, _panel.Read($"{File}.original"));
        Assert.Empty(catalog.Current.Skipped);
    }

    [Fact]
    public async Task A_model_of_the_users_comes_with_its_settings()
    {
        _panel.Write(
            File,
            """
            models:
              my-model:
                display_name: Mine
                repo: ada/mine
                mode: cluster
                vllm_args: --tool-call-parser hermes
                max_model_len: 4096
                kv_cache_dtype: fp8
                colour: blue
            """);

        var record = await _panel.ImportAsync();

        using var catalog = Open();
        var model = catalog.Find("my-model")!;
        Assert.Equal(("Mine", "ada/mine", ModelNodes.Cluster), (model.Name, model.Repo, model.Nodes));
        Assert.Equal(["--tool-call-parser", "hermes"], model.Args);
        Assert.Equal((4096, true), (model.Settings.MaxModelLen, model.Settings.Fp8KvCache));
        Assert.Equal("model my-model", Assert.Single(record.Taken).What);
        Assert.Equal(new KeptPart(File, "colour of my-model", "SparkControl does not know this field."),
            Assert.Single(record.Kept));
    }

    [Theory]
    [InlineData("qwen36: { max_model_len: -5 }", "max_model_len of qwen36", "It is a whole number")]
    [InlineData("qwen36: { gpu_memory_utilization: 1.5 }", "gpu_memory_utilization of qwen36",
        "It is a number from 0.1 to 0.95.")]
    [InlineData("qwen36: { prefix_caching: maybe }", "prefix_caching of qwen36", "It is true or false.")]
    [InlineData("qwen36: { max_model_len: [1] }", "max_model_len of qwen36", "It is one value.")]
    [InlineData("qwen36: { repo: other/weights }", "repo of qwen36", "This model comes with SparkControl")]
    [InlineData("nobody: { max_model_len: 4096 }", "settings of nobody", "No model has this key.")]
    [InlineData("mine: { repo: ada/mine }", "model mine", "Line 1: nodes is solo or cluster.")]
    [InlineData("mine: { repo: 'ada/../mine', mode: solo }", "model mine",
        "A repo is written as owner/name, as on Hugging Face.")]
    [InlineData(
        "mine: { repo: ada/mine, mode: solo, args: \"--x '{a}'\" }", "args of mine", "It is no list of arguments")]
    [InlineData(
        "mine: { repo: ada/mine, mode: solo, args: [--port, '1'] }", "model mine", "--port is set by SparkControl")]
    [InlineData("My Model: { repo: ada/mine, mode: solo }", "model My Model", "Line 1: A key has small letters")]
    [InlineData("qwen36: 5", "qwen36", "A model has lines of the form")]
    public async Task What_cannot_be_used_is_left_and_told(string text, string what, string why)
    {
        _panel.Write(File, text);

        var kept = (await _panel.ImportAsync()).Kept[0];

        Assert.Equal((File, what), (kept.File, kept.What));
        Assert.Contains(why, kept.Why, StringComparison.Ordinal);
        using var catalog = Open();
        Assert.Empty(catalog.Current.Problems);
        Assert.Empty(catalog.Current.Skipped);
    }

    [Theory]
    [InlineData("# mine\nmodels:\n  qwen36:\n    settings:\n      max_model_len: 4096\n      kv_bits: 8\n")]
    [InlineData("models:\n")]
    [InlineData("# nothing yet\n")]
    public async Task A_file_that_this_panel_can_read_stays_as_it_is(string text)
    {
        _panel.Write(File, text);

        var record = await _panel.ImportAsync();

        Assert.Null(record.Report);
        Assert.Equal(text, _panel.Read(File));
    }

    [Fact]
    public async Task After_the_first_start_the_file_is_this_panels()
    {
        (await _panel.OpenAsync()).Dispose();
        _panel.Write(File, "qwen36: { max_model_len: 4096 }\n");

        Assert.Null((await _panel.ImportAsync()).Report);
        Assert.False(System.IO.File.Exists(_panel.Of($"{File}.original")));
    }

    [Fact]
    public void What_is_written_is_of_this_panels_shape()
    {
        var list = new ImportList();
        var root = YamlReader.ReadMap("a: { repo: x/y, mode: solo }\nqwen36: { max_model_len: 1 }\n")!;

        var found = new OldModels(File, key => key == "qwen36", list).Read(root);

        Assert.Equal(["a"], found.Custom.Select(one => one.Key));
        Assert.Equal(["qwen36"], found.Overrides.Select(one => one.Key));
        Assert.True(OldModels.IsOld(root));
    }

    private CatalogStore Open() => CatalogStore.Open(
        Path.Combine(AppContext.BaseDirectory, "models.yaml"), _panel.Data, TimeProvider.System, NullLogger.Instance);
}
