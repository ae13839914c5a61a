using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class ModelChangeTests : IDisposable
{
    private const string Mine = """
        # my models
        models:
          # the one for code
          code:
            name: Code   # short
            repo: org/code
            nodes: solo
            settings:
              max_model_len: 4096  # fits
            args: [--seed, "1"]
            env: { A: "1", B: "2" }
          other: { local_path: /models/other, nodes: cluster, args: [-tp, "2"] }
        # the end

        """;

    private static readonly string Bundled = Path.Combine(AppContext.BaseDirectory, "models.yaml");

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_new_model_is_written_line_by_line_and_read_as_it_was_asked_for()
    {
        using var store = Open();

        await AddAsync(store, new()
        {
            Name = "My Model 7B",
            Repo = "https://huggingface.co/org/my-model-7b/tree/main",
            Nodes = ModelNodes.Solo,
            Settings = new() { MaxModelLen = 8192, GpuMemoryUtilization = 0.6, PrefixCaching = false, ExtraArgs = ["--seed", "it's \"1\""] },
            Args = ["--tool-call-parser", "x"],
            Mods = ["drop-caches"],
            Env = new Dictionary<string, string> { ["VLLM_X"] = "true" }
        });

        Assert.Equal(
            """
            # Written by SparkControl: your own models. Your own lines and comments are kept.
            models:
              my-model-7b:
                name: "My Model 7B"
                repo: "org/my-model-7b"
                nodes: solo
                settings:
                  max_model_len: 8192
                  gpu_memory_utilization: 0.6
                  prefix_caching: false
                  extra_args: ["--seed", "it's \"1\""]
                args: ["--tool-call-parser", "x"]
                mods: ["drop-caches"]
                env:
                  VLLM_X: "true"

            """, Custom);
        var model = store.Find("my-model-7b")!;
        Assert.Equal((ModelSource.Custom, "org/my-model-7b", 8192, "true"), (model.Source, model.Repo, model.Settings.MaxModelLen, model.Env["VLLM_X"]));
        Assert.Equal(["--seed", "it's \"1\""], model.Settings.ExtraArgs);
        Assert.Equal(Wire.Write(model.Settings), Wire.Write(model.BundledSettings));
    }

    [Fact]
    public async Task A_change_touches_only_the_lines_of_what_is_given()
    {
        Custom = Mine;
        using var store = Open();

        await EditAsync(store, "code", new() { Name = "Coder", Settings = new() { MaxModelLen = 2048 }, Env = new Dictionary<string, string> { ["B"] = "3" } });

        Assert.Equal(
            Mine.Replace("name: Code   # short", "name: \"Coder\"  # short").Replace("4096  # fits", "2048  # fits")
                .Replace("env: { A: \"1\", B: \"2\" }", "env:\n      B: \"3\""),
            Custom);
    }

    [Fact]
    public async Task What_is_said_already_keeps_its_lines_and_their_comments()
    {
        const string Text = """
            models:
              code:
                name: Code
                repo: org/code
                nodes: solo
                settings: { gpu_memory_utilization: 0.7 }  # enough
                args:
                  - --seed   # the same each time
                  - 1        # the first
                mods: [drop-caches]  # before each load
                env:
                  A: 1       # one
                  B: "2"

            """;
        Custom = Text;
        using var store = Open();

        await EditAsync(store, "code", new()
        {
            Name = "Coder",
            Repo = "org/code",
            Nodes = ModelNodes.Solo,
            Settings = new() { GpuMemoryUtilization = 0.7 },
            Args = ["--seed", "1"],
            Mods = ["drop-caches"],
            Env = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" }
        });

        Assert.Equal(Text.Replace("name: Code\n", "name: \"Coder\"\n"), Custom);
    }

    [Fact]
    public async Task A_directory_takes_the_place_of_a_repository_and_null_takes_away()
    {
        Custom = Mine;
        using var store = Open();

        await EditAsync(store, "code", new() { LocalPath = "/models/code", Name = null, Args = null, Settings = null });

        var code = store.Find("code")!;
        Assert.Equal((null, "/models/code", "code", 0, null), (code.Repo, code.LocalPath, code.Name, code.Args.Count, code.Settings.MaxModelLen));
        Assert.Contains("# fits", Custom);
    }

    [Fact]
    public async Task Weights_and_nodes_cannot_be_taken_away()
    {
        Custom = Mine;
        using var store = Open();

        Assert.Equal("not_written", Assert.IsType<CatalogOutcome.Conflicting>(await EditAsync(store, "code", new() { Repo = null })).Code);
        Assert.Equal("not_written", Assert.IsType<CatalogOutcome.Conflicting>(await EditAsync(store, "code", new() { Nodes = null })).Code);
        Assert.Equal(Mine, Custom);
    }

    [Fact]
    public async Task A_removed_model_takes_its_settings_along_and_nothing_else()
    {
        Custom = Mine;
        File.WriteAllText(_files.Data.ModelOverridesFile, "models:\n  code: { settings: { max_num_seqs: 2 }, note: mine }\n  qwen36: { settings: { max_num_seqs: 3 } }\n");
        using var store = Open();

        await RemoveAsync(store, "code");

        Assert.Null(store.Find("code"));
        Assert.Contains("  other: { local_path: /models/other, nodes: cluster, args: [-tp, \"2\"] }\n# the end\n", Custom);
        Assert.Contains("# the one for code", Custom);
        Assert.Equal("models:\n  qwen36: { settings: { max_num_seqs: 3 } }\n", File.ReadAllText(_files.Data.ModelOverridesFile));
        Assert.Empty(store.Current.Skipped);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_used_can_be_removed()
    {
        Custom = "models:\n  bad: { nodes: solo }\n  good: { repo: a/b, nodes: solo }\n";
        using var store = Open();

        await RemoveAsync(store, "bad");

        Assert.Equal("models:\n  good: { repo: a/b, nodes: solo }\n", Custom);
    }

    [Fact]
    public async Task A_bundled_model_is_never_changed_itself()
    {
        using var store = Open();

        foreach (var outcome in new[] { await EditAsync(store, "qwen36", new() { Name = "x" }), await RemoveAsync(store, "qwen36") })
        {
            var refused = Assert.IsType<CatalogOutcome.Conflicting>(outcome);
            Assert.Equal("bundled_model", refused.Code);
            Assert.Contains("/api/models/qwen36/settings", refused.Detail);
        }

        Assert.False(File.Exists(_files.Data.CustomModelsFile));
    }

    [Theory]
    [InlineData("qwen36")]
    [InlineData("code")]
    [InlineData("bad")]
    public async Task A_key_that_somebody_has_is_not_taken_again(string key)
    {
        Custom = Mine + "  bad: { nodes: solo }\n";
        using var store = Open();

        var outcome = await AddAsync(store, new() { Key = key, Repo = "a/b", Nodes = ModelNodes.Solo });

        Assert.Equal("key_taken", Assert.IsType<CatalogOutcome.Conflicting>(outcome).Code);
    }

    [Fact]
    public async Task A_made_key_stays_clear_of_settings_that_wait_for_a_model()
    {
        File.WriteAllText(_files.Data.ModelOverridesFile, "models:\n  mine: { settings: { max_num_seqs: 2 } }\n");
        using var store = Open();

        await AddAsync(store, new() { Name = "Mine", Repo = "a/b", Nodes = ModelNodes.Solo });
        await AddAsync(store, new() { Name = "Mine", Repo = "a/b", Nodes = ModelNodes.Solo });

        Assert.Null(store.Find("mine-2")!.Settings.MaxNumSeqs);
        Assert.NotNull(store.Find("mine-3"));
    }

    [Fact]
    public async Task Arguments_against_the_number_of_Sparks_are_refused_and_those_of_the_file_are_not_held_against_a_change()
    {
        Custom = "models:\n  mine: { repo: a/b, nodes: solo, args: [-tp, \"2\"], settings: { gpu_memory_utilization: 0.7 } }\n";
        using var store = Open();

        Assert.IsType<CatalogOutcome.Saved>(await EditAsync(store, "mine", new() { Name = "x" }));
        Assert.IsType<CatalogOutcome.Invalid>(await EditAsync(store, "mine", new() { Args = ["-tp", "4"] }));
        Assert.IsType<CatalogOutcome.Saved>(await EditAsync(store, "mine", new() { Nodes = ModelNodes.Cluster }));
        Assert.Empty(store.Current.Warnings.GetValueOrDefault("mine") ?? []);
    }

    [Theory]
    [InlineData("models: {\n", "unreadable")]
    [InlineData("{models: {}}\n", "not_written")]
    public async Task A_file_that_cannot_be_edited_stays_as_it_is(string text, string code)
    {
        Custom = text;
        using var store = Open();

        var outcome = await AddAsync(store, new() { Repo = "a/b", Nodes = ModelNodes.Solo });

        var refused = Assert.IsType<CatalogOutcome.Conflicting>(outcome);
        Assert.Equal((code, text), (refused.Code, Custom));
        Assert.Contains("models-custom.yaml", refused.Detail);
    }

    private string Custom
    {
        get => File.ReadAllText(_files.Data.CustomModelsFile);
        set => File.WriteAllText(_files.Data.CustomModelsFile, value);
    }

    private CatalogStore Open() => CatalogStore.Open(Bundled, _files.Data, TimeProvider.System, NullLogger.Instance);

    private static Task<CatalogOutcome> AddAsync(CatalogStore store, ModelRequest request) =>
        store.ChangeAsync(UserFiles.Custom, draft => ModelChange.Add(draft, ModelChange.KeyOf(draft, request), request), Cancel);

    private static Task<CatalogOutcome> EditAsync(CatalogStore store, string key, ModelRequest request) =>
        store.ChangeAsync(UserFiles.Custom, draft => ModelChange.Edit(draft, key, request), Cancel);

    private static Task<CatalogOutcome> RemoveAsync(CatalogStore store, string key) =>
        store.ChangeAsync(UserFiles.Both, draft => ModelChange.Remove(draft, key, null), Cancel);
}
