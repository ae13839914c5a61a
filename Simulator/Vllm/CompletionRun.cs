using System.Runtime.CompilerServices;

namespace SparkControl.Simulator.Vllm;

/// <summary>One request in the engine: token after token, counted as they come, and none while it is stuck.</summary>
internal sealed class CompletionRun : IDisposable
{
    private const int PromptTokens = 12;

    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(180), _next = TimeSpan.FromMilliseconds(26);

    private readonly VllmMetrics _metrics;
    private readonly Pace _pace;
    private readonly long _begun;
    private TimeSpan _firstAt;
    private int _made;

    public CompletionRun(VllmMetrics metrics, Pace pace)
    {
        (_metrics, _pace, _begun) = (metrics, pace, pace.Time.GetTimestamp());
        metrics.Begin();
    }

    /// <summary>The words, each but the first with the space before it.</summary>
    public async IAsyncEnumerable<string> TokensAsync(
        IReadOnlyList<string> words, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (; _made < words.Count; _made++)
        {
            await _pace.WaitAsync(_made == 0 ? _first : _next, cancel);
            await _metrics.Moves.WaitAsync(cancel);
            _metrics.Step(_made == 0 ? PromptTokens : 0, 1);
            if (_made == 0) _firstAt = _pace.Time.GetElapsedTime(_begun);
            yield return _made == 0 ? words[_made] : " " + words[_made];
        }
    }

    /// <summary>It has left the engine, finished or not.</summary>
    public void Dispose() => _metrics.End(_made, _firstAt, _pace.Time.GetElapsedTime(_begun));
}
