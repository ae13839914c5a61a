using SparkControl.Simulator.Docker;

namespace SparkControl.Simulator.Vllm;

/// <summary>The rank of an engine on the other node: a vLLM of its own there, or one of Ray.</summary>
internal sealed class OtherRank(VllmProcess engine, SimulatedNode node)
{
    private VllmProcess? _partner;
    private volatile bool _isUnheard;

    /// <summary>The one of Ray; null when there is none.</summary>
    public RayRank? OfRay { get; private set; }

    /// <summary>
    /// Waits until it is there; with Ray, for which it lives in that container, it is there at once or not.
    /// </summary>
    public async Task MeetAsync(LoadPlan plan, ContainerRun? rayWorker, CancellationToken cancel)
    {
        if (plan.Arguments.UsesRay && plan.Ranks > 1)
        {
            if (rayWorker is null) engine.LosePartner();
            else OfRay = new(engine, node.Peer, rayWorker);
        }
        else if (plan.Arguments.NodeCount > 1)
        {
            _partner = await node.Meetings.MeetAsync(engine, cancel);
            // A rank without an API does not hear of the head's end: it waits for it until its container ends.
            if (!plan.Arguments.IsHeadless)
                _ = _partner.Ended.ContinueWith(_ => Hear(), TaskScheduler.Default);
        }
    }

    public void Kill()
    {
        _partner?.Kill();
        OfRay?.Die();
    }

    /// <summary>It is gone, and the engine does not hear of it; false when there was none.</summary>
    public bool Vanish()
    {
        _isUnheard = true;
        OfRay?.Leave();
        OfRay?.Memory.Hold(engine, 0);
        _partner?.Kill();
        return OfRay is not null || _partner is not null;
    }

    private void Hear()
    {
        if (!_isUnheard) engine.LosePartner();
    }
}
