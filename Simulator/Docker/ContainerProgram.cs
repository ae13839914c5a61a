namespace SparkControl.Simulator.Docker;

/// <summary>Process 1 of a container, played inside the pair: it runs until it ends by itself or obeys a signal.</summary>
internal delegate Task<int> ContainerProgram(ContainerRun run);

/// <summary>One life of a container, from a start to its end.</summary>
internal sealed class ContainerRun(Container container) : IDisposable
{
    private readonly CancellationTokenSource _terminated = new();
    private readonly CancellationTokenSource _killed = new();

    public Container Container { get; } = container;

    /// <summary>SIGTERM came; process 1 may ignore it.</summary>
    public CancellationToken Terminated => _terminated.Token;

    /// <summary>SIGKILL came: everything in the container ends now.</summary>
    public CancellationToken Killed => _killed.Token;

    /// <summary>The exit status, when process 1 has ended.</summary>
    public TaskCompletionSource<int> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task TerminateAsync() => _terminated.CancelAsync();

    public Task KillAsync() => _killed.CancelAsync();

    public void Dispose()
    {
        _terminated.Dispose();
        _killed.Dispose();
    }
}
