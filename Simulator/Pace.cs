namespace SparkControl.Simulator;

/// <summary>The pair's clock and how fast it goes: a wait of the real thing is divided by the speed.</summary>
internal sealed record Pace(TimeProvider Time, double Speed)
{
    public DateTimeOffset Now => Time.GetUtcNow();

    public TimeSpan Compressed(TimeSpan real) => real / Speed;

    public Task WaitAsync(TimeSpan real, CancellationToken cancel) => Task.Delay(Compressed(real), Time, cancel);
}
