using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using Xunit;

namespace SparkControl.Tests.Unit.Catalog;

public sealed class ArgumentRulesTests
{
    [Theory]
    [InlineData("setting max_model_len", "--max-model-len", "4096")]
    [InlineData("setting max_model_len", "--max_model_len=128k")]
    [InlineData("setting max_model_len", "--max-mod=1")]
    [InlineData("setting gpu_memory_utilization", "--gpu-memory-utilization=0.5")]
    [InlineData("setting max_num_seqs", "--max-num-seqs", "4")]
    [InlineData("setting prefix_caching", "--enable-prefix-caching")]
    [InlineData("setting prefix_caching", "--no-enable-prefix-caching")]
    [InlineData("setting fp8_kv_cache", "--kv-cache-dtype", "fp8")]
    [InlineData("setting fastsafetensors", "--load-format=fastsafetensors")]
    [InlineData("by HTTP on its port", "--uds", "/tmp/x")]
    [InlineData("by HTTP on its port", "--ssl-keyfile=/k")]
    [InlineData("by HTTP on its port", "--headless")]
    [InlineData("cannot see", "--config", "x.yaml")]
    [InlineData("figures", "--disable-log-stats")]
    [InlineData("launcher", "--nnodes", "2")]
    public void What_the_panel_gives_itself_or_relies_on_is_refused_in_words(string because, params string[] words)
    {
        Assert.Contains(because, Refusal(Model(ModelNodes.Solo, new(), words)));
        Assert.Contains(because, Refusal(Model(ModelNodes.Solo, new() { ExtraArgs = words })));
    }

    [Theory]
    [InlineData("--kv-cache-dtype", "fp8_e5m2")]
    [InlineData("--load-format", "instanttensor")]
    [InlineData("--config-format", "mistral")]
    [InlineData("--served-model-name", "mine")]
    [InlineData("--max-num-batched-tokens", "8192")]
    [InlineData("--model-impl", "transformers")]
    [InlineData("--enable-auto-tool-choice")]
    [InlineData("--speculative-config", """{"method":"mtp","max_model_len":1}""")]
    [InlineData("--api-server-count", "2")]
    public void Everything_else_is_the_users_own(params string[] words) =>
        Assert.Null(Refusal(Model(ModelNodes.Solo, new(), words)));

    [Fact]
    public void A_value_that_stands_against_a_setting_is_refused_while_that_is_on()
    {
        string[] words = ["--kv-cache-dtype", "fp8_e5m2"];

        Assert.Contains("switch it off", Refusal(Model(ModelNodes.Solo, new() { Fp8KvCache = true }, words)));
        Assert.Null(Refusal(Model(ModelNodes.Solo, new() { Fp8KvCache = false }, words)));
    }

    [Theory]
    [InlineData(ModelNodes.Solo, "2 GPUs", "-tp", "2")]
    [InlineData(ModelNodes.Solo, "2 GPUs", "--tensor-parallel-size=2")]
    [InlineData(ModelNodes.Solo, "4 GPUs", "-tp", "2", "-pp=2")]
    [InlineData(ModelNodes.Cluster, "one GPU", "-tp", "1")]
    [InlineData(ModelNodes.Cluster, "one GPU", "-tp", "2", "-tp", "1")]
    [InlineData(ModelNodes.Cluster, "4 GPUs", "-tp", "2", "--data-parallel-size", "2")]
    [InlineData(ModelNodes.Cluster, "whole number", "-tp")]
    [InlineData(ModelNodes.Cluster, "whole number", "-tp", "two")]
    [InlineData(ModelNodes.Cluster, "whole number", "-tp=0")]
    [InlineData(ModelNodes.Cluster, "GPUs", "-tp", "2000000000", "-pp", "2000000000", "-dp", "2000000000")]
    public void A_model_is_put_on_as_many_GPUs_as_it_has_Sparks(
        ModelNodes nodes, string because, params string[] words) =>
        Assert.Contains(because, Refusal(Model(nodes, new(), words)));

    [Theory]
    [InlineData(ModelNodes.Solo, "-tp", "1")]
    [InlineData(ModelNodes.Solo)]
    [InlineData(ModelNodes.Cluster)]
    [InlineData(ModelNodes.Cluster, "-tp", "2")]
    [InlineData(ModelNodes.Cluster, "-tp", "1", "-pp", "2")]
    public void Where_the_two_agree_nothing_is_said(ModelNodes nodes, params string[] words) =>
        Assert.Null(Refusal(Model(nodes, new(), words)));

    [Fact]
    public void What_stands_in_a_file_is_used_and_told() => Assert.Collection(
        ModelWarnings.Of(Model(ModelNodes.Solo, new() { GpuMemoryUtilization = 0.92 }, "--uds", "/x", "--headless")),
        memory => Assert.Contains("0.92", memory),
        argument => Assert.Contains("--uds", argument),
        argument => Assert.Contains("--headless", argument));

    [Theory]
    [InlineData(null, "", "vLLM takes 0.90 of the memory, as it does where nothing is set. Above 0.85")]
    [InlineData(null, "--gpu-memory-utilization=0.93", "vLLM takes 0.93 of the memory. Above 0.90")]
    [InlineData(0.9, "", "vLLM takes 0.90 of the memory. Above 0.85")]
    [InlineData(0.85, "", null)]
    public void A_share_that_leaves_little_is_told_wherever_it_comes_from(double? share, string argument, string? told)
    {
        var warnings =
            ModelWarnings.Of(Model(ModelNodes.Solo, new() { GpuMemoryUtilization = share }, argument)).ToList();

        if (told is null) Assert.Empty(warnings);
        else Assert.StartsWith(told, warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true, "", true)]
    [InlineData(false, true, "--kv-cache-dtype=bfloat16", false)]
    [InlineData(true, true, "", false)]
    [InlineData(null, true, "", false)]
    [InlineData(false, false, "", false)]
    public void A_cache_that_stays_at_8_bits_though_it_is_off_is_told(bool? set, bool asks, string argument, bool told)
    {
        var model = Model(ModelNodes.Solo, new() { Fp8KvCache = set }, argument);

        Assert.Equal(told, ModelWarnings.Of(model, new ModelFacts { Fp8Cache = asks }).Any());
        Assert.Empty(ModelWarnings.Of(model, facts: null));
    }

    [Fact]
    public void Behind_an_old_refusal_a_new_one_is_seen()
    {
        var before = Model(ModelNodes.Solo, new(), "--uds", "/x");
        var after = before with { Settings = new() { ExtraArgs = ["--headless"] } };

        Assert.Null(ArgumentRules.NewRefusal(before, before));
        Assert.Contains("--headless", ArgumentRules.NewRefusal(before, after));
        Assert.Contains("--uds", ArgumentRules.NewRefusal(null, after));
    }

    private static string? Refusal(CatalogModel model) =>
        ArgumentRules.Refusals(model) is [var first, ..] ? first : null;

    private static CatalogModel Model(ModelNodes nodes, ModelSettings settings, params string[] args) => new()
    {
        Key = "m",
        Name = "M",
        Source = ModelSource.Custom,
        Repo = "a/b",
        Nodes = nodes,
        Settings = settings,
        BundledSettings = settings,
        Args = args
    };
}
