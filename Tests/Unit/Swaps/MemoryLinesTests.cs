using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class MemoryLinesTests
{
    private const long Gib = 1L << 30;

    [Fact]
    public void The_lines_of_a_load_tell_what_it_took_of_each_node()
    {
        var swap = Given.Swap(SwapPhase.Loading)
            .Read("spark1",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [gpu_model_runner.py:4879] Model loading took 12.50 GiB memory and 31.657031 seconds",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [gpu_worker.py:456] Available KV cache memory: 17.25 GiB",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [kv_cache_utils.py:1314] GPU KV cache size: 188,640 tokens",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [kv_cache_utils.py:1319] Maximum concurrency for 131,072 tokens per request: 5.23x",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [gpu_model_runner.py:6042] Estimated CUDA graph memory: 0.50 GiB total",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [gpu_worker.py:575] CUDA graph memory profiling is enabled (default since v0.21.0). The current",
                "(EngineCore_DP0 pid=138) INFO 11-24 12:00:00 [gpu_model_runner.py:5102] Graph capturing finished in 9 secs, took 0.75 GiB")
            .Read("spark2",
                "(Worker_TP1 pid=201) INFO 11-24 12:00:00 [gpu_model_runner.py:4879] Model loading took 13 GiB memory and 31 seconds",
                "(Worker_TP1 pid=201) INFO 11-24 12:00:00 [gpu_worker.py:456] Available KV cache memory: 16.75 GiB");

        var figures = swap.Run.Figures;
        Assert.Equal(new NodeFigures(25 * Gib / 2, 69 * Gib / 4, Gib / 2), figures.Nodes["spark1"]);
        Assert.Equal(new NodeFigures(13 * Gib, 67 * Gib / 4), figures.Nodes["spark2"]);
        Assert.Equal((188_640L, 131_072L, 5.23), (figures.KvTokens, figures.RequestTokens, figures.Requests));
    }

    [Fact]
    public void A_workers_line_in_the_heads_log_is_the_workers()
    {
        var swap = Given.Swap(SwapPhase.Loading)
            .Read("spark1", "(Worker_TP1 pid=201) INFO [gpu_model_runner.py:4879] Model loading took 13 GiB memory");

        Assert.Equal(13 * Gib, swap.Run.Figures.Nodes["spark2"].WeightsBytes);
    }

    [Theory]
    [InlineData("In v0.19, CUDA graph memory profiling will be enabled by default (VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS=1)")]
    [InlineData("CUDA graph memory profiling is disabled (VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS=0). Without it, CUDA graph memory is not accounted for")]
    public void Graphs_that_the_cache_leaves_nothing_to_take_nothing_of_the_share(string line)
    {
        const string Estimated = "(Worker_TP0 pid=79) INFO 07-05 08:55:49 [gpu_model_runner.py:6654] Estimated CUDA graph memory: -4.75 GiB total";
        var before = Given.Swap(SwapPhase.Loading).Read("spark1", Estimated);

        Assert.Equal(-19 * Gib / 4, before.Run.Figures.Nodes["spark1"].GraphBytes);
        Assert.Equal(
            0, before.Read("spark1", $"(Worker_TP0 pid=79) WARNING {line}").Run.Figures.Nodes["spark1"].GraphBytes);
    }

    [Theory]
    [InlineData("GPU KV cache size: , tokens")]
    [InlineData("GPU KV cache size: 99999999999999999999999 tokens")]
    [InlineData("Model loading took lots of GiB")]
    [InlineData("Available KV cache memory: -2.81 GiB")]
    [InlineData("Maximum concurrency for ,,, tokens per request: x")]
    [InlineData("Engine 000: Avg prompt throughput: 12.3 tokens/s, Avg generation throughput: 45.6 tokens/s")]
    public void A_line_of_other_words_changes_nothing(string line)
    {
        var before = Given.Swap(SwapPhase.Loading);

        Assert.Same(before.Run.Figures, before.Read("spark1", line).Run.Figures);
    }
}
