namespace SparkControl.Simulator.Docker;

/// <summary>A process that `docker top` shows: its id inside, its command line, and how to end it at once.</summary>
internal sealed record ContainerProcess(int Pid, IReadOnlyList<string> CommandLine, Action<bool> End)
{
    public string Text => string.Join(' ', CommandLine);
}
