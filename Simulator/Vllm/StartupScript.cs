using System.Globalization;
using SparkControl.Simulator.Nodes;
using static SparkControl.Simulator.Scenarios.ScenarioKind;

namespace SparkControl.Simulator.Vllm;

/// <summary>The start of the process that has the API: every line in order, and when. Pure.</summary>
internal sealed class StartupScript(LoadPlan plan, Voice voice, Pace pace)
{
    private static readonly string[] _routes =
    [
        "/openapi.json, Methods: HEAD, GET", "/docs, Methods: HEAD, GET", "/health, Methods: GET",
        "/load, Methods: GET", "/ping, Methods: POST, GET", "/tokenize, Methods: POST", "/detokenize, Methods: POST",
        "/v1/models, Methods: GET", "/version, Methods: GET", "/v1/responses, Methods: POST",
        "/v1/chat/completions, Methods: POST", "/v1/completions, Methods: POST", "/v1/embeddings, Methods: POST",
        "/metrics, Methods: GET"
    ];

    private readonly VllmArguments _arguments = plan.Arguments;

    /// <summary>What of the weights is not on disk.</summary>
    public IReadOnlyList<ModelFile> Missing { get; init; } = [];

    public IEnumerable<Step> Steps() =>
    [
        .. Arguments(), .. DownloadScript.Steps(Missing, voice.Core), .. Distributed(), .. Weights(), .. Compile(),
        .. Cache(), .. Graphs(), .. Serve()
    ];

    private IEnumerable<Step> Arguments()
    {
        var wait = 4;
        foreach (var line in Banner.Lines(plan.Version, _arguments.Model))
        {
            yield return At(wait, voice.Info("utils.py:302", line));
            wait = 0;
        }

        yield return At(0, voice.Info("api_server.py:1351", "vLLM API server version " + plan.Version));
        yield return At(0, voice.Info("utils.py:238", "non-default args: " + PythonDictionary.Of(_arguments)));
        if (plan.Scenario.Kind == Gated)
        {
            foreach (var step in FailureLines.Gated(_arguments.Model, voice)) yield return step;
            yield break;
        }

        yield return At(6, voice.Info("model.py:531", "Resolved architecture: " + plan.Profile.Architecture));
        yield return At(0, voice.Info("model.py:1545", Text($"Using max model len {plan.MaxLength}")));
        yield return At(3, voice.Engine(
            "core.py:93", $"Initializing a V1 LLM engine (v{plan.Version}) with config: {Configuration()}"));
    }

    private string Configuration() => string.Create(
        CultureInfo.InvariantCulture,
        $"model='{_arguments.Model}', speculative_config=None, tokenizer='{_arguments.Model}', "
        + $"skip_tokenizer_init=False, tokenizer_mode=auto, revision=None, tokenizer_revision=None, "
        + $"trust_remote_code={_arguments.TrustsRemoteCode}, "
        + $"dtype=torch.bfloat16, max_seq_len={plan.MaxLength}, download_dir=None, "
        + $"load_format={_arguments.Text("load-format") ?? "auto"}, tensor_parallel_size={_arguments.TensorParallel}, "
        + $"pipeline_parallel_size={_arguments.PipelineParallel}, data_parallel_size=1, "
        + $"disable_custom_all_reduce=False, quantization={_arguments.Text("quantization") ?? "None"}, "
        + $"enforce_eager={_arguments.IsEager}, "
        + $"kv_cache_dtype={_arguments.Text("kv-cache-dtype") ?? "auto"}, device_config=cuda, seed=0, "
        + $"served_model_name={_arguments.ServedNames[0]}, enable_prefix_caching=True, pooler_config=None");

    private IEnumerable<Step> Distributed()
    {
        if (_arguments.UsesRay && plan.Ranks > 1)
            yield return At(4, voice.Engine(
                "ray_utils.py:402", "No current placement group found. Creating a new placement group."));
        yield return new Step(TimeSpan.Zero, null) { Effect = StepEffect.Meet };
        var address = plan.Ranks > 1 && _arguments.NodeCount > 1 ? _arguments.MasterAddress : "192.168.100.1:29500";
        yield return At(3, voice.Engine("parallel_state.py:1351", Text(
            $"world_size={plan.Ranks} rank=0 local_rank=0 distributed_init_method=tcp://{address} backend=nccl")));
        var peer = Text(
            $"world_size={plan.Ranks} rank=1 local_rank=0 distributed_init_method=tcp://{address} backend=nccl");
        foreach (var step in OfPeer("parallel_state.py:1351", peer)) yield return step;
        if (plan.Ranks > 1) yield return At(2, voice.Engine("pynccl.py:111", "vLLM is using nccl==2.28.3"));
        yield return At(2, voice.Engine("gpu_model_runner.py:4780", $"Starting to load model {_arguments.Model}..."));
    }

    private IEnumerable<Step> Weights()
    {
        var shards = plan.Profile.Shards;
        for (var done = 0; done <= shards; done++)
        {
            var part = (double)done / shards;
            var after = done == 0 ? TimeSpan.FromSeconds(1) : plan.WeightTime / shards;
            yield return Bar(after, Shards(done, shards), done, shards) with { Weights = part };
            foreach (var step in FailureLines.Loading(plan, part, voice)) yield return step;
        }

        var weights = pace.Compressed(plan.WeightTime).TotalSeconds;
        var took = Text($"Loading weights took {weights:F2} seconds");
        yield return At(0.5, voice.Engine("default_loader.py:384", took));
        foreach (var step in OfPeer("default_loader.py:384", took)) yield return step;
        var loaded = Text(
            $"Model loading took {plan.Weights / (double)(1L << 30):F2} GiB memory and {weights + 0.4:F6} seconds");
        yield return At(0.5, voice.Engine("gpu_model_runner.py:4879", loaded));
        foreach (var step in OfPeer("gpu_model_runner.py:4879", loaded)) yield return step;
    }

