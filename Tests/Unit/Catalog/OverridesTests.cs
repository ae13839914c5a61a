using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class OverridesTests : IDisposable
{
    private static readonly string Bundled = Path.Combine(AppContext.BaseDirectory, "models.yaml");

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("max_model_len", "4096")]
    [InlineData("gpu_memory_utilization", "0.85")]
    [InlineData("fastsafetensors", "false")]
    [InlineData("prefix_caching", "false")]
    [InlineData("fp8_kv_cache", "false")]
    [InlineData("max_num_seqs", "7")]
    [InlineData("extra_args", """["--speculative-config", "{\"a\": \"b # c\"}", "true", "é"]""")]
    public async Task A_field_that_is_set_is_in_force_and_taken_back_is_the_catalogs(string field, string written)
    {
        using var store = Open();
        var bundled = Settings(store);

        await ChangeAsync(store, (field, written));
        var changed = Settings(store);
        await ChangeAsync(store, (field, null));

        Assert.NotEqual(Wire.Write(bundled), Wire.Write(changed));
        Assert.Equal(Wire.Write(bundled), Wire.Write(Settings(store)));
    }

    [Fact]
    public async Task Only_what_is_given_is_changed_and_the_users_lines_stay()
    {
        Overrides = "# mine\nmodels:\n  qwen36:\n    settings:\n      max_num_seqs: 4 # enough\n  gone: { settings: { max_num_seqs: 1 } }\n";
        using var store = Open();

        await ChangeAsync(store, ("max_model_len", "4096"), ("prefix_caching", null));

        Assert.Equal(
            "# mine\nmodels:\n  qwen36:\n    settings:\n      max_num_seqs: 4 # enough\n      max_model_len: 4096\n  gone: { settings: { max_num_seqs: 1 } }\n",
            Overrides);
        Assert.Equal(
            (4096, 4, true), (Settings(store).MaxModelLen, Settings(store).MaxNumSeqs, Settings(store).PrefixCaching));
    }

    [Fact]
    public async Task The_previous_copy_is_kept_and_nothing_temporary_is_left()
    {
        using var store = Open();
        await ChangeAsync(store, ("max_model_len", "4096"));
        var before = Overrides;

        await ChangeAsync(store, ("max_model_len", "2048"));

        Assert.Equal(before, File.ReadAllText(_files.Data.ModelOverridesFile + ".previous"));
        Assert.Empty(Directory.GetFiles(_files.Data.Path, ".*.tmp"));
    }

    [Fact]
    public async Task A_reset_takes_everything_back_and_leaves_other_models_alone()
    {
        using var store = Open();
        var bundled = Settings(store);
        await ChangeAsync(store, ("max_model_len", "4096"), ("max_num_seqs", "3"));
        await store.ChangeAsync("gemma4", null,
            new(new Dictionary<string, YamlValue?> { ["max_num_seqs"] = YamlValue.Plain("2") }), Cancel);

        await store.ChangeAsync("qwen36", null, OverrideChange.Reset, Cancel);

        Assert.Equal(Wire.Write(bundled), Wire.Write(Settings(store)));
        Assert.Equal(2, store.Find("gemma4")!.Settings.MaxNumSeqs);
    }

    [Fact]
    public async Task A_reset_without_a_file_makes_none()
    {
        using var store = Open();

        Assert.IsType<CatalogOutcome.Saved>(await store.ChangeAsync("qwen36", null, OverrideChange.Reset, Cancel));
        Assert.False(File.Exists(_files.Data.ModelOverridesFile));
    }

    [Theory]
    [InlineData("models: {\n", "unreadable")]
    [InlineData("other: 1\n", "unreadable")]
    [InlineData("{models: {}}\n", "not_written")]
    [InlineData("models:\n  qwen36: [many]\n", "not_written")]
    public async Task A_file_that_cannot_be_edited_stays_as_it_is(string text, string code)
    {
        Overrides = text;
        using var store = Open();

        var refused = Assert.IsType<CatalogOutcome.Conflicting>(await ChangeAsync(store, ("max_model_len", "4096")));

        Assert.Equal((code, text), (refused.Code, Overrides));
        Assert.Contains("models-overrides.yaml", refused.Detail);
    }

    [Theory]
    [InlineData("models:\n  qwen36:\n    note: x\n", "note")]
    [InlineData("models:\n  qwen36:\n    settings:\n      kv_cache_bits: 8 # of the next version\n", "kv_cache_bits")]
    public async Task What_is_not_known_stays_is_told_and_hinders_no_change(string text, string field)
    {
        Overrides = text;
        using var store = Open();

        Assert.IsType<CatalogOutcome.Saved>(await ChangeAsync(store, ("max_model_len", "4096")));

        Assert.Equal(4096, Settings(store).MaxModelLen);
        Assert.Contains($"“{field}”", Assert.Single(store.Current.Warnings["qwen36"]));
        Assert.StartsWith(text, Overrides);
        Assert.Empty(store.Current.Skipped);
    }

    [Fact]
    public async Task Arguments_that_say_what_a_setting_says_are_refused_unless_they_were_there()
    {
        Overrides = "models:\n  qwen36: { settings: { extra_args: [--max-num-seqs, \"4\"] } }\n";
        using var store = Open();

        var refused = await ChangeAsync(store, ("extra_args", "[--max-model-len, \"4096\"]"));
        var other = await ChangeAsync(store, ("max_model_len", "4096"));

        Assert.Contains("max_model_len", Assert.IsType<CatalogOutcome.Invalid>(refused).Sentence);
        Assert.IsType<CatalogOutcome.Saved>(other);
        Assert.Contains("max_num_seqs", Assert.Single(store.Current.Warnings["qwen36"]));
    }

    [Fact]
    public async Task A_value_that_cannot_be_used_leaves_the_others_in_force()
    {
        Overrides = "models:\n  qwen36: { settings: { max_model_len: 128k, gpu_memory_utilization: 0.5, extra_args: [--port] } }\n";
        using var store = Open();

        var saved = await ChangeAsync(store, ("max_num_seqs", "4"));

        Assert.IsType<CatalogOutcome.Saved>(saved);
        Assert.Equal(
            (131_072, 0.5, 4, 0), (Settings(store).MaxModelLen, Settings(store).GpuMemoryUtilization,
                Settings(store).MaxNumSeqs, Settings(store).ExtraArgs.Count));
        Assert.Empty(store.Current.Skipped);
        Assert.Collection(
            store.Current.Warnings["qwen36"],
            length => Assert.Equal("models-overrides.yaml, line 2: max_model_len is a whole number from 1 to 100000000. It is kept and not used.", length),
            port => Assert.Contains("vllm_port", port));
    }

    [Fact]
    public async Task No_arguments_are_an_override_of_their_own()
    {
        File.WriteAllText(_files.Data.CustomModelsFile,
            "models:\n  mine: { repo: a/b, nodes: solo, settings: { extra_args: [--seed, '1'] } }\n");
        using var store = Open();

        await store.ChangeAsync("mine", null, Empty, Cancel);
        var emptied = store.Find("mine")!.Settings.ExtraArgs;
        await store.ChangeAsync(
            "mine", null, new(new Dictionary<string, YamlValue?> { ["extra_args"] = null }), Cancel);

        Assert.Empty(emptied);
        Assert.Equal(["--seed", "1"], store.Find("mine")!.Settings.ExtraArgs);
    }

    [Fact]
    public async Task No_arguments_where_the_catalog_has_none_are_the_catalogs()
    {
        using var store = Open();
        await ChangeAsync(store, ("extra_args", "[--seed]"));

        await store.ChangeAsync("qwen36", null, Empty, Cancel);

        Assert.DoesNotContain("extra_args", Overrides);
    }

    [Fact]
    public async Task An_entry_whose_only_flaw_is_changed_is_mended()
    {
        Overrides = "models:\n  qwen36: { settings: { max_model_len: 128k } }\n";
        using var store = Open();

        await ChangeAsync(store, ("max_model_len", "4096"));

        Assert.Equal(4096, Settings(store).MaxModelLen);
        Assert.Empty(store.Current.Skipped);
    }

    [Fact]
    public async Task A_model_that_nobody_knows_has_no_settings()
    {
        using var store = Open();

        Assert.IsType<CatalogOutcome.Unknown>(await store.ChangeAsync("gone", null, OverrideChange.Reset, Cancel));
    }

    [Fact]
    public async Task Changes_at_once_by_two_panels_are_all_kept()
    {
        using var one = Open();
        using var other = Open();
        string[] keys = [.. one.Current.Models.Select(model => model.Key)];

        await Task.WhenAll(
            from round in Enumerable.Range(0, 4)
            from key in keys
            from field in new[] { "max_model_len", "max_num_seqs" }
            let store = (round + key.Length) % 2 == 0 ? one : other
            select Task.Run(() => store.ChangeAsync(
                key, null, new(new Dictionary<string, YamlValue?> { [field] = YamlValue.Plain("1234") }), Cancel)));
        one.Reread();

        Assert.All(one.Current.Models,
            model => Assert.Equal((1234, 1234), (model.Settings.MaxModelLen, model.Settings.MaxNumSeqs)));
    }

    [Fact]
    public async Task Whoever_listens_is_told_before_the_change_is_answered()
    {
        using var store = Open();
        List<int?> told = [];
        store.Changed += catalog =>
            told.Add(catalog.Models.Single(model => model.Key == "qwen36").Settings.MaxModelLen);

        await ChangeAsync(store, ("max_model_len", "4096"));
        await ChangeAsync(store, ("max_model_len", "4096"));

        Assert.Equal([4096], told);
    }

    private string Overrides
    {
        get => File.ReadAllText(_files.Data.ModelOverridesFile);
        set => File.WriteAllText(_files.Data.ModelOverridesFile, value);
    }

    private CatalogStore Open() => CatalogStore.Open(Bundled, _files.Data, TimeProvider.System, NullLogger.Instance);

    private static OverrideChange Empty =>
        new(new Dictionary<string, YamlValue?> { ["extra_args"] = YamlValue.Quoted(Array.Empty<string>()) });

    private static ModelSettings Settings(CatalogStore store) => store.Find("qwen36")!.Settings;

    private static Task<CatalogOutcome> ChangeAsync(
        CatalogStore store, params (string Field, string? Value)[] fields) =>
        store.ChangeAsync(
            "qwen36", null, new(fields.ToDictionary(field => field.Field, field => Yaml(field.Value))), Cancel);

    private static YamlValue? Yaml(string? written) =>
        written is null ? null : YamlReader.ReadMap($"written: {written}")!.Entries[0].Value;
}
