namespace SparkControl.Simulator.Vllm;

/// <summary>The counters of a node's vLLM: real requests, and traffic that a test or the demo invents.</summary>
internal sealed class VllmMetrics(TimeProvider time)
{
    /// <summary>The part of the prompts that the prefix cache knows.</summary>
    public const double HitRate = 0.64;

    private static readonly double[] _seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly double[] _tokens = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

    private readonly Lock _gate = new();
    private readonly MetricHistogram _firstToken = new(_seconds), _betweenTokens = new(_seconds);
    private readonly MetricHistogram _perToken = new(_seconds), _whole = new(_seconds), _queued = new(_seconds);
    private readonly MetricHistogram _iterations = new(_tokens);
    private TaskCompletionSource _moves = Moving();
    private DateTimeOffset _created = time.GetUtcNow();
    private DateTimeOffset _since = time.GetUtcNow();
    private int _running;
    private int _invented;
    private int _waiting;
    private double _prompt;
    private double _generated;
    private double _served;
    private double _partOfStep;
    private double _partOfRequest;

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

    /// <summary>The engine steps no more: requests run, and nothing comes of them.</summary>
    public bool IsStuck
    {
        get => !_moves.Task.IsCompleted;
        set
        {
            lock (_gate)
            {
                Advance();
                if (value == IsStuck) return;
                if (value) _moves = new(TaskCreationOptions.RunContinuationsAsynchronously);
                else _moves.SetResult();
            }
        }
    }

    /// <summary>Ends when the engine steps.</summary>
    public Task Moves => _moves.Task;

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

    /// <summary>So many tokens were read and made in one step of the engine.</summary>
    public void Step(int promptTokens, int tokens)
    {
        lock (_gate)
        {
            (_prompt, _generated) = (_prompt + promptTokens, _generated + tokens);
            _iterations.Observe(promptTokens + tokens);
        }
    }

    /// <summary>A request has ended, which made so many tokens.</summary>
    public void End(int tokens, TimeSpan first, TimeSpan whole)
    {
        lock (_gate)
        {
            // One of a process that has ended is none of this one's.
            _running = Math.Max(0, _running - 1);
            if (tokens < 1) return;
            var each = tokens > 1 ? Math.Max(0, (whole - first).TotalSeconds) / (tokens - 1) : 0;
            Complete(1, tokens, first.TotalSeconds, each);
            _betweenTokens.Observe(each, tokens - 1);
        }
    }

    /// <summary>A new process counts from zero.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (_running, _prompt, _generated, _served, _since) = (0, 0, 0, 0, time.GetUtcNow());
            _created = _since;
            MetricHistogram[] all = [_firstToken, _betweenTokens, _perToken, _whole, _queued, _iterations];
            foreach (var seen in all) seen.Reset();
        }

        IsStuck = false;
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
            text.Histogram("vllm:iteration_tokens_total", _iterations);
            text.Histogram("vllm:time_to_first_token_seconds", _firstToken);
            text.Histogram("vllm:inter_token_latency_seconds", _betweenTokens);
            text.Histogram("vllm:request_time_per_output_token_seconds", _perToken);
            text.Histogram("vllm:request_queue_time_seconds", _queued);
            text.Histogram("vllm:e2e_request_latency_seconds", _whole);
            text.Information("vllm:cache_config_info", $"block_size=\"16\",num_gpu_blocks=\"{blocks}\"");
            return text.ToString();
        }
    }

    // What the invented requests have done since the last time: one after the other, each at the same pace.
    private void Advance()
    {
        var now = time.GetUtcNow();
        var seconds = IsStuck ? 0 : (now - _since).TotalSeconds;
        _since = now;
        var tokens = seconds * _invented * Invented.TokensPerSecond;
        if (tokens <= 0) return;
        (_generated, _prompt) = (_generated + tokens, _prompt + tokens * Invented.PromptPart);
        var steps = Whole(ref _partOfStep, tokens / _invented);
        _iterations.Observe(_invented * (1 + Invented.PromptPart), steps);
        _betweenTokens.Observe(1 / Invented.TokensPerSecond, steps * _invented);
        var requests = Whole(ref _partOfRequest, tokens / Invented.Tokens);
        Complete(requests, Invented.Tokens, Invented.FirstToken(_invented), 1 / Invented.TokensPerSecond);
    }

    private void Complete(double requests, double tokens, double first, double each)
    {
        _served += requests;
        _firstToken.Observe(first, requests);
        _whole.Observe(first + each * (tokens - 1), requests);
        _queued.Observe(0, requests);
        if (tokens > 1) _perToken.Observe(each, requests);
    }

    // Nothing is counted by halves: what is left of one is part of the next.
    private static double Whole(ref double part, double more)
    {
        var whole = Math.Floor(part + more);
        part = part + more - whole;
        return whole;
    }

    private static TaskCompletionSource Moving()
    {
        var moves = new TaskCompletionSource();
        moves.SetResult();
        return moves;
    }

    /// <summary>
    /// A request that nobody sent: its pace, and the more of them there are, the later its first token.
    /// </summary>
    private static class Invented
    {
        public const double TokensPerSecond = 38, Tokens = 200, PromptPart = 4;

        public static double FirstToken(int running) => Math.Min(8, 0.26 + running * 0.02);
    }
}