    // With Ray the worker has no log of its own.
    private IEnumerable<Step> OfPeer(string place, string text) =>
        _arguments.UsesRay && plan.Ranks > 1 ? [At(0.2, voice.Worker(1, place, text))] : [];

    // tqdm ends a bar with a newline, and only a bar that has been closed; who prints line by line ends each.
    private Step Bar(TimeSpan after, string text, int done, int total) => plan.Scenario.Kind != BarsInPlace
        ? new(after, voice.Core(text))
        : new(after, done == 0 ? voice.Core(text) : text) { IsOpen = done < total };

    private string Shards(int done, int shards)
    {
        var spent = pace.Compressed(plan.WeightTime) * done / shards;
        var left = pace.Compressed(plan.WeightTime) - spent;
        var each = pace.Compressed(plan.WeightTime).TotalSeconds / shards;
        var kind = _arguments.IsFast ? "using Fastsafetensor loader" : "checkpoint shards";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\rLoading safetensors {kind}: {done * 100 / shards,3}% Completed | {done}/{shards} " +
            $"[{spent:mm\\:ss}<{left:mm\\:ss}, {each,5:F2}s/it]");
    }

    private IEnumerable<Step> Compile()
    {
        if (_arguments.IsEager)
        {
            yield return At(1, voice.Engine("vllm.py:640", "Cudagraph is disabled under eager mode"));
            yield break;
        }

        yield return At(4, voice.Engine("backends.py:1069",
            "Using cache directory: /root/.cache/vllm/torch_compile_cache/4f1c/rank_0_0/backbone " +
            "for vLLM's torch.compile"));
        yield return At(4, voice.Engine("backends.py:1118", $"Dynamo bytecode transform time: {Seconds(3.54)} s"));
        yield return At(12, voice.Engine("backends.py:364",
            "Directly load the compiled graph(s) for compile range (1, 8192) from the cache, " +
            $"took {Seconds(11.66)} s"));
        yield return At(1, voice.Engine("monitor.py:34", $"torch.compile took {Seconds(18.21)} s in total"));
    }

    private IEnumerable<Step> Cache()
    {
        yield return At(4, voice.Engine("monitor.py:48", $"Initial profiling/warmup run took {Seconds(2.55)} s"));
        if (plan.CacheBytes <= 0 || plan.IsTooLong)
        {
            foreach (var step in FailureLines.Cache(plan, voice)) yield return step;
            yield break;
        }

        var left = Text($"Available KV cache memory: {plan.AvailableGib:F2} GiB");
        yield return At(2, voice.Engine("gpu_worker.py:456", left));
        foreach (var step in OfPeer("gpu_worker.py:456", left)) yield return step;
        var size = Text($"GPU KV cache size: {plan.CacheTokens:N0} tokens");
        yield return At(1, voice.Engine("kv_cache_utils.py:1314", size)) with { TakesCache = true };
        var times = Text($"{(double)plan.CacheTokens / plan.MaxLength:F2}x");
        yield return At(0, voice.Engine("kv_cache_utils.py:1319", Text(
            $"Maximum concurrency for {plan.MaxLength:N0} tokens per request: {times}")));
    }

    private IEnumerable<Step> Graphs()
    {
        if (!_arguments.IsEager)
        {
            yield return At(5, voice.Engine(
                "flashinfer.py:88", "flashinfer.jit: [Autotuner]: Autotuning process starts ..."));
            for (var done = 0; done <= 51; done += 17)
                yield return Bar(TimeSpan.FromSeconds(3), Captured(done), done, 51);
            yield return At(1, voice.Engine(
                "gpu_model_runner.py:5102", $"Graph capturing finished in {Seconds(9)} secs, took 0.30 GiB"));
        }

        yield return At(1, voice.Engine(
            "core.py:276", $"init engine (profile, create kv cache, warmup model) took {Seconds(42.1)} seconds"));
    }

    private static string Captured(int done) => string.Create(
        CultureInfo.InvariantCulture,
        $"\rCapturing CUDA graphs (mixed prefill-decode, PIECEWISE): {done * 100 / 51,3}%|" +
        $"{new string('█', done / 6),-9}| {done}/51 [00:0{done / 17}<00:0{3 - done / 17},  5.65it/s]");

    private IEnumerable<Step> Serve()
    {
        yield return At(3, voice.Info(
            "api_server.py:599", $"Starting vLLM server on http://{_arguments.Host}:{_arguments.Port}"));
        foreach (var route in _routes) yield return At(0, voice.Info("launcher.py:46", "Route: " + route));
        yield return At(0, voice.Api($"INFO:     Started server process [{voice.Pid}]")) with { IsError = true };
        yield return At(0, voice.Api("INFO:     Waiting for application startup.")) with { IsError = true };
        yield return At(0.5, voice.Api("INFO:     Application startup complete.")) with
        {
            IsError = true,
            Effect = StepEffect.Serve
        };
    }

    private string Seconds(double real) => Text($"{real / pace.Speed:F2}");

    private static Step At(double seconds, string text) => new(TimeSpan.FromSeconds(seconds), text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
