using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

/// <summary>What an update changes in the bundled catalog takes nothing of the user's away.</summary>
public sealed class UpdatedCatalogTests : IDisposable
{
    private const string Before = """
        models:
          small:
            name: Small 7B
            repo: org/small
            nodes: solo
            settings: { max_model_len: 32768, gpu_memory_utilization: 0.7, prefix_caching: true }
            args: [--tool-call-parser, small]
            env: { VLLM_X: "1" }
          large: { name: Large, repo: org/large, nodes: cluster, settings: { max_model_len: 8192 }, args: [-tp, "2"] }
        """;

    // The default of small has changed, large is gone, and a new one has come.
    private const string After = """
        models:
          small: { name: Small 7B, repo: org/small, nodes: solo, settings: { max_model_len: 65536, gpu_memory_utilization: 0.6 } }
          new: { name: New, repo: org/new, nodes: solo }
        """;

    private const string Mine = """
        # mine
        models:
          small:
            settings:
              max_model_len: 4096 # enough
              kv_bits: 8          # as it is called in another version
          large:
            settings: { max_model_len: 2048 }

        """;

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_setting_of_the_users_stays_over_a_changed_default_and_both_are_seen()
    {
        Overrides = Mine;
        Open(Before).Dispose();

        using var store = Open(After);

        var small = store.Find("small")!;
        Assert.Equal((4096, 65536), (small.Settings.MaxModelLen, small.BundledSettings.MaxModelLen));
        Assert.Equal((0.6, 0.6), (small.Settings.GpuMemoryUtilization, small.BundledSettings.GpuMemoryUtilization));
        Assert.Null(small.Settings.PrefixCaching);
        Assert.Equal(Mine, Overrides);
    }

    [Fact]
    public async Task A_field_of_another_version_is_kept_told_and_leaves_the_rest_in_force()
    {
        Overrides = Mine;
        using var store = Open(After);

        await store.ChangeAsync(
            "small", null, new(new Dictionary<string, YamlValue?> { ["max_num_seqs"] = YamlValue.Plain("4") }), Cancel);

        Assert.Equal("models-overrides.yaml, line 6: “kv_bits” is not known to this version. It is kept and not used.",
            Assert.Single(store.Current.Warnings["small"]));
        Assert.Equal((4096, 4), (store.Find("small")!.Settings.MaxModelLen, store.Find("small")!.Settings.MaxNumSeqs));
        Assert.Contains("      kv_bits: 8          # as it is called in another version\n", Overrides);
    }

    [Fact]
    public void A_field_of_another_version_in_a_model_of_the_users_is_kept_and_told_too()
    {
        File.WriteAllText(_files.Data.CustomModelsFile, "models:\n  mine: { repo: a/b, nodes: solo, settings: { kv_bits: 8, max_num_seqs: 2, gpu_memory_utilization: 0.7 } }\n");

        using var store = Open(After);

        Assert.Equal(2, store.Find("mine")!.Settings.MaxNumSeqs);
        Assert.Contains("kv_bits", Assert.Single(store.Current.Warnings["mine"]));
    }

    [Fact]
    public async Task A_new_bundled_model_takes_neither_the_users_model_nor_its_settings_of_the_same_key()
    {
        File.WriteAllText(_files.Data.CustomModelsFile, "models:\n  new: { name: Mine, repo: me/mine, nodes: solo }\n");
        Overrides = "models:\n  new: { settings: { max_model_len: 1024 } }\n";
        Open(Before).Dispose();

        using var store = Open(After);
        var (mine, others) = (store.Find("new")!, store.Current.Skipped.Count);
        await store.ChangeAsync(
            UserFiles.Custom, draft => ModelChange.Edit(draft, "new", new() { Name = "Still mine" }), Cancel);
        var changed = store.Find("new")!.Name;
        await store.ChangeAsync(UserFiles.Both, draft => ModelChange.Remove(draft, "new", null), Cancel);

        Assert.Equal(("me/mine", 1024, true, 0), (mine.Repo, mine.Settings.MaxModelLen, mine.StandsIn, others));
        Assert.Equal("Still mine", changed);
        // Once it is gone, the bundled one is there as it is bundled.
        var bundled = store.Find("new")!;
        Assert.Equal(("org/new", ModelSource.Bundled, false, null),
            (bundled.Repo, bundled.Source, bundled.StandsIn, bundled.Settings.MaxModelLen));
    }

    [Fact]
    public async Task A_dropped_model_that_nobody_has_settings_for_is_not_told_and_can_be_added_all_the_same()
    {
        Open(Before).Dispose();
        using var store = Open(After);
        var told = store.Current.Dropped.Count;

        await AddAsync(store, new() { Key = "large" });

        Assert.Equal((0, "org/large"), (told, store.Find("large")?.Repo));
    }

