using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>Ray's rank of an engine on the other node: a process of the container there, which ends with it.</summary>
internal sealed class RayRank
{
    public const string Title = "ray::RayWorkerWrapper";

    private readonly VllmProcess _engine;
    private readonly SimulatedNode _where;
    private readonly Container _container;
    private readonly ContainerProcess _entry;
    private readonly CancellationTokenRegistration _watch;

    public RayRank(VllmProcess engine, SimulatedNode where, ContainerRun run)
    {
        (_engine, _where, _container) = (engine, where, run.Container);
        _entry = _container.AddProcess([Title], _ => Die());
        where.Engines[engine] = true;
        _watch = run.Killed.Register(engine.LosePartner);
    }

    public NodeMemory Memory => _where.Memory;

    /// <summary>It is gone, and the engine is told.</summary>
    public void Die()
    {
        Leave();
        _engine.LosePartner();
    }

    /// <summary>It is gone; what it held comes back when the engine's does.</summary>
    public void Leave()
    {
        _watch.Unregister();
        _container.RemoveProcess(_entry);
        _where.Engines.TryRemove(_engine, out _);
    }
}
