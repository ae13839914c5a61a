using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Vllm;

/// <summary>What one vLLM prints, as long as somebody takes it.</summary>
internal sealed class EngineOutput(Relay output, Pace pace)
{
    private bool _isUnheard;

    public async Task PrintAsync(Step step)
    {
        if (_isUnheard || step.Text is null) return;
        try
        {
            await output.WriteAsync(Voice.Say(step.Text, pace.Now) + (step.IsOpen ? "" : "\n"), step.IsError);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Whoever relayed the lines is gone; the engine goes on without being heard.
            _isUnheard = true;
        }
    }

    public Task PrintAsync(string line) => PrintAsync(new Step(TimeSpan.Zero, line));

    public async Task PrintAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps) await PrintAsync(step);
    }

    /// <summary>Nothing more goes to stderr.</summary>
    public Task OnlyOutAsync() => output.OnlyOutAsync();

    public ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancel) =>
        output.WriteAsync(text, isError: false, cancel);
}
