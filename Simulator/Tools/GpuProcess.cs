namespace SparkControl.Simulator.Tools;

/// <summary>A process that uses the GPU of a node, as nvidia-smi lists it.</summary>
internal sealed record GpuProcess(int Pid, string Name, long Bytes)
{
    /// <summary>What the ids of processes in containers begin at on the node.</summary>
    private const int First = 4000;

    /// <summary>Models and speech; a process that holds nothing of the GPU yet is none of its own.</summary>
    public static IReadOnlyList<GpuProcess> On(SimulatedNode node) =>
    [
        .. node.Engines.Keys.Select(
            engine => new GpuProcess(First + engine.Pid, engine.NameOn(node), node.Memory.HeldBy(engine))),
        .. node.GpuServices.Keys.Where(service => service.Memory > 0).OrderBy(service => service.Plan.Pid).Select(
            service => new GpuProcess(First + service.Plan.Pid, service.Plan.Process, service.Memory))
    ];
}
