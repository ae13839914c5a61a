namespace SparkControl.Simulator.Vllm;

/// <summary>The counters of a node's vLLM: real requests, and traffic that a test or the demo invents.</summary>
internal sealed class VllmMetrics(TimeProvider time)
{
    /// <summary>The part of the prompts that the prefix cache knows.</summary>
    public const double HitRate = 0.64;

    private const double TokensPerSecond = 38;

    private static readonly double[] _bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly double[] _tokenBounds = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

    private readonly Lock _gate = new();
    private readonly List<double> _firstToken = [];
    private readonly List<double> _whole = [];
    private readonly List<double> _perToken = [];
    private readonly List<double> _iterations = [];
    private DateTimeOffset _created = time.GetUtcNow();
    private DateTimeOffset _since = time.GetUtcNow();
    private int _running;
    private int _invented;
    private int _waiting;
    private double _prompt;
    private double _generated;
    private long _served;

    public int Running
    {
        get
        {
            lock (_gate) return _running + _invented;
        }
    }

    /// <summary>How it stands.</summary>
    public Traffic Traffic
    {
        get
        {
            lock (_gate)
            {
                Advance();
                return new(_since, _prompt, _generated, _running + _invented, _waiting, CacheUsage);
            }
        }
    }

    private double CacheUsage => Math.Min(1, (_running + _invented) * 0.021);

    /// <summary>From now on so many requests seem to run and wait.</summary>
    public void Invent(int running, int waiting)
    {
        lock (_gate)
        {
            Advance();
            (_invented, _waiting) = (running, waiting);
        }
    }

    public void Begin()
    {
        lock (_gate) _running++;
    }

    public void End(int promptTokens, int tokens, TimeSpan first, TimeSpan whole)
    {
        lock (_gate)
        {
            _running--;
            _served++;
            _prompt += promptTokens;
            _generated += tokens;
            _firstToken.Add(first.TotalSeconds);
            _whole.Add(whole.TotalSeconds);
            _iterations.Add(promptTokens);
            _iterations.AddRange(Enumerable.Repeat(1d, tokens));
            if (tokens > 1) _perToken.Add(Math.Max(0, (whole - first).TotalSeconds) / (tokens - 1));
        }
    }

    /// <summary>A new process counts from zero.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (_running, _prompt, _generated, _served, _since) = (0, 0, 0, 0, time.GetUtcNow());
            _created = _since;
            foreach (var seen in new[] { _firstToken, _whole, _perToken, _iterations }) seen.Clear();
        }
    }

    public string Render(string model, int blocks)
    {
        lock (_gate)
        {
            Advance();
            var text = new MetricsText(model, _created);
            text.Gauge("vllm:num_requests_running", _running + _invented);
            text.Gauge("vllm:num_requests_waiting", _waiting);
            text.Gauge("vllm:kv_cache_usage_perc", CacheUsage);
            text.Counter("vllm:prompt_tokens_total", Math.Floor(_prompt));
            text.Counter("vllm:generation_tokens_total", Math.Floor(_generated));
            text.Counter("vllm:prefix_cache_queries_total", Math.Floor(_prompt));
            text.Counter("vllm:prefix_cache_hits_total", Math.Floor(_prompt * HitRate));
            text.Counter("vllm:num_preemptions_total", 0);
            text.Counter("vllm:request_success_total", _served, "finished_reason=\"stop\",");
            text.Histogram("vllm:iteration_tokens_total", _iterations, _tokenBounds);
            text.Histogram("vllm:time_to_first_token_seconds", _firstToken, _bounds);
            text.Histogram("vllm:inter_token_latency_seconds", _perToken, _bounds);
            text.Histogram("vllm:request_time_per_output_token_seconds", _perToken, _bounds);
            text.Histogram("vllm:request_queue_time_seconds", [.. _whole.Select(_ => 0d)], _bounds);
            text.Histogram("vllm:e2e_request_latency_seconds", _whole, _bounds);
            text.Information("vllm:cache_config_info", $"block_size=\"16\",num_gpu_blocks=\"{blocks}\"");
            return text.ToString();
        }
    }

    private void Advance()
    {
        var now = time.GetUtcNow();
        var seconds = (now - _since).TotalSeconds;
        var (generated, prompt) = (seconds * _invented * TokensPerSecond, seconds * _invented * TokensPerSecond * 4);
        (_generated, _prompt) = (_generated + generated, _prompt + prompt);
        if (prompt > 0) _iterations.Add(prompt + generated);
        _since = now;
    }
}
