using System.Globalization;

namespace SparkControl.Simulator.Vllm;

/// <summary>What vLLM says of its traffic again and again: it falls silent one report after the traffic did.</summary>
internal sealed class TrafficReport(VllmMetrics metrics)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private Traffic _last = metrics.Traffic;
    private bool _wasIdle = true;

    public string? Next()
    {
        var (now, before) = (metrics.Traffic, _last);
        var seconds = Math.Max((now.At - before.At).TotalSeconds, 0.001);
        var (prompt, generated) =
            ((now.Prompt - before.Prompt) / seconds, (now.Generated - before.Generated) / seconds);
        var isIdle = prompt + generated <= 0 && now.Running == 0;
        var isSilent = isIdle && _wasIdle;
        (_last, _wasIdle) = (now, isIdle);
        return isSilent ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Engine 000: Avg prompt throughput: {prompt:F1} tokens/s, Avg generation throughput: {generated:F1} " +
                $"tokens/s, Running: {now.Running} reqs, Waiting: {now.Waiting} reqs, GPU KV cache usage: " +
                $"{now.CacheUsage * 100:F1}%, Prefix cache hit rate: " +
                $"{(now.Prompt > 0 ? VllmMetrics.HitRate * 100 : 0):F1}%");
    }
}

/// <summary>The counters of a moment.</summary>
internal sealed record Traffic(
    DateTimeOffset At, double Prompt, double Generated, int Running, int Waiting, double CacheUsage);
