namespace SparkControl.Simulator.Hub;

/// <summary>The repositories that the Hub's stand-in has from the start.</summary>
internal static class HubShelf
{
    private const long Mib = 1L << 20;

    // The first five are those of the bundled catalog.
    private static readonly string[] _open =
    [
        "RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", "google/gemma-4-26B-A4B-it", "RedHatAI/Qwen3.6-35B-A3B-NVFP4",
        "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "Qwen/Qwen2.5-72B-Instruct", "Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B",
        "Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8", "openai/gpt-oss-20b", "openai/gpt-oss-120b"
    ];

    private static readonly string[] _gated = ["meta-llama/Llama-3.1-8B-Instruct", "google/gemma-3-27b-it"];

    public static IEnumerable<HubRepo> All =>
    [
        .. _open.Select(HubRepo.Sparse),
        .. _gated.Select(name => HubRepo.Sparse(name) with { Gated = "manual" }),
        HubRepo.Written("simulator/tiny", 2, Mib / 4),
        HubRepo.Written("simulator/small", 4, 4 * Mib),
        HubRepo.Written("simulator/large", 8, 16 * Mib),
        HubRepo.Written("simulator/gated", 2, Mib / 4) with { Gated = "auto" },
        HubRepo.Written("simulator/private", 2, Mib / 4) with { IsPrivate = true }
    ];
}
