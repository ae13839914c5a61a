namespace SparkControl.Simulator.Docker;

/// <summary>
/// Process 1 of a container, played inside the pair: it runs until it ends by itself or obeys a signal.
/// </summary>
internal delegate Task<int> ContainerProgram(ContainerRun run);

/// <summary>One life of a container, from a start to its end.</summary>
internal sealed class ContainerRun : IDisposable
{
    private readonly CancellationTokenSource _terminated = new();
    private readonly CancellationTokenSource _killed = new();

    public ContainerRun(Container container) =>
        (Container, Terminated, Killed) = (container, _terminated.Token, _killed.Token);

    public Container Container { get; }

    /// <summary>SIGTERM came; process 1 may ignore it.</summary>
    public CancellationToken Terminated { get; }

    /// <summary>SIGKILL came: everything in the container ends now. Good to ask after the end too.</summary>
    public CancellationToken Killed { get; }

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
