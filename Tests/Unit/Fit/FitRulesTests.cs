using SparkControl.Contracts;
using SparkControl.ControlApi.Fit;
using Xunit;

namespace SparkControl.Tests.Unit.Fit;

/// <summary>Two Sparks of 120 GiB, so that the arithmetic can be followed: a share of 0.80 is 96 GiB.</summary>
public sealed class FitRulesTests
{
    // 80 layers x 8 heads x 128 x 2 x 2 B: 320 KiB a token, 160 KiB on each of two ranks.
    private static readonly ModelFacts Facts = new()
    {
        WeightBytes = Gib(136),
        MaxPositions = 131_072,
        Cache = [new(CacheKind.Full, 80) { Heads = 8, HeadDim = 128 }]
    };

    private static readonly ModelSettings Settings = new() { MaxModelLen = 32_768, GpuMemoryUtilization = 0.8 };

    [Fact]
    public void A_model_fits_with_what_its_share_leaves()
    {
        var fit = Judge(Settings);

        // 136 / 2 = 68 of weights; an engine of 1.5 + 8 x 0.65 + 5.1 = 11.8; 32,768 x 160 KiB = 5.0: 96 - 84.8 = 11.2.
        Assert.Equal(FitVerdict.Fits, fit.Verdict);
        Assert.Equal(
            "Each Spark keeps 11.2 GiB to spare: 68.0 GiB of weights, 11.8 for the engine and 5.0 for a context of 32,768 tokens, "
            + "and vLLM may use 96.0 of 120.0, by an estimate.", fit.Reason);
        Assert.Equal((false, 0), (fit.Measured, fit.LearnedLoads));
        // 84.8 / 120 = 0.707; 16.2 GiB / 160 KiB = 106,168 tokens, 6,635 blocks of 16.
        Assert.Equal((0.71, 106_160), (fit.SmallestGpuMemoryUtilization, fit.LargestMaxModelLen));
        Assert.Equal((131_072, 160 * 1024.0, false), (fit.MaxPositions, fit.CacheBytesPerToken, fit.Asked));
        Assert.Equal(["spark1", "spark2"], fit.Nodes.Keys);
        var node = fit.Nodes["spark2"];
        Assert.Equal((Gib(120), Gib(6), Gib(68), Gib(5)), (node.TotalBytes, node.SystemBytes, node.WeightsBytes, node.KvCacheBytes));
        Assert.Equal(node.LimitBytes - node.WeightsBytes - node.EngineBytes - node.KvCacheBytes, node.SpareBytes);
    }

    [Theory]
    [InlineData("-tp 65536 -pp 65536", "It is split over 4294967296 GPUs, and there are 2.")]
    [InlineData("-tp 46341 -pp 46341", "It is split over 2147488281 GPUs, and there are 2.")]
    public void More_ranks_than_can_be_counted_on_are_said(string words, string reason)
    {
        var fit = Judge(Settings with { ExtraArgs = words.Split(' ') });

        Assert.Equal((FitVerdict.Unknown, reason), (fit.Verdict, fit.Reason));
    }

    [Theory]
    [InlineData("--block-size 2147483647")]
    [InlineData("--speculative-config {\"method\":\"mtp\",\"num_speculative_tokens\":2147483647}")]
    [InlineData("--max-model-len 2147483647")]
    public void Whatever_is_asked_for_is_answered_with_numbers(string words)
    {
        var widest = new CacheLayers(CacheKind.Full, 10_000) { Heads = 10_000, HeadDim = 1 << 16 };

        var fit = Judge(Settings with { ExtraArgs = words.Split(' ') }, Facts with { Cache = [widest, new(CacheKind.Sliding, 1) { HeadDim = 1, Window = 1 }] });

        Assert.Equal(FitVerdict.DoesNotFit, fit.Verdict);
        Assert.True(fit.Nodes["spark1"].SpareBytes < 0);
    }

