using System.Globalization;
using System.Text;

namespace SparkControl.Simulator.Vllm;

/// <summary>The counters of a node's vLLM: real requests, and traffic that a test or the demo invents.</summary>
internal sealed class VllmMetrics(TimeProvider time)
{
    private const double TokensPerSecond = 38;

    private static readonly double[] _bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly List<double> _firstToken = [];
    private readonly List<double> _whole = [];
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
        }
    }

    /// <summary>A new process counts from zero.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (_running, _prompt, _generated, _served, _since) = (0, 0, 0, 0, time.GetUtcNow());
            _firstToken.Clear();
            _whole.Clear();
        }
    }

    public string Render(string model, int blocks)
    {
        lock (_gate)
        {
            Advance();
            var text = new StringBuilder();
            var labels = $"{{engine=\"0\",model_name=\"{model}\"}}";
            Value("vllm:num_requests_running", "gauge", _running + _invented);
            Value("vllm:num_requests_waiting", "gauge", _waiting);
            Value("vllm:kv_cache_usage_perc", "gauge", Math.Min(1, (_running + _invented) * 0.021));
            Value("vllm:prompt_tokens_total", "counter", Math.Floor(_prompt));
            Value("vllm:generation_tokens_total", "counter", Math.Floor(_generated));
            Value("vllm:iteration_tokens_total_sum", "counter", Math.Floor(_prompt + _generated));
            Value("vllm:prefix_cache_queries_total", "counter", Math.Floor(_prompt));
            Value("vllm:prefix_cache_hits_total", "counter", Math.Floor(_prompt * 0.64));
            Value("vllm:num_preemptions_total", "counter", 0);
            text.Append(CultureInfo.InvariantCulture, $"# TYPE vllm:request_success_total counter\nvllm:request_success_total{{engine=\"0\",finished_reason=\"stop\",model_name=\"{model}\"}} {_served}\n");
            Histogram("vllm:time_to_first_token_seconds", _firstToken);
            Histogram("vllm:e2e_request_latency_seconds", _whole);
            text.Append(CultureInfo.InvariantCulture, $"# TYPE vllm:cache_config_info gauge\nvllm:cache_config_info{{block_size=\"16\",num_gpu_blocks=\"{blocks}\"}} 1.0\n");
            return text.ToString();

            void Value(string name, string type, double value) => text.Append(
                CultureInfo.InvariantCulture, $"# HELP {name} {name[5..]}\n# TYPE {name} {type}\n{name}{labels} {value:0.0###########}\n");

            void Histogram(string name, List<double> seen)
            {
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} histogram\n");
                foreach (var bound in _bounds)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{engine=\"0\",le=\"{bound:0.0##}\",model_name=\"{model}\"}} {seen.Count(value => value <= bound)}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{engine=\"0\",le=\"+Inf\",model_name=\"{model}\"}} {seen.Count}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {seen.Sum():0.0#####}\n{name}_count{labels} {seen.Count}\n");
            }
        }
    }

    private void Advance()
    {
        var now = time.GetUtcNow();
        var seconds = (now - _since).TotalSeconds;
        _generated += seconds * _invented * TokensPerSecond;
        _prompt += seconds * _invented * TokensPerSecond * 4;
        _since = now;
    }
}
