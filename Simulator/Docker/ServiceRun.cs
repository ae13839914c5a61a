namespace SparkControl.Simulator;

/// <summary>One life of a container whose first process is played by code: a speech service, say.</summary>
public sealed class ServiceRun
{
    private readonly Docker.ContainerRun _run;

    internal ServiceRun(Docker.ContainerRun run) => _run = run;

    /// <summary>The container's name.</summary>
    public string Container => _run.Container.Name;

    /// <summary>docker stop has asked it to end; it may take its time.</summary>
    public CancellationToken Terminated => _run.Terminated;

    /// <summary>It is ended now, asked or not.</summary>
    public CancellationToken Killed => _run.Killed;

    /// <summary>The container's memory limit in bytes; 0 is none.</summary>
    public long MemoryLimit => _run.Container.MemoryLimit;

    internal IReadOnlyList<string> Command => _run.Container.Command;

    internal IReadOnlyList<string> Mounts => _run.Container.Mounts;

    /// <summary>Writes to the container's log.</summary>
    public void WriteLine(string line) => _run.Container.Log.WriteLine(line);

    /// <summary>Says that the kernel ended it because it ran over its limit.</summary>
    public void RunOutOfMemory() => _run.Container.WasOutOfMemory = true;
}