    [Theory]
    // Cache at 8 bits: half of 5.0.
    [InlineData("fp8", 32_768, 0.8, 13.7)]
    [InlineData("", 131_072, 0.8, -3.8)]
    [InlineData("", 32_768, 0.7, -0.8)]
    // A step of 2,048 tokens: an engine of 1.5 + 2 x 0.65 + 5.1 = 7.9.
    [InlineData("--max-num-batched-tokens=2048", 32_768, 0.8, 15.1)]
    // Of 32,768 tokens: what is more than 8,192 takes 24 x 0.2 = 4.8 more.
    [InlineData("--max-num-batched-tokens=32768", 32_768, 0.8, 6.4)]
    // Without CUDA graphs 5.1 GiB are nobody's.
    [InlineData("--enforce-eager", 32_768, 0.8, 16.3)]
    // The last word wins: 32,768 becomes 65,536, and 10.0 GiB.
    [InlineData("--max-model-len=64K", 32_768, 0.8, 6.2)]
    [InlineData("--gpu_memory_utilization=0.7", 32_768, 0.8, -0.8)]
    // 30 GiB of cache on each rank, whatever the share: 114.0 - 109.8.
    [InlineData("--kv-cache-memory-bytes=30720M", 32_768, 0.8, 4.2)]
    // Quantized at the start: 68 / 2 = 34, for nothing is known of its embeddings.
    [InlineData("--quantization=fp8", 32_768, 0.8, 45.2)]
    public void Settings_and_arguments_move_what_is_left(string words, int length, double share, double spare)
    {
        var fit = Judge(Settings with
        {
            MaxModelLen = length,
            GpuMemoryUtilization = share,
            Fp8KvCache = words == "fp8",
            ExtraArgs = words.StartsWith('-') ? words.Split('=') : []
        });

        Assert.Equal(spare, fit.Nodes["spark1"].SpareBytes!.Value / (double)Gib(1), 1);
    }

    [Theory]
    // 68.0 of weights and 11.8 for the engine, of 120.0 of which 114.0 will be there, whatever the share is.
    [InlineData("30720M", FitVerdict.Tight, 4.2,
        "Weights, engine and the 30.0 GiB of cache that were given come to 109.8 GiB, more than 90 % of the 120.0 GiB "
        + "of Spark 1: little is left for all else that runs there.")]
    [InlineData("10240M", FitVerdict.Fits, 24.2,
        "Each Spark keeps 24.2 GiB to spare: 68.0 GiB of weights, 11.8 for the engine and the 10.0 of cache that were "
        + "given, and 114.0 are there for it, by an estimate.")]
    [InlineData("4096M", FitVerdict.DoesNotFit, -1.0,
        "A context of 32,768 tokens takes 5.0 GiB of cache on each Spark, and 4.0 were given.")]
    [InlineData("61440M", FitVerdict.DoesNotFit, -25.8,
        "Weights, engine and the 60.0 GiB of cache that were given come to 139.8 GiB, and Spark 1 has 120.0 GiB.")]
    [InlineData("38912M", FitVerdict.DoesNotFit, -3.8,
        "Weights, engine and the 38.0 GiB of cache that were given come to 117.8 GiB, and Spark 1 will have 114.0 GiB "
        + "available.")]
    // By an estimate that may be 3 GiB off: 115.8 may be 112.8.
    [InlineData("36864M", FitVerdict.Tight, -1.8,
        "Each Spark lacks 1.8 GiB by an estimate that may be 3 GiB off: 68.0 GiB of weights, 11.8 for the engine and "
        + "the 36.0 of cache that were given, and 114.0 are there for it.")]
    public void A_cache_of_a_given_size_is_counted_against_the_Spark(
        string given, FitVerdict verdict, double spare, string reason)
    {
        var rooms = new[] { Room("spark1", 114), Room("spark2", 114) };
        var words = Words(Settings with { ExtraArgs = ["--kv-cache-memory-bytes", given] });

        var fit = FitRules.Judge(new(words, rooms) { Facts = Facts });

        Assert.Equal((verdict, reason), (fit.Verdict, fit.Reason));
        Assert.Equal(spare, fit.Nodes["spark1"].SpareBytes!.Value / (double)Gib(1), 1);
        Assert.Null(fit.CacheBytesPerToken);
    }

    [Fact]
    public void Of_a_cache_of_a_given_size_files_in_memory_may_hold_what_is_lacking()
    {
        NodeRoom[] rooms = [Room("spark1", 114) with { FreeBytes = Gib(80) }, Room("spark2", 114)];
        var words = Words(Settings with { ExtraArgs = ["--kv-cache-memory-bytes", "10240M"] });

        var fit = FitRules.Judge(new(words, rooms) { Facts = Facts });

        Assert.Equal(
            (FitVerdict.Tight, "vLLM asks for 96.0 GiB at its start, and of the 114.0 GiB that Spark 1 will have, CUDA "
                + "or the page cache may hold what is lacking."),
            (fit.Verdict, fit.Reason));
    }