    [Fact]
    public void A_dropped_model_that_was_loaded_last_is_told_until_another_one_is()
    {
        Open(Before).Dispose();
        var loaded = "large";
        using var store = Open(After, () => loaded);
        var told = store.Current.Dropped.Select(model => model.Key).ToList();

        loaded = "small";
        store.Reread();

        Assert.Equal(["large"], told);
        Assert.Empty(store.Current.Dropped);
    }

    [Fact]
    public async Task Once_its_settings_are_thrown_away_a_dropped_model_is_told_no_more()
    {
        Overrides = Mine;
        Open(Before).Dispose();
        using var store = Open(After);
        var before = store.Current.Dropped.Count;

        await store.ChangeAsync(UserFiles.Both, draft => ModelChange.Remove(draft, "large", null), Cancel);

        Assert.Equal((1, 0), (before, store.Current.Dropped.Count));
    }

    [Fact]
    public void A_dropped_model_is_told_with_its_settings_and_what_it_was()
    {
        Overrides = Mine;
        Open(Before).Dispose();

        using var store = Open(After);

        Assert.Null(store.Find("large"));
        Assert.Contains("not bundled any more", Assert.Single(store.Current.Skipped).Reason);
        var dropped = Assert.Single(store.Current.Dropped);
        Assert.Equal(("large", "org/large", 2048, 8192),
            (dropped.Key, dropped.Repo, dropped.Settings.MaxModelLen, dropped.BundledSettings.MaxModelLen));
        Assert.Equal(Mine, Overrides);
    }

    [Fact]
    public async Task A_dropped_model_is_added_by_its_key_alone_as_it_was()
    {
        Overrides = Mine;
        using var before = Open(Before);
        var was = before.Find("large")!;
        // Two updates later it is still known.
        Open(After).Dispose();
        using var store = Open(After);

        var outcome = await AddAsync(store, new() { Key = "large" });

        Assert.IsType<CatalogOutcome.Saved>(outcome);
        Assert.Equal(Wire.Write(was with { Source = ModelSource.Custom }), Wire.Write(store.Find("large")));
        Assert.Empty(store.Current.Skipped);
        Assert.Empty(store.Current.Dropped);
        Assert.Equal(Mine, Overrides);
    }

    [Fact]
    public async Task What_is_asked_for_beside_the_key_of_a_dropped_model_stands_over_what_it_was()
    {
        Open(Before).Dispose();
        using var store = Open(After);

        await AddAsync(store, new() { Key = "large", Name = "Mine", Settings = new() { MaxModelLen = 1024 } });

        var large = store.Find("large")!;
        Assert.Equal(("Mine", "org/large", ModelNodes.Cluster, 1024),
            (large.Name, large.Repo, large.Nodes, large.Settings.MaxModelLen));
    }

    [Fact]
    public async Task A_dropped_model_that_has_its_key_taken_by_another_is_another()
    {
        Open(Before).Dispose();
        using var store = Open(After);

        await AddAsync(store, new() { Key = "large", Repo = "org/other", Nodes = ModelNodes.Solo });

        var large = store.Find("large")!;
        Assert.Equal(("org/other", ModelNodes.Solo, 0), (large.Repo, large.Nodes, large.Args.Count));
    }

    [Fact]
    public async Task The_settings_of_a_dropped_model_can_be_thrown_away()
    {
        Overrides = Mine;
        Open(Before).Dispose();
        using var store = Open(After);

        await store.ChangeAsync(UserFiles.Both, draft => ModelChange.Remove(draft, "large", null), Cancel);

        Assert.Empty(store.Current.Skipped);
        Assert.DoesNotContain("large", Overrides);
        Assert.Contains("kv_bits", Overrides);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[{}]")]
    public void A_memory_of_former_models_that_cannot_be_read_is_none(string text)
    {
        Directory.CreateDirectory(_files.Data.LastGoodDirectory);
        File.WriteAllText(_files.Data.FormerModelsFile, text);

        using var store = Open(After);

        Assert.Empty(store.Current.Dropped);
        Assert.Equal(2, store.Current.Models.Count);
    }

    private string Overrides
    {
        get => File.ReadAllText(_files.Data.ModelOverridesFile);
        set => File.WriteAllText(_files.Data.ModelOverridesFile, value);
    }

    private CatalogStore Open(string bundled, Func<string?>? loaded = null)
    {
        var path = Path.Combine(_files.Data.Path, "models.yaml");
        File.WriteAllText(path, bundled);
        return CatalogStore.Open(path, _files.Data, TimeProvider.System, NullLogger.Instance, loaded);
    }

    private static Task<CatalogOutcome> AddAsync(CatalogStore store, ModelRequest request) =>
        store.ChangeAsync(
            UserFiles.Custom, draft => ModelChange.Add(draft, ModelChange.KeyOf(draft, request), request), Cancel);
}
