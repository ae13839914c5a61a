using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

/// <summary>What a model would be like, before anybody saves it.</summary>
public sealed class ModelPreviewTests : IDisposable
{
    private const string Mine = """
        models:
          mine: { repo: a/b, nodes: solo, args: [--seed, "1"], settings: { max_model_len: 4096, extra_args: [--a] } }

        """;

    private readonly PanelFiles _files = new();

    public ModelPreviewTests() => File.WriteAllText(_files.Data.CustomModelsFile, Mine);

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Settings_and_own_fields_are_those_that_a_save_would_give_and_nothing_is_written()
    {
        using var store = Open();

        var model = Preview(store, new()
        {
            MaxModelLen = "8192",
            GpuMemoryUtilization = "0.6",
            Fastsafetensors = "true",
            PrefixCaching = "false",
            Fp8KvCache = "true",
            MaxNumSeqs = "4",
            ExtraArgs = ["--b", "--c"],
            Nodes = "cluster",
            Args = ["--x"]
        })!;

        Assert.Equal((ModelNodes.Cluster, "--x", "--b --c"),
            (model.Nodes, string.Join(' ', model.Args), string.Join(' ', model.Settings.ExtraArgs)));
        Assert.Equal(
            (8192, 0.6, true, false, true, 4),
            (model.Settings.MaxModelLen, model.Settings.GpuMemoryUtilization, model.Settings.Fastsafetensors,
                model.Settings.PrefixCaching, model.Settings.Fp8KvCache, model.Settings.MaxNumSeqs));
        Assert.Equal(Mine, File.ReadAllText(_files.Data.CustomModelsFile));
        Assert.False(File.Exists(_files.Data.ModelOverridesFile));
    }

    [Fact]
    public void What_is_not_asked_for_stays_and_an_empty_value_goes_back_or_away()
    {
        File.WriteAllText(_files.Data.ModelOverridesFile,
            "models:\n  mine: { settings: { max_model_len: 1024, max_num_seqs: 2 } }\n");
        using var store = Open();

        var model = Preview(store, new() { MaxModelLen = "", Args = [""] })!;

        Assert.Equal((4096, 2, 0, ModelNodes.Solo),
            (model.Settings.MaxModelLen, model.Settings.MaxNumSeqs, model.Args.Count, model.Nodes));
        Assert.Equal(Wire.Write(store.Find("mine")), Wire.Write(Preview(store, new())));
    }

    [Theory]
    [InlineData("qwen36", "cluster", "bundled_model")]
    [InlineData("mine", "cluster", null)]
    public void Own_fields_are_those_of_the_users_models_alone(string key, string nodes, string? code)
    {
        using var store = Open();

        var outcome = ModelPreview.Of(store, key, new() { Nodes = nodes });

        Assert.Equal(code, (outcome as CatalogOutcome.Conflicting)?.Code);
    }

    [Fact]
    public void What_could_not_be_saved_is_not_previewed()
    {
        using var store = Open();

        Assert.IsType<CatalogOutcome.Unknown>(ModelPreview.Of(store, "gone", new() { MaxNumSeqs = "1" }));
        Assert.IsType<CatalogOutcome.Invalid>(
            ModelPreview.Of(store, "mine", new() { Nodes = "cluster", Args = ["-tp", "1"] }));
        Assert.NotNull(new ModelQuery { Nodes = "both" }.Refusal);
        Assert.NotNull(new ModelQuery { Args = ["--port"] }.Refusal);
        Assert.NotNull(new ModelQuery { ExtraArgs = ["--hf-token"] }.Refusal);
        Assert.Null(new ModelQuery { Nodes = "", Args = [""] }.Refusal);
    }

    [Fact]
    public void For_a_repository_of_no_catalog_it_says_all_settings_itself()
    {
        var settings = new ModelQuery { MaxModelLen = "8192", PrefixCaching = "", ExtraArgs = ["--a"] }.Settings;

        Assert.Equal(
            (8192, null, "--a"), (settings.MaxModelLen, settings.PrefixCaching, string.Join(' ', settings.ExtraArgs)));
        Assert.Equal(Wire.Write(new ModelSettings()), Wire.Write(new ModelQuery().Settings));
    }

    private CatalogStore Open() => CatalogStore.Open(
        Path.Combine(AppContext.BaseDirectory, "models.yaml"), _files.Data, TimeProvider.System, NullLogger.Instance);

    private static CatalogModel? Preview(CatalogStore store, ModelQuery query) =>
        ModelPreview.Model(ModelPreview.Of(store, "mine", query), "mine");
}
