using SparkControl.Benchmarks;
using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

/// <summary>Each figure is worked out by hand from the model's configuration; "B" is a byte.</summary>
public sealed class CacheShapeTests
{
    private const double Gib = 1L << 30;

    // 80 layers x 8 heads x 128 x 2 (keys and values) x 2 B = 327,680 B = 320 KiB a token.
    private const string Qwen72 = """{"num_hidden_layers":80,"num_attention_heads":64,"num_key_value_heads":8,"hidden_size":8192}""";

    // 94 layers x 4 heads x 128 x 2 x 2 B = 192,512 B.
    private const string Qwen235 = """{"num_hidden_layers":94,"num_attention_heads":64,"num_key_value_heads":4,"head_dim":128,"hidden_size":4096}""";

    // 61 layers x (512 + 64) x 2 B = 70,272 B, on every rank.
    private const string DeepSeek = """{"num_hidden_layers":61,"num_key_value_heads":128,"kv_lora_rank":512,"qk_rope_head_dim":64}""";

    // With an index of 128 + 4 B a layer: 61 x 132 B = 8,052 B more.
    private const string SparseDeepSeek = """{"num_hidden_layers":61,"kv_lora_rank":512,"qk_rope_head_dim":64,"index_head_dim":128}""";

    [Theory]
    [InlineData(Qwen72, 1, null, 327_680)]
    [InlineData(Qwen72, 2, null, 163_840)]
    [InlineData(Qwen72, 2, "fp8", 81_920)]
    [InlineData(Qwen235, 1, null, 192_512)]
    [InlineData(Qwen235, 2, null, 96_256)]
    // Four heads over eight ranks: each rank has a whole one.
    [InlineData(Qwen235, 8, null, 48_128)]
    [InlineData(DeepSeek, 1, null, 70_272)]
    [InlineData(DeepSeek, 8, null, 70_272)]
    [InlineData(DeepSeek, 8, "fp8", 35_136)]
    [InlineData(SparseDeepSeek, 8, null, 78_324)]
    // At 8 bits a sparse layer keeps 512 B, 4 scales of 4 B and 64 positions of 2 B: 61 x (656 + 132).
    [InlineData(SparseDeepSeek, 8, "fp8", 48_068)]
    public void A_token_takes_so_much_of_a_rank(string config, int ranks, string? type, long bytes)
    {
        var shape = Shape(config, new FitWords { Tensor = ranks, CacheType = type });

        // In blocks of 16 tokens, the last one whole.
        Assert.Equal(16 * bytes, shape.Needed(16));
        Assert.Equal(32 * bytes, shape.Needed(17));
        Assert.Equal(16, shape.Step);
        Assert.Equal(bytes, shape.BytesPerToken, 6);
    }

    [Fact]
    public void A_pipeline_has_the_layers_of_its_longer_half() =>
        // 94 layers over 2 are 47: 47 x 4 x 128 x 2 x 2 B x 16 tokens = 1,540,096 B.
        Assert.Equal(1_540_096, Shape(Qwen235, new FitWords { Pipeline = 2 }).Needed(16));

    [Fact]
    public void Layers_that_slide_take_the_last_tokens_only()
    {
        // Gemma 4 26B: 25 sliding layers of 8 heads x 256, 5 full ones of 2 x 512. At 8 bits a sliding layer keeps
        // 2 x 8 x 256 = 4,096 B a token, a full one 2,048: pages of 16 and 32 tokens, 65,536 B. Groups of 5 layers: five
        // slide, one is full; a block is 5 x 65,536 = 327,680 B.
        const string Config = """
            {"text_config":{"num_hidden_layers":30,"num_key_value_heads":8,"head_dim":256,"num_global_key_value_heads":2,
            "global_head_dim":512,"sliding_window":1024,"layer_types":[
            "sliding_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention",
            "sliding_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention",
            "sliding_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention",
            "sliding_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention",
            "sliding_attention","sliding_attention","sliding_attention","sliding_attention","sliding_attention","full_attention"]}}
            """;
        var shape = Shape(Config, new FitWords { CacheType = "fp8", Batch = 8192 });

        // 262,144 / 32 = 8,192 blocks; a window of 1,023 + 8,192 tokens is 576 blocks and one more: 5 x 577 = 2,885.
        Assert.Equal(327_680L * (8_192 + 2_885), shape.Needed(262_144));
        Assert.Equal(32, shape.Step);
        // Below the window they take what there is: 1,000 tokens are 63 + 1 blocks of 16, and 32 of 32.
        Assert.Equal(327_680L * (32 + 5 * 64), shape.Needed(1_000));
    }

