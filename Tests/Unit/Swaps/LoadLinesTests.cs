using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class LoadLinesTests
{
    public static readonly (string Line, LoadStep Step)[] Lines =
    [
        ("Fetching 32 files:   6%|▋         | 2/32 [00:04<01:00,  2.0s/it]", LoadStep.Download),
        ("INFO 11-23 03:42:47 [parallel_state.py:1351] world_size=2 rank=0 local_rank=0 distributed_init_method=tcp://10.0.0.1:1", LoadStep.Distribute),
        ("INFO vLLM is using nccl==2.27.5", LoadStep.Distribute),
        ("INFO No current placement group found. Creating a new placement group.", LoadStep.Distribute),
        ("Loading safetensors checkpoint shards:  56% Completed | 5/9 [00:13<00:11,  2.87s/it]", LoadStep.Weights),
        ("Loading safetensors using Fastsafetensor loader:  56% Completed | 5/9 [00:13<00:11,  2.87s/it]",
            LoadStep.Weights),
        ("INFO [default_loader.py:384] Loading weights took 24.84 seconds", LoadStep.Weights),
        ("INFO [gpu_model_runner.py:4879] Model loading took 12.66 GiB memory and 31.657031 seconds", LoadStep.Weights),
        ("INFO [backends.py:1069] Using cache directory: /root/torch_compile_cache/x for vLLM's torch.compile",
            LoadStep.Compile),
        ("INFO Dynamo bytecode transform time: 3.54 s", LoadStep.Compile),
        ("INFO Directly load the compiled graph(s) for dynamic shape from the cache, took 11.657 s", LoadStep.Compile),
        ("INFO Compiling a graph for dynamic shape takes 41.86 s", LoadStep.Compile),
        ("INFO torch.compile took 18.21 s in total", LoadStep.Compile),
        ("INFO torch.compile takes 18.21 s in total", LoadStep.Compile),
        ("INFO Profiling CUDA graph memory: PIECEWISE=51", LoadStep.KvCache),
        ("INFO [gpu_worker.py:456] Available KV cache memory: 17.36 GiB", LoadStep.KvCache),
        ("INFO [kv_cache_utils.py:1314] GPU KV cache size: 188,640 tokens", LoadStep.KvCache),
        ("INFO flashinfer.jit: [Autotuner]: Autotuning process starts ...", LoadStep.Graphs),
        ("Capturing CUDA graphs (mixed prefill-decode, PIECEWISE):  43%|████▎     | 22/51 [00:03<00:04,  6.9it/s]",
            LoadStep.Graphs),
        ("INFO Graph capturing finished in 9 secs, took 0.30 GiB", LoadStep.Graphs),
        ("INFO init engine (profile, create kv cache, warmup model) took 62.1 seconds", LoadStep.Serve),
        ("INFO [api_server.py:599] Starting vLLM server on http://0.0.0.0:8888", LoadStep.Serve),
        ("INFO:     Started server process [1]", LoadStep.Serve),
        ("INFO:     Waiting for application startup.", LoadStep.Serve),
        ("INFO:     Application startup complete.", LoadStep.Serve)
    ];

    private static readonly string[] Prefixes =
        ["", "(APIServer pid=1) ", "(EngineCore pid=652) ", "(EngineCore_DP0 pid=3) ", "(Worker_TP0 pid=7) ",
            "(RayWorkerWrapper pid=8, ip=10.0.0.2) "];

    public static TheoryData<string, LoadStep> Marked() =>
        [.. Prefixes.SelectMany(p => Lines.Select(l => new TheoryDataRow<string, LoadStep>(p + l.Line, l.Step)))];

    [Theory]
    [MemberData(nameof(Marked))]
    public void A_line_belongs_to_its_step_whatever_is_before_it(string line, LoadStep step) =>
        Assert.Equal(step, LoadLines.Read(line)?.Step);

    [Theory]
    [InlineData("Engine 000: Avg prompt throughput: 12.3 tokens/s, Running: 1 reqs, GPU KV cache usage: 2.1%, Prefix cache hit rate: 64.0%")]
    [InlineData("INFO: 10.0.0.1:4711 - \"POST /v1/chat/completions HTTP/1.1\" 200 OK")]
    [InlineData("No available shared memory broadcast block found in 60 seconds.")]
    [InlineData("   █▄█▀ █     █     █     █")]
    [InlineData("")]
    public void Most_lines_say_nothing_of_the_load(string line) => Assert.Null(LoadLines.Read(line));

    [Theory]
    [InlineData("Loading safetensors checkpoint shards:  56% Completed | 5/9 [00:13<00:11,  2.87s/it]", 5, 9, "shards")]
    [InlineData("Capturing CUDA graphs (mixed prefill-decode, PIECEWISE):  43%|████▎     | 22/51 [00:03<00:04]",
        22, 51, "graphs")]
    [InlineData("Capturing CUDA graphs (decode, FULL): 100%|██████████| 35/35 [00:03<00:00]", 35, 35, "graphs")]
    [InlineData("Fetching 32 files:   6%|▋         | 2/32 [00:04<01:00]", 2, 32, "files")]
    public void A_bar_is_counted(string line, int done, int total, string unit)
    {
        var mark = LoadLines.Read(line)!.Value;

        Assert.Equal((done, total, unit, done == total), (mark.Done, mark.Total, mark.Unit, mark.Ends));
    }

    [Fact]
    public void Only_one_line_says_that_start_up_is_complete() =>
        Assert.Equal([Lines[^1].Line], Lines.Where(l => LoadLines.Read(l.Line)?.Complete == true).Select(l => l.Line));

    [Theory]
    [InlineData("\u001b[32mINFO\u001b[0m Loading", "INFO Loading")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b(B\u001b7text\u001b8\u001b[m", "text")]
    [InlineData("\u001b[1A\u001b[2Ktext\u001b[?25h", "text")]
    [InlineData("a\u0007b\u0000c\u007fd", "abcd")]
    [InlineData("a\tb\rc", "a\tb\rc")]
    [InlineData("plain ✓", "plain ✓")]
    public void Colours_and_control_characters_are_taken_out(string text, string plain) =>
        Assert.Equal(plain, TerminalText.Of(text));

    [Theory]
    [InlineData("spark1", "(Worker_TP0 pid=7) x", "10.0.0.2", "spark1")]
    [InlineData("spark1", "(Worker_TP1 pid=7) x", "10.0.0.2", "spark2")]
    [InlineData("spark1", "(RayWorkerWrapper pid=8, ip=10.0.0.2) x", "10.0.0.2", "spark2")]
    [InlineData("spark1", "(RayWorkerWrapper pid=8, ip=10.0.0.1) x", "10.0.0.2", "spark1")]
    [InlineData("spark1", "(RayWorkerWrapper pid=8, ip=10.0.0.20) x", "10.0.0.2", "spark1")]
    [InlineData("spark1", "(RayWorkerWrapper pid=8, ip=10.0.0.2) x", null, "spark2")]
    [InlineData("spark1", "(EngineCore_DP0 pid=3) (RayWorkerWrapper pid=8, ip=10.0.0.2) x", "10.0.0.2", "spark2")]
    [InlineData("spark1", "(EngineCore_DP0 pid=3) (RayWorkerWrapper pid=8, ip=10.0.0.2) x", null, "spark2")]
    [InlineData("spark1", "(EngineCore_DP0 pid=3) (RayWorkerWrapper pid=8) x (ip=10.0.0.2)", "10.0.0.2", "spark1")]
    [InlineData("spark1", "(RayWorkerWrapper pid=8) x", null, "spark1")]
    [InlineData("spark2", "(EngineCore pid=8) x", "10.0.0.2", "spark2")]
    [InlineData("launcher", "(EngineCore pid=8) x", "10.0.0.2", "spark1")]
    [InlineData("spark1", "( and no end", null, "spark1")]
    public void A_line_speaks_for_the_node_of_its_rank(string printed, string text, string? worker, string node) =>
        Assert.Equal(node, LoadLines.NodeOf(new(printed, 0, text), Given.Swap(SwapPhase.Loading).Nodes, worker));

    [Fact]
    public void What_ray_prints_of_the_worker_fills_the_workers_bar()
    {
        var after = Given.Swap(SwapPhase.Loading).Read(
            "spark1", "Loading safetensors checkpoint shards:  10% Completed | 1/10 [00:01<00:11]",
            "(RayWorkerWrapper pid=8, ip=10.0.0.2) Loading safetensors checkpoint shards:  30% Completed | 3/10 [00:01<00:11]");

        Assert.Equal([0.1, 0.3], after.Nodes.Select(n => n.Part));
    }
}
