using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class CatalogTests : IDisposable
{
    private static readonly string Bundled = Path.Combine(AppContext.BaseDirectory, "models.yaml");

    private readonly PanelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_bundled_models_are_the_five_of_the_original()
    {
        using var store = Open();

        Assert.Equal(["qwen3-vl", "gemma4", "qwen36", "qwen3-235b-fp8", "qwen2.5-72b"],
            store.Current.Models.Select(model => model.Key));
        Assert.Empty(store.Current.Skipped);
        Assert.Equal(["-tp", "2", "--distributed-executor-backend", "ray"], store.Current.Models[0].Args);
        Assert.Equal(
            (ModelNodes.Cluster, 32768, 0.7), (store.Current.Models[0].Nodes,
                store.Current.Models[0].Settings.MaxModelLen, store.Current.Models[0].Settings.GpuMemoryUtilization));
    }

    [Fact]
    public void A_custom_model_comes_after_the_bundled_ones()
    {
        WriteCustom("""
            models:
              mine:
                local_path: /models/mine-7b
                nodes: solo
                args: [-tp, 2, --speculative-config, '{"method": "mtp"}']
                mods: [mods/drop-caches]
                env: { VLLM_LOGGING_LEVEL: DEBUG, N: 5 }
            """);

        using var store = Open();

        var model = store.Current.Models[^1];
        Assert.Equal(("mine", "mine-7b", ModelSource.Custom, "/models/mine-7b"),
            (model.Key, model.Name, model.Source, model.Weights));
        Assert.Equal(["-tp", "2", "--speculative-config", """{"method": "mtp"}"""], model.Args);
        Assert.Equal("5", model.Env["N"]);
    }

    [Theory]
    [InlineData("Bad_Key: { repo: a/b, nodes: solo }", "key")]
    [InlineData("mine: { nodes: solo }", "repo or a local_path")]
    [InlineData("mine: { repo: a/b, local_path: /x, nodes: solo }", "not both")]
    [InlineData("mine: { repo: a/b/c, nodes: solo }", "owner/name")]
    [InlineData("mine: { repo: a/b..c, nodes: solo }", "owner/name")]
    [InlineData("mine: { repo: a--b/c, nodes: solo }", "owner/name")]
    [InlineData("mine: { repo: a/b.git, nodes: solo }", "owner/name")]
    [InlineData("mine: { repo: '-a/b', nodes: solo }", "owner/name")]
    [InlineData("mine: { local_path: models/x, nodes: solo }", "absolute")]
    [InlineData("mine: { local_path: /models/../etc, nodes: solo }", "..")]
    [InlineData("mine: { local_path: '/models/a b', nodes: solo }", "white space")]
    [InlineData("mine: { repo: a/b }", "solo or cluster")]
    [InlineData("mine: { repo: a/b, nodes: both }", "solo or cluster")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { gpu_memory_utilization: 0.96 } }", "0.1 to 0.95")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { gpu_memory_utilization: .nan } }", "0.1 to 0.95")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { max_model_len: 0 } }", "whole number")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { max_model_len: '4096' } }", "whole number")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { max_model_len: 128k } }", "whole number")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { prefix_caching: yes } }", "true or false")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: --enforce-eager }", "list")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [[a]] }", "text")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [\"a\\0b\"] }", "NUL")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--port, 8000] }", "vllm_port")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--host=0.0.0.0] }", "vllm_port")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--por=1] }", "vllm_port")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--api-key, k] }", "shut SparkControl out")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--api_key=k] }", "shut SparkControl out")]
    [InlineData("mine: { repo: a/b, nodes: solo, env: { VLLM_API_KEY: k } }", "shut SparkControl out")]
    [InlineData("mine: { repo: a/b, nodes: solo, mods: [../../x] }", "mods")]
    [InlineData("mine: { repo: a/b, nodes: solo, mods: [/x] }", "mods")]
    [InlineData("mine: { repo: a/b, nodes: solo, env: { 'A B': x } }", "variable")]
    [InlineData("mine: { repo: a/b, nodes: solo, env: { A: 'x y' } }", "value")]
    [InlineData("mine: { repo: a/b, nodes: solo, env: { A: $(id) } }", "value")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--hf-token, hf_x] }", "hf_token")]
    [InlineData("mine: { repo: a/b, nodes: solo, args: [--hf_token=hf_x] }", "hf_token")]
    [InlineData("mine: { repo: a/b, nodes: solo, settings: { extra_args: [--hf-tok, hf_x] } }", "hf_token")]
    [InlineData("mine: { repo: a/b, nodes: solo, env: { HF_TOKEN: hf_x } }", "hf_token")]
    [InlineData("mine: { repo: a/b, nodes: solo, env: { HUGGING_FACE_HUB_TOKEN: hf_x } }", "hf_token")]
    public void A_bad_entry_is_skipped_with_its_reason_and_the_rest_works(string entry, string reason)
    {
        WriteCustom($"models:\n  {entry}\n  good: {{ repo: a/b, nodes: solo }}\n");

        using var store = Open();

        Assert.Equal("good", store.Current.Models[^1].Key);
        Assert.Equal(6, store.Current.Models.Count);
        Assert.Contains(reason, Assert.Single(store.Current.Skipped).Reason);
    }

    [Fact]
    public void What_this_version_does_not_know_is_kept_and_told_and_the_rest_is_used()
    {
        WriteCustom("version: 2\nmodels:\n  mine: { repo: a/b, nodes: solo, settings: { gpu_memory_utilization: 0.7 }, description: mine }\n");
        WriteOverrides("models:\n  mine: { settings: { max_num_seqs: 4 } }\nversion: 2\n");

        using var store = Open();

        Assert.Equal(4, store.Find("mine")!.Settings.MaxNumSeqs);
        Assert.Equal("models-custom.yaml, line 3: “description” is not known to this version. It is kept and not used.",
            Assert.Single(store.Current.Warnings["mine"]));
        Assert.Equal([("version", "models-custom.yaml"), ("version", "models-overrides.yaml")],
            store.Current.Skipped.Select(skipped => (skipped.Key, skipped.File)));
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public void A_model_of_the_users_stands_in_for_a_bundled_one_of_its_key()
    {
        WriteCustom("models:\n  qwen36: { repo: a/b, nodes: solo }\n");
        WriteOverrides("models:\n  qwen36: { settings: { max_num_seqs: 4 } }\n");

        using var store = Open();

        var model = store.Find("qwen36")!;
        Assert.Equal((ModelSource.Custom, "a/b", 4, true),
            (model.Source, model.Repo, model.Settings.MaxNumSeqs, model.StandsIn));
        Assert.Equal((5, 0), (store.Current.Models.Count, store.Current.Skipped.Count));
        Assert.All(store.Current.Models.Where(other => other.Key != "qwen36"), other => Assert.False(other.StandsIn));
    }

    [Theory]
    [InlineData("--hf-overrides")]
    [InlineData("--served-model-name")]
    [InlineData("--hosted")]
    [InlineData("--api-server-count")]
    [InlineData("-tp")]
    public void Other_arguments_are_the_users_own(string argument) => Assert.Null(ModelRules.Argument(argument));

    [Fact]
    public void The_users_settings_lie_over_those_of_the_catalog_field_by_field()
    {
        WriteOverrides("models:\n  qwen36:\n    settings: { max_model_len: 65536, prefix_caching: false }\n");

        using var store = Open();

        var model = store.Current.Models.Single(model => model.Key == "qwen36");
        Assert.Equal((65536, false, 0.7),
            (model.Settings.MaxModelLen, model.Settings.PrefixCaching, model.Settings.GpuMemoryUtilization));
        Assert.Equal((131072, true), (model.BundledSettings.MaxModelLen, model.BundledSettings.PrefixCaching));
    }

    [Fact]
    public void Settings_of_a_model_that_is_gone_are_told_and_change_nothing()
    {
        WriteOverrides("models:\n  gone: { settings: { max_model_len: 65536 } }\n");

        using var store = Open();

        Assert.Equal(("gone", "models-overrides.yaml"),
            (Assert.Single(store.Current.Skipped).Key, store.Current.Skipped[0].File));
    }

    [Theory]
    [InlineData("models: {\n")]
    [InlineData("models: []\n")]
    [InlineData("mine: { repo: a/b }\n")]
    [InlineData("models: &a\n  mine: *a\n")]
    public void A_broken_file_keeps_its_last_good_models(string broken)
    {
        WriteCustom("models:\n  good: { repo: a/b, nodes: solo }\n");
        using var store = Open();

        WriteCustom(broken);
        store.Reread();
        using var restarted = Open();

        Assert.Equal("good", store.Current.Models[^1].Key);
        Assert.Equal("good", restarted.Current.Models[^1].Key);
        Assert.Equal("models-custom.yaml", Assert.Single(restarted.Current.Problems).File);
    }

    [Fact]
    public async Task A_file_that_is_edited_is_followed()
    {
        using var store = Open();
        var changed = new TaskCompletionSource<string>();
        store.Changed += catalog => changed.TrySetResult(catalog.Models[^1].Key);
        store.Watch();

        WriteCustom("models:\n  good: { repo: a/b, nodes: solo }\n");

        Assert.Equal(
            "good", await changed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(
        "models:\n  one: { repo: a/b, nodes: solo }\n  two: { repo: nonsense, nodes: solo }\n", "Line 3", "two")]
    [InlineData("models:\n  one: { repo: a/b\n", "line 3", "models.yaml")]
    public void A_broken_bundled_file_ends_the_start_and_says_where(string text, string line, string name)
    {
        var path = Path.Combine(_files.Data.Path, "models.yaml");
        File.WriteAllText(path, text);

        var refused = Assert.Throws<InvalidOperationException>(
            () => CatalogStore.Open(path, _files.Data, TimeProvider.System, NullLogger.Instance));

        Assert.Contains(line, refused.Message);
        Assert.Contains(name, refused.Message);
    }

    private CatalogStore Open() => CatalogStore.Open(Bundled, _files.Data, TimeProvider.System, NullLogger.Instance);

    private void WriteCustom(string text) => File.WriteAllText(_files.Data.CustomModelsFile, text);

    private void WriteOverrides(string text) => File.WriteAllText(_files.Data.ModelOverridesFile, text);
}