    [Fact]
    public void A_state_makes_large_blocks_and_does_not_grow()
    {
        // Qwen3.6 35B: 30 states of (2 x 16 x 128 + 32 x 128) x 3 x 2 B = 49,152 B and 32 x 128 x 128 x 4 B = 2,097,152 B,
        // 2,146,304 B in all; attention at 8 bits keeps 2 x 2 x 256 = 1,024 B a token: 2,096 of them are a page, which
        // is 131 x 16. Groups of 10 layers: one of attention, three of states; a block is 21,463,040 B.
        var shape = FitError.Shape(FitCases.All.First(known => known.Name.Contains("NVFP4, RTX", StringComparison.Ordinal)));

        Assert.Equal(2_096, shape.Step);
        Assert.Equal(21_463_040, shape.BlockBytes);
        // 131,072 / 2,096 = 62.5: 63 blocks. Prefixes are cached, so each group keeps two states: 6.
        Assert.Equal(21_463_040L * (63 + 6), shape.Needed(131_072));
        Assert.Equal(21_463_040L * (1 + 6), shape.Needed(1));
    }

    [Fact]
    public void What_keeps_nothing_takes_nothing()
    {
        var shape = Shape("""{"architectures":["BertModel"],"num_hidden_layers":12}""", new());

        Assert.Equal(0, shape.Needed(512));
        Assert.Equal(512, shape.Largest(0, 512));
    }

    // 62 layers x 4 heads of 8 x 128 x 2 x 2 B = 126,976 B a token: 196,608 of them are 23.25 GiB to the byte.
    [Fact]
    public void The_longest_context_is_rounded_down_to_a_block()
    {
        var shape = FitError.Shape(FitCases.All[0]);

        Assert.Equal(23.25, shape.Needed(196_608) / Gib);
        // vLLM printed 22.5 GiB for what is at least 190,272 x 126,976 B = 22.50073 GiB, and rounded down to 16 tokens.
        Assert.Equal(190_272, shape.Largest(22.501 * Gib, 196_608));
        Assert.Equal(190_256, shape.Largest(22.5 * Gib, 196_608));
        Assert.Equal(196_608, shape.Largest(23.25 * Gib, 196_608));
        Assert.Equal(0, shape.Largest(126_976 * 15, 196_608));
    }

    public static TheoryData<string> Cases => new(FitCases.All.Select(known => known.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_vLLM_printed_in_public_is_found_to_within_a_hundredth_and_a_half(string name)
    {
        var known = FitCases.All.Single(one => one.Name == name);

        if (known.Tokens is { } tokens) Assert.InRange(FitError.Tokens(known), tokens * 0.985, tokens * 1.015);
        if (known.Requests is { } requests) Assert.InRange(FitError.Requests(known), requests * 0.985, requests * 1.015);
        if (known.Longest is { } longest)
            Assert.InRange(FitError.Shape(known).Largest(known.AvailableGib * Gib, known.Context), longest - 16, longest + 16);
    }

    public static TheoryData<string> Loads => new(FitLoad.All.Select(load => load.Name));

    [Theory]
    [MemberData(nameof(Loads))]
    public void Of_a_whole_load_the_estimate_is_no_further_off_than_it_says(string name)
    {
        var load = FitLoad.All.Single(one => one.Name == name);

        Assert.InRange(FitError.Cache(load) - load.AvailableGib, -RankNeed.Doubt / Gib, RankNeed.Doubt / Gib);
    }

    // vLLM did not start: 22.5 GiB were left for a cache of 23.25.
    [Fact]
    public void A_load_that_died_for_want_of_cache_is_not_said_to_fit()
    {
        var load = FitLoad.All[0];
        var words = FitWords.Of(load.Nodes, new() { GpuMemoryUtilization = load.Share, MaxModelLen = 196_608 }, load.Args);
        NodeRoom[] rooms = [new("spark1", (long)(121.69 * Gib), (long)(115 * Gib), null), new("spark2", (long)(121.69 * Gib), (long)(115 * Gib), null)];

        var fit = FitRules.Judge(new(words, rooms) { Facts = ModelConfig.Read(FitCases.All[0].Config) with { WeightBytes = (long)(122 * Gib) } });

        Assert.Equal(FitVerdict.Tight, fit.Verdict);
        Assert.Contains("by an estimate that may be 3 GiB off", fit.Reason, StringComparison.Ordinal);
    }

    private static CacheShape Shape(string config, FitWords words) => CacheShape.Of(ModelConfig.Read(config), words)!;
}