    [Theory]
    // By an estimate that may be 3 GiB off, both ways: 11.2 are left with 136 GiB of weights, a half each.
    [InlineData(136.0, false, FitVerdict.Fits)]
    [InlineData(152.2, false, FitVerdict.Fits)]
    [InlineData(152.6, false, FitVerdict.Tight)]
    [InlineData(164.2, false, FitVerdict.Tight)]
    [InlineData(164.6, false, FitVerdict.DoesNotFit)]
    // As measured, with an engine of 11.8 too: 2 GiB are the least that another start may need.
    [InlineData(154.2, true, FitVerdict.Fits)]
    [InlineData(154.6, true, FitVerdict.Tight)]
    [InlineData(158.2, true, FitVerdict.Tight)]
    [InlineData(158.6, true, FitVerdict.DoesNotFit)]
    public void A_verdict_is_as_sure_as_what_it_comes_from(double weights, bool measured, FitVerdict verdict)
    {
        var fit = Judge(Settings, Facts with { WeightBytes = Gib(weights) }, measured ? [Load(weights / 2, 11.8)] : []);

        Assert.Equal((verdict, measured), (fit.Verdict, fit.Measured));
    }

    [Fact]
    public void What_lacks_is_told_with_the_context_and_the_share_that_would_do()
    {
        var fit = Judge(Settings with { MaxModelLen = 131_072, GpuMemoryUtilization = 0.7 });

        // 84 - 79.8 = 4.2 GiB for the cache, and 131,072 x 160 KiB = 20: 15.8 are lacking. 4.2 GiB are 27,525 tokens,
        // 1,720 blocks of 16; 99.8 / 120 = 0.832.
        Assert.Equal((FitVerdict.DoesNotFit, 27_520, 0.84), (fit.Verdict, fit.LargestMaxModelLen, fit.SmallestGpuMemoryUtilization));
        Assert.StartsWith("Each Spark lacks 15.8 GiB: 68.0 GiB of weights", fit.Reason, StringComparison.Ordinal);
        Assert.NotEqual(FitVerdict.DoesNotFit, Judge(Settings with { MaxModelLen = 27_520, GpuMemoryUtilization = 0.7 }).Verdict);
        Assert.NotEqual(FitVerdict.DoesNotFit, Judge(Settings with { MaxModelLen = 131_072, GpuMemoryUtilization = 0.84 }).Verdict);
    }

    [Fact]
    public void Weights_that_leave_nothing_have_no_context_and_no_share()
    {
        var fit = Judge(Settings, Facts with { WeightBytes = Gib(240) });

        Assert.Equal((FitVerdict.DoesNotFit, null, null), (fit.Verdict, fit.LargestMaxModelLen, fit.SmallestGpuMemoryUtilization));
    }

    [Theory]
    // 68 + 11.8 and 20 for 131,072 tokens are 0.832 of 120 GiB.
    [InlineData(136.0, 114.0, 131_072, 0.84)]
    // Another 12 GiB each: 0.932 may be set.
    [InlineData(160.0, 114.0, 131_072, 0.94)]
    // Then 0.957: nobody may set that.
    [InlineData(166.0, 118.0, 131_072, null)]
    // 0.84 of 120 GiB are 100.8, and no more than 100 will be there.
    [InlineData(136.0, 100.0, 131_072, null)]
    public void A_share_that_may_not_be_set_or_will_not_be_there_is_no_advice(double weights, double available, int length, double? share)
    {
        var rooms = new[] { Room("spark1", available), Room("spark2", available) };

        var fit = FitRules.Judge(new(Words(Settings with { MaxModelLen = length, GpuMemoryUtilization = 0.8 }), rooms)
        {
            Facts = Facts with { WeightBytes = Gib(weights) }
        });

        Assert.Equal(share, fit.SmallestGpuMemoryUtilization);
    }

    [Theory]
    // 96 - 84 - 11.8 leave 0.2 GiB: 1,310 tokens, 81 blocks of 16.
    [InlineData(168.0, 1_296)]
    // 0.1 GiB: 655 tokens are of no use to anybody.
    [InlineData(168.2, null)]
    public void A_context_of_a_few_words_is_no_advice(double weights, int? tokens) =>
        Assert.Equal(tokens, Judge(Settings, Facts with { WeightBytes = Gib(weights) }).LargestMaxModelLen);

