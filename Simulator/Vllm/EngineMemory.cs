using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>What one vLLM holds of the memory of its node, and of the other's where a rank of Ray is.</summary>
internal sealed class EngineMemory(SimulatedNode node, object engine, OtherRank other)
{
    /// <summary>So much of the weights is there now, read from files.</summary>
    public void Load(long bytes)
    {
        foreach (var memory in Memories) memory.Read(bytes - memory.HeldBy(engine));
        Hold(bytes);
    }

    public void Hold(long bytes)
    {
        foreach (var memory in Memories) memory.Hold(engine, bytes);
    }

    /// <summary>The driver takes so much of it over, for good.</summary>
    public void Keep(long bytes)
    {
        var kept = Math.Min(bytes, node.Memory.HeldBy(engine));
        node.Memory.Hold(engine, node.Memory.HeldBy(engine) - kept);
        node.Memory.Keep(kept);
    }

    private IEnumerable<NodeMemory> Memories => other.OfRay is { } rank ? [node.Memory, rank.Memory] : [node.Memory];
}
