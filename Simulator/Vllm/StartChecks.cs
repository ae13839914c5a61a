using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>What a start plays: the whole of it, or as far as it comes with what it finds.</summary>
internal sealed class StartChecks(SimulatedNode node, Container container, LoadPlan plan)
{
    private readonly VllmArguments _arguments = plan.Arguments;

    /// <summary>The container of the other node in which Ray's rank would live; null when there is none.</summary>
    public ContainerRun? RayWorker => container.Ray != "head" ? null : node.Peer.Docker.Containers
        .Where(other => other.Ray is not null and not "head")
        .Select(other => other.Run)
        .FirstOrDefault(run => run is not null);

    /// <summary>
    /// Where the weights are read; a rank of Ray fetches for itself, with nobody but the head to say so.
    /// </summary>
    public IEnumerable<HuggingFaceCache> Caches =>
        _arguments.UsesRay && RayWorker is not null ? [node.Cache, node.Peer.Cache] : [node.Cache];

    public IEnumerable<Step> Script(Voice voice)
    {
        if (_arguments.IsHeadless)
            return RankScript.Steps(plan, voice, node.Pace, node.Cache.Missing(_arguments.Model));
        if (FailureLines.Impossible(plan, node.Sshd is not null) is { } impossible) return impossible;
        // Where everybody has SO_REUSEPORT, nobody is told that the port is taken.
        if (node.Shared(_arguments.Port) is null && node.Ports.IsTaken(_arguments.Port))
            return FailureLines.PortTaken();
        var missing = Caches.SelectMany(cache => cache.Missing(_arguments.Model)).Distinct().ToList();
        var steps = new StartupScript(plan, voice, node.Pace) { Missing = missing }.Steps();
        return Problem(voice) is { } problem
            ? steps.TakeWhile(step => step.Effect != StepEffect.Meet).Concat(problem)
            : steps;
    }

    private IEnumerable<Step>? Problem(Voice voice)
    {
        if (node.Docker.Registry.In(container.ImageId).Fault == ImageFault.DiesLoading)
            return FailureLines.NoKernel(voice);
        var wanted = _arguments.MemoryUtilization * NodeMemory.Total;
        var free = (double)node.Memory.Free;
        var isShort = plan.Ranks > 1 && (_arguments.UsesRay ? RayWorker is null : _arguments.NodeCount == 1);
        if (isShort) return FailureLines.TooFewGpus(plan.Ranks, voice);
        return wanted > free ? FailureLines.FreeMemory(free, wanted, _arguments.MemoryUtilization, voice) : null;
    }
}
