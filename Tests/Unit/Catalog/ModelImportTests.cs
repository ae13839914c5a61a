using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class ModelImportTests : IDisposable
{
    private const string Models = """
        models:
          # with all that an entry has
          one: { name: "One, two: [x] # y", repo: org/one, nodes: cluster, args: [-tp, "2", --a, "b, c", ""], env: { N: 5, T: "true" } }
          two:
            name: Two, in plain words
            local_path: /models/two
            nodes: solo
            settings: { max_model_len: 4096, kv_bits: [1, {a: b}], extra_args: ["{\"x\": 1}"] }
            args:
              - --seed
              - it's, so
          broken: { nodes: solo }

        """;

    private const string Overrides =
        "models:\n  one: { settings: { max_num_seqs: 4 } }\n  qwen36: { settings: { prefix_caching: false }, note: }\n";

    private static readonly string Bundled = Path.Combine(AppContext.BaseDirectory, "models.yaml");

    private readonly PanelFiles _here = new(), _there = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task What_one_panel_gives_another_one_takes()
    {
        using var from = Open(_here, Models, Overrides);
        using var to = Open(_there);

        var answer = await TakeAsync(to, Export(from));

        Assert.Equal(["one", "two", "qwen36"], answer.Taken);
        Assert.Equal(
            ("broken", true), (Assert.Single(answer.Skipped).Key,
                answer.Skipped[0].Reason.Contains("repo or a local_path", StringComparison.Ordinal)));
        Assert.Equal(Wire.Write(from.Current.Models), Wire.Write(to.Current.Models));
        Assert.Contains("kv_bits: [1, { a: b }]", File.ReadAllText(_there.Data.CustomModelsFile));
    }

    [Fact]
    public void A_token_that_a_hand_has_written_is_not_given_out()
    {
        using var store = Open(
            _here,
            "models:\n  a: { repo: a/b, nodes: solo, env: { HF_TOKEN: secret-one, KEPT: '1' } }\n  b: { repo: a/b, nodes: solo, args: [--hf-token, secret-two, --seed, '1', --hf_token=secret-three] }\n",
            "models:\n  qwen36: { settings: { extra_args: [--hf-token, secret-four] } }\n");

        var text = Export(store);

        Assert.DoesNotContain("secret-", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-", Wire.Write(store.Current), StringComparison.Ordinal);
        Assert.Contains("KEPT: '1'".Replace('\'', '"'), text, StringComparison.Ordinal);
        Assert.Contains("args: [\"--seed\", \"1\"]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_taken_is_given_again_as_it_was()
    {
        using var from = Open(_here, Models.Replace("  broken: { nodes: solo }\n", ""), Overrides);
        using var to = Open(_there);

        await TakeAsync(to, Export(from));

        Assert.Equal(Export(from), Export(to));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_on_demand()
    {
        using var store = Open(_here, "models:\n  one: { repo: a/b, nodes: solo }\n",
            "models:\n  one: { settings: { max_num_seqs: 9 } }\n");
        const string Document =
            "custom: { one: { repo: c/d, nodes: solo } }\noverrides: { one: { settings: { max_num_seqs: 1 } } }\n";

        var first = await TakeAsync(store, Document);
        var (before, wrote) = (store.Find("one")!, File.Exists(_here.Data.CustomModelsFile + ".previous"));
        var second = await TakeAsync(store, Document, replace: true);

        Assert.Equal((0, 2, "a/b", 9, false),
            (first.Taken.Count, first.Skipped.Count, before.Repo, before.Settings.MaxNumSeqs, wrote));
        Assert.All(first.Skipped, skipped => Assert.Contains("\"replace\": true", skipped.Reason));
        Assert.Equal(["one"], second.Taken);
        Assert.Equal(("c/d", 1), (store.Find("one")!.Repo, store.Find("one")!.Settings.MaxNumSeqs));
    }

    [Theory]
    [InlineData("custom: { qwen36: { repo: a/b, nodes: solo } }", "bundled")]
    [InlineData("custom: { lock: { repo: a/b, nodes: solo } }", "word of the API")]
    [InlineData("custom: { Mine: { repo: a/b, nodes: solo } }", "small letters")]
    [InlineData("custom: { mine: { repo: a/b, nodes: solo, args: [--port, '1'] } }", "vllm_port")]
    [InlineData("custom: { mine: { repo: a/b, nodes: solo, args: [-tp, '2'] } }", "2 GPUs")]
    [InlineData("custom: { mine: { repo: a/b, nodes: solo, args: [--max-model-len, '1'] } }", "setting max_model_len")]
    [InlineData("custom: { mine: { repo: a/b, nodes: solo, args: [--hf-token, hf_x] } }", "hf_token")]
    [InlineData("custom: { mine: { repo: a/b, nodes: solo, env: { HF_TOKEN: hf_x } } }", "hf_token")]
    [InlineData(
        "custom: { mine: { repo: a/b, nodes: solo, settings: { gpu_memory_utilization: 0.92 } } }", "\"force\": true")]
    [InlineData("overrides: { qwen36: { settings: { gpu_memory_utilization: 0.92 } } }", "\"force\": true")]
    [InlineData("overrides: { qwen36: { settings: { extra_args: [--headless] } } }", "--headless")]
    [InlineData("overrides: { qwen36: { settings: { extra_args: [--hf-token, hf_x] } } }", "hf_token")]
    [InlineData("overrides: { mine: { settings: { max_num_seqs: many } } }", "whole number")]
    [InlineData("overrides: { mine: }", "nothing")]
    public async Task An_entry_that_cannot_be_used_is_left_with_its_reason_and_nothing_is_written(
        string document, string reason)
    {
        using var store = Open(_here);

        var answer = await TakeAsync(store, document);

        Assert.Empty(answer.Taken);
        Assert.Contains(reason, Assert.Single(answer.Skipped).Reason);
        Assert.False(File.Exists(_here.Data.CustomModelsFile) || File.Exists(_here.Data.ModelOverridesFile));
    }

    [Fact]
    public async Task A_memory_share_that_can_stop_the_machine_is_taken_when_it_is_forced()
    {
        using var store = Open(_here);

        var answer = await TakeAsync(store, "custom: { mine: { repo: a/b, nodes: solo, settings: { gpu_memory_utilization: 0.92 } } }\noverrides: { qwen36: { settings: { gpu_memory_utilization: 0.93 } } }\n", force: true);

        Assert.Equal(["mine", "qwen36"], answer.Taken);
        Assert.Equal((0.92, 0.93),
            (store.Find("mine")!.Settings.GpuMemoryUtilization, store.Find("qwen36")!.Settings.GpuMemoryUtilization));
    }

    [Fact]
    public async Task Settings_of_a_model_whose_key_is_bundled_here_do_not_go_to_the_bundled_one()
    {
        using var store = Open(_here);

        var answer = await TakeAsync(store, "custom: { qwen36: { repo: a/b, nodes: solo } }\noverrides: { qwen36: { settings: { max_num_seqs: 1 } } }\n");

        Assert.Equal(["qwen36", "qwen36"], answer.Skipped.Select(skipped => skipped.Key));
        Assert.Null(store.Find("qwen36")!.Settings.MaxNumSeqs);
    }

    [Fact]
    public async Task Settings_of_a_model_that_was_not_usable_stay_out_too()
    {
        using var store = Open(_here);

        var answer = await TakeAsync(
            store, "custom: { mine: { nodes: solo } }\noverrides: { mine: { settings: { max_num_seqs: 1 } } }\n");

        Assert.Equal(["mine", "mine"], answer.Skipped.Select(skipped => skipped.Key));
        Assert.False(File.Exists(_here.Data.ModelOverridesFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("models: {}")]
    [InlineData("custom: []")]
    [InlineData("custom: {")]
    [InlineData("custom: &a {}\noverrides: *a")]
    public void What_is_no_such_document_is_refused(string text) =>
        Assert.Throws<BadFileException>(() => ModelFile.Read(text));

    [Fact]
    public void What_is_larger_than_any_export_is_not_read() =>
        Assert.Contains("512 KiB", Assert.Throws<BadFileException>(
            () => ModelFile.Read($"custom: {{}} #{new string('x', 512 * 1024)}")).Message);

    [Fact]
    public void Nothing_of_the_users_is_a_document_too()
    {
        using var store = Open(_here);

        Assert.EndsWith("\ncustom: {}\noverrides: {}\n", Export(store));
    }

    private static string Export(CatalogStore store) =>
        store.Read(UserFiles.Both, draft => ModelFile.Of(draft).Write(), out _)!;

    private static async Task<ImportAnswer> TakeAsync(
        CatalogStore store, string document, bool replace = false, bool force = false)
    {
        ModelImport? import = null;
        var outcome = await store.ChangeAsync(
            UserFiles.Both, draft => (import = new(draft, replace, force)).Take(ModelFile.Read(document)), Cancel);
        Assert.IsType<CatalogOutcome.Saved>(outcome);
        return import!.Answer;
    }

    private static CatalogStore Open(PanelFiles files, string? models = null, string? overrides = null)
    {
        if (models is not null) File.WriteAllText(files.Data.CustomModelsFile, models);
        if (overrides is not null) File.WriteAllText(files.Data.ModelOverridesFile, overrides);
        return CatalogStore.Open(Bundled, files.Data, TimeProvider.System, NullLogger.Instance);
    }
}
