namespace SparkControl.Benchmarks;

/// <summary>Loads whose lines are public. Newer versions print requests × context as the cache's tokens.</summary>
internal static class FitCases
{
    private const string MiniMax = """{"num_hidden_layers":62,"num_key_value_heads":8,"head_dim":128}""";
    private const string Qwen235 = """{"num_hidden_layers":94,"num_key_value_heads":4,"head_dim":128}""";
    private const string Qwen35 = """
        {"text_config":{"num_hidden_layers":40,"full_attention_interval":4,"num_key_value_heads":2,"head_dim":256,
        "linear_num_key_heads":16,"linear_num_value_heads":32,"linear_key_head_dim":128,"linear_value_head_dim":128,
        "linear_conv_kernel_dim":4,"mamba_ssm_dtype":"float32","mtp_num_hidden_layers":1}}
        """;
    private const string Qwen27 = """
        {"text_config":{"num_hidden_layers":64,"full_attention_interval":4,"num_key_value_heads":4,"head_dim":256,
        "linear_num_key_heads":16,"linear_num_value_heads":48,"linear_key_head_dim":128,"linear_value_head_dim":128,
        "linear_conv_kernel_dim":4,"mamba_ssm_dtype":"float32","mtp_num_hidden_layers":1}}
        """;
    private const string Qwen122 = """
        {"text_config":{"num_hidden_layers":48,"full_attention_interval":4,"num_key_value_heads":2,"head_dim":256,
        "linear_num_key_heads":16,"linear_num_value_heads":64,"linear_key_head_dim":128,"linear_value_head_dim":128,
        "linear_conv_kernel_dim":4,"mamba_ssm_dtype":"float32","mtp_num_hidden_layers":1}}
        """;
    private const string Gemma = """
        {"text_config":{"num_hidden_layers":30,"num_key_value_heads":8,"head_dim":256,"num_global_key_value_heads":2,
        "global_head_dim":512,"sliding_window":1024,"sliding_window_pattern":6,"model_type":"gemma3_text"}}
        """;

    private const string Issues = "https://github.com/";
    private const string Thor = "public file “KV Cache Budget — Thor 128 GB Unified Memory”";

    public static IReadOnlyList<FitCase> All { get; } =
    [
        new("MiniMax-M2.7 AWQ, two GB10, share 0.80", Issues + "eugr/spark-vllm-docker/issues/396", MiniMax,
            ["-tp", "2"], 22.5, 196_608) { Longest = 190_272 },
        new("MiniMax-M2.7 AWQ, two GB10, share 0.85", Issues + "eugr/spark-vllm-docker/issues/396", MiniMax,
            ["-tp", "2"], 28.74, 196_608) { Tokens = 240_816 },
        new("Qwen3-235B-A22B FP8, four H100", Issues + "vllm-project/vllm/issues/21348", Qwen235,
            ["-tp", "4"], 8.11, 40_960) { Tokens = 178_880 },
        new("Qwen3.6-35B-A3B FP8 with MTP, one GB10", Issues + "eugr/spark-vllm-docker/pull/200", Qwen35,
            [.. Fp8, .. Mtp(2)], 52.66, 65_536) { Tokens = 1_253_392 },
        new("Qwen3.6-35B-A3B NVFP4, RTX 5090", Issues + "noonghunna/club-3090/issues/612", Qwen35,
            Fp8, 5.98, 131_072) { Requests = 567_978 / 131_072.0 },
        new("Qwen3.6-35B-A3B NVFP4, RTX 5090, again", Issues + "noonghunna/club-3090/issues/652", Qwen35,
            Fp8, 6.01, 131_072) { Requests = 569_878 / 131_072.0 },
        // The number of tokens guessed is cut off there; it is that of the same author's other loads.
        new("Qwen3.6-27B FP8 with MTP, two RTX 3090", Issues + "noonghunna/club-3090/pull/594", Qwen27,
            ["-tp", "2", .. Fp8, .. Mtp(3)], 5.33, 262_144)
        {
            Requests = 300_220 / 262_144.0,
            Fitted = true
        },
        new("Qwen3.8-27B FP8, two RTX 3090", Issues + "mitchross/talos-argocd-proxmox/pull/1995", Qwen27,
            ["-tp", "2", .. Fp8], 4.99, 131_072) { Requests = 302_921 / 131_072.0 },
        new("Qwen3.5-122B-A10B NVFP4 with MTP, Jetson Thor", Thor, Qwen122,
            [.. Fp8, .. Mtp(1)], 24.05, 262_144) { Tokens = 482_080, Requests = 6.42 },
        new("Qwen3.5-122B-A10B NVFP4, Jetson Thor", Thor, Qwen122, Fp8, 21.43, 131_072)
        {
            Tokens = 467_712,
            Requests = 11.79
        },
        // Its cache is said to be in 8 bits only in the table of that file.
        new("Gemma-4-26B-A4B, Jetson Thor", Thor, Gemma,
            ["--kv-cache-dtype", "fp8", "--max-num-batched-tokens", "2048"], 51.62, 131_072)
        {
            Tokens = 451_040,
            Requests = 33.42,
            Fitted = true
        },
        // The lines name no model; both figures are those of this one with a cache of 16 bits.
        new("facts 1.10, 48 hybrid layers, one GB10", "start-up lines in facts 1.10", Qwen122,
            ["--enable-prefix-caching"], 17.36, 131_072)
        {
            Tokens = 188_640,
            Requests = 5.23,
            Fitted = true
        }
    ];

    private static string[] Fp8 => ["--kv-cache-dtype", "fp8", "--enable-prefix-caching"];

    private static string[] Mtp(int tokens) =>
        ["--speculative-config", $$"""{"method":"mtp","num_speculative_tokens":{{tokens}}}"""];
}