    [Fact]
    public void A_share_that_is_not_there_is_lacking_and_no_context_helps()
    {
        var fit = FitRules.Judge(new(Words(Settings), [Room("spark1"), Room("spark2", 95)]) { Facts = Facts });

        Assert.Equal((FitVerdict.DoesNotFit, null, 0.71), (fit.Verdict, fit.LargestMaxModelLen, fit.SmallestGpuMemoryUtilization));
        Assert.Equal((true, Gib(-1)), (fit.Nodes["spark1"].SpareBytes > 0, fit.Nodes["spark2"].SpareBytes));
    }

    [Theory]
    [InlineData("", FitVerdict.DoesNotFit, "It was made for a context of 131,072 tokens, and vLLM refuses 131,073 unless it is told how to stretch it.")]
    [InlineData("--hf-overrides={}", FitVerdict.Fits, "Each Spark keeps")]
    [InlineData("--rope-scaling={}", FitVerdict.Fits, "Each Spark keeps")]
    public void A_context_beyond_what_the_model_was_made_for_needs_a_word_that_stretches_it(string words, FitVerdict verdict, string reason)
    {
        var fit = Judge(Settings with { MaxModelLen = 131_073, GpuMemoryUtilization = 0.9, ExtraArgs = words.Length > 0 ? words.Split('=') : [] });

        Assert.Equal((verdict, 131_072), (fit.Verdict, fit.MaxPositions));
        Assert.StartsWith(reason, fit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_guesses_beside_it_is_not_counted_and_said_to_be_not()
    {
        var fit = Judge(Settings with { ExtraArgs = ["--speculative-config", """{"method":"eagle3","model":"a/b","num_speculative_tokens":3}"""] });

        Assert.Equal((FitVerdict.Tight, "The model that guesses ahead takes weights and cache of its own, which are not counted here."), (fit.Verdict, fit.Reason));
    }

    [Theory]
    [InlineData(95.0, null, FitVerdict.DoesNotFit, "vLLM asks for 96.0 GiB at its start, and Spark 2 will have 95.0 GiB available.")]
    // What vLLM reads of it is 2.7 GiB less.
    [InlineData(98.0, null, FitVerdict.Tight, "vLLM asks for 96.0 GiB at its start, and of the 98.0 GiB that Spark 2 will have,")]
    [InlineData(110.0, 90.0, FitVerdict.Tight, "vLLM asks for 96.0 GiB at its start, and of the 110.0 GiB that Spark 2 will have,")]
    [InlineData(110.0, 100.0, FitVerdict.Fits, "Each Spark keeps 11.2 GiB")]
    [InlineData(null, null, FitVerdict.Tight, "vLLM asks for 96.0 GiB at its start, and what Spark 2 will have available is not known.")]
    public void The_share_must_be_there_at_the_start(double? available, double? free, FitVerdict verdict, string reason)
    {
        var rooms = new[] { Room("spark1"), new NodeRoom("spark2", Gib(120), Bytes(available), Bytes(free)) };

        var fit = FitRules.Judge(new(Words(Settings), rooms) { Facts = Facts });

        Assert.Equal(verdict, fit.Verdict);
        Assert.StartsWith(reason, fit.Reason, StringComparison.Ordinal);
        Assert.Equal(available is null ? null : Gib(120) - Bytes(available), fit.Nodes["spark2"].SystemBytes);
    }

    [Fact]
    public void Fastsafetensors_is_warned_of_above_eight_tenths_of_the_memory()
    {
        var settings = Settings with { Fastsafetensors = true, GpuMemoryUtilization = 0.95, MaxModelLen = 4_096 };
        var rooms = new[] { Room("spark1", 120), Room("spark2", 120) };

        // 98 of 120 GiB are 0.817. An engine of 11.8 and 0.6 of cache leave 3.6 of 114.
        var fit = FitRules.Judge(new(Words(settings), rooms) { Facts = Facts with { WeightBytes = Gib(196) } });

        Assert.Equal(FitVerdict.Tight, fit.Verdict);
        Assert.Equal("Weights of 98.0 GiB are more than 80 % of the memory of Spark 1: fastsafetensors may need more than there is.", fit.Reason);
    }

    [Fact]
    public void A_model_for_one_spark_takes_no_more_than_that()
    {
        var fit = FitRules.Judge(new(FitWords.Of(ModelNodes.Solo, Settings, []), [Room("spark1"), Room("spark2")])
        {
            Facts = Facts with { WeightBytes = Gib(68) }
        });

        // 68 + 1.5 + 8 x 0.65 + 0.6 + 32,768 x 320 KiB = 10.
        Assert.Equal((FitVerdict.Fits, "spark1"), (fit.Verdict, fit.Nodes.Keys.Single()));
        Assert.StartsWith("Spark 1 keeps 10.7 GiB", fit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_no_verdict()
    {
        var nothing = FitRules.Judge(new(Words(Settings), [Room("spark1"), Room("spark2")]) { Missing = "It is being asked.", Asked = true });
        var dark = FitRules.Judge(new(Words(Settings), [Room("spark1"), new("spark2", null, null, null)]) { Facts = Facts });
        var one = FitRules.Judge(new(Words(Settings), [Room("spark1")]) { Facts = Facts });
        var strange = Judge(Settings, Facts with { Cache = null, Problem = "Its layers are strange." });
        var unsized = Judge(Settings, Facts with { WeightBytes = null });
        var endless = Judge(Settings with { MaxModelLen = null }, Facts with { MaxPositions = null });

        Assert.All([nothing, dark, one, strange, unsized, endless], fit => Assert.Equal(FitVerdict.Unknown, fit.Verdict));
        Assert.Equal(
            [
                "It is being asked.", "How much memory Spark 2 has is not known yet.",
                "It is split over 2 GPUs, and there are 1.", "Its layers are strange.", "How large its weights are is not known.",
                "How long its context is is not known."
            ],
            new[] { nothing, dark, one, strange, unsized, endless }.Select(fit => fit.Reason));
        Assert.Equal((true, false), (nothing.Asked, strange.Asked));
        // What is known of it is told all the same.
        Assert.Equal((Gib(68), null), (strange.Nodes["spark1"].WeightsBytes, strange.Nodes["spark1"].KvCacheBytes));
    }

    [Fact]
    public void What_cannot_hold_even_its_weights_does_not_fit_whatever_its_cache() =>
        Assert.Equal(FitVerdict.DoesNotFit, Judge(Settings, Facts with { WeightBytes = Gib(200), Cache = null, Problem = "It is strange." }).Verdict);

    [Fact]
    public void A_good_load_takes_the_place_of_the_estimate()
    {
        // It took 66 of weights and left 24 of 96 for the cache: 6 for the engine. 32,768 tokens had room 4.8 times:
        // 5.0 GiB each, which is what was worked out.
        var fit = Judge(Settings, loads: [Load(66, 6, requests: 4.8)]);

        Assert.Equal((true, 1), (fit.Measured, fit.LearnedLoads));
        Assert.Equal((Gib(66), Gib(6), Gib(5)), (Nodes(fit).WeightsBytes, Nodes(fit).EngineBytes, Nodes(fit).KvCacheBytes));
        Assert.EndsWith("and vLLM may use 96.0 of 120.0, as a good load has shown.", fit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_took_more_than_was_worked_out_takes_more_the_next_time_too()
    {
        // 24 GiB had room for 2.4 requests of 32,768: 10.0 GiB each, twice of what was worked out.
        var fit = Judge(Settings with { MaxModelLen = 16_384 }, loads: [Load(66, 6, requests: 2.4)]);

        Assert.Equal(5.0, Nodes(fit).KvCacheBytes!.Value / (double)Gib(1), 2);
    }

    [Theory]
    // A version that counts otherwise: 5.0 GiB for 32,768 tokens are worked out, and no less than 0.7 of it believed.
    [InlineData(9.6, 5.0)]
    [InlineData(6.0, 4.0)]
    // Nor more than twice as much.
    [InlineData(1.2, 10.0)]
    public void What_a_cache_cannot_have_taken_is_not_believed(double requests, double cache) =>
        Assert.Equal(cache, Nodes(Judge(Settings, loads: [Load(66, 6, requests)])).KvCacheBytes!.Value / (double)Gib(1), 1);

    [Fact]
    public void A_model_that_is_not_understood_is_judged_by_its_own_loads()
    {
        var strange = Facts with { Cache = null, Problem = "Its layers are strange." };

        var fit = Judge(Settings with { MaxModelLen = 65_536 }, strange, [Load(66, 6, requests: 4.8)]);

        // 5.0 GiB for 32,768 tokens are 10.0 for twice as many; 24 GiB are 157,286 tokens, more than it was made for.
        Assert.Equal((FitVerdict.Fits, 131_072), (fit.Verdict, fit.LargestMaxModelLen));
        Assert.Equal(10.0, Nodes(fit).KvCacheBytes!.Value / (double)Gib(1), 1);
    }

    [Theory]
    // Another quantization, other ranks: nothing of it holds here.
    [InlineData("--quantization fp8", 68.0, 11.8)]
    [InlineData("-tp 1", 68.0, 11.8)]
    [InlineData("""--speculative-config {"method":"mtp","num_speculative_tokens":1}""", 68.0, 11.8)]
    // Weights are the same, the engine is not.
    [InlineData("--max-num-batched-tokens 2048", 66.0, 11.8)]
    [InlineData("--enforce-eager", 66.0, 11.8)]
    [InlineData("--load-format fastsafetensors", 66.0, 11.8)]
    public void A_load_of_another_kind_teaches_only_what_is_the_same(string args, double weights, double engine)
    {
        var load = Load(66, 6, requests: 4.8) with { Args = args.Split(' ') };

        var fit = Judge(Settings, loads: [load]);

        Assert.Equal((false, 0), (fit.Measured, fit.LearnedLoads));
        Assert.Equal((Gib(weights), engine), (Nodes(fit).WeightsBytes, Math.Round(Nodes(fit).EngineBytes!.Value / (double)Gib(1), 1)));
    }

    [Fact]
    public void The_most_that_loads_like_this_one_have_taken_counts()
    {
        var silent = Load(1, 1) with { Figures = new() };

        var fit = Judge(Settings, loads: [silent, Load(66, 8), Load(67, 6)]);

        Assert.Equal((Gib(67), Gib(8), 2), (Nodes(fit).WeightsBytes, Nodes(fit).EngineBytes, fit.LearnedLoads));
        Assert.EndsWith("as 2 good loads have shown.", fit.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:new", "sha256:new", true)]
    [InlineData("sha256:old", "sha256:new", false)]
    // Who does not know is not another one.
    [InlineData(null, "sha256:new", true)]
    [InlineData("sha256:old", null, true)]
    public void Another_image_has_not_measured_this_one(string? loaded, string? present, bool measured)
    {
        var fit = FitRules.Judge(new(Words(Settings), [Room("spark1"), Room("spark2")])
        {
            Facts = Facts,
            Image = present,
            Loads = [Load(66, 6) with { Image = loaded }]
        });

        Assert.Equal(measured, fit.Measured);
    }

    [Fact]
    public void Without_CUDA_graphs_a_load_takes_what_it_took_with_them_less_what_they_did()
    {
        var figures = new NodeFigures(Gib(66), Gib(24), Gib(2));
        var load = Load(66, 6);
        load = load with { Figures = load.Figures with { Nodes = new Dictionary<string, NodeFigures> { ["spark1"] = figures, ["spark2"] = figures } } };

        var fit = Judge(Settings with { ExtraArgs = ["--enforce-eager"] }, loads: [load]);

        Assert.Equal((true, Gib(4)), (fit.Measured, Nodes(fit).EngineBytes));
    }

    [Fact]
    public void A_context_that_vLLM_chooses_is_the_longest_that_fits()
    {
        var fit = Judge(Settings with { GpuMemoryUtilization = 0.7, ExtraArgs = ["--max-model-len", "auto"] });

        Assert.Equal((27_520, FitVerdict.Tight), (fit.LargestMaxModelLen, fit.Verdict));
    }

    private static FitNode Nodes(FitAnswer fit) => fit.Nodes["spark1"];

    private static FitAnswer Judge(ModelSettings settings, ModelFacts? facts = null, params MeasuredLoad[] loads) =>
        FitRules.Judge(new(Words(settings), [Room("spark1"), Room("spark2")]) { Facts = facts ?? Facts, Loads = loads });

    private static FitWords Words(ModelSettings settings) => FitWords.Of(ModelNodes.Cluster, settings, []);

    private static NodeRoom Room(string node, double available = 114) => new(node, Gib(120), Gib(available), null);

    private static MeasuredLoad Load(double weights, double engine, double? requests = null)
    {
        var figures = new NodeFigures(Gib(weights), Gib(96 - weights - engine));
        return new("s-1", DateTimeOffset.UnixEpoch, ModelNodes.Cluster, Settings, [], new()
        {
            Nodes = new Dictionary<string, NodeFigures> { ["spark1"] = figures, ["spark2"] = figures },
            RequestTokens = requests is null ? null : 32_768,
            Requests = requests
        })
        {
            TotalBytes = new Dictionary<string, long> { ["spark1"] = Gib(120), ["spark2"] = Gib(120) }
        };
    }

    private static long? Bytes(double? gib) => gib is { } known ? Gib(known) : null;

    private static long Gib(double gib) => (long)Math.Round(gib * (1L << 30));
}
