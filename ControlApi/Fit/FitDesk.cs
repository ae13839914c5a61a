using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Status;

namespace SparkControl.ControlApi.Fit;

/// <summary>Answers whether a model fits, from memory alone.</summary>
internal sealed class FitDesk(StateMirror mirror, HubFacts hub, TimeProvider time)
{
    /// <summary>The answer with the Sparks as they were last seen.</summary>
    /// <param name="model">The model, with the settings to judge.</param>
    /// <param name="settings">Which Sparks there are.</param>
    public FitAnswer Judge(CatalogModel model, EffectiveSettings settings)
    {
        var (now, swap) = (time.GetUtcNow(), mirror.Value(States.Swap));
        return Judge(model, [.. settings.Nodes.Select(node =>
            NodeRoom.AfterStop(node.Name, Freshness.Of(mirror.Get(States.Node(node.Name)), now), swap))]);
    }

    /// <summary>The answer with memory as it was read just now.</summary>
    /// <param name="model">The model, with the settings to judge.</param>
    /// <param name="looks">The Sparks' memory, the head's first.</param>
    public FitAnswer Judge(CatalogModel model, IEnumerable<MemoryLook> looks)
    {
        var (now, swap) = (time.GetUtcNow(), mirror.Value(States.Swap));
        return Judge(model, [.. looks.Select(look => NodeRoom.AfterStop(look with
        {
            HeldBytes = look.HeldBytes ?? Freshness.Of(mirror.Get(States.Node(look.Node)), now) switch
            {
                { Stale: false } seen => seen.ModelBytes,
                _ => null
            }
        }, swap))]);
    }

    private FitAnswer Judge(CatalogModel model, IReadOnlyList<NodeRoom> rooms)
    {
        var known = mirror.Value(States.Facts)?.Models.GetValueOrDefault(model.Weights);
        var asked = known is null && model.Repo is { } repo ? hub.Find(repo) : new(known, "It is not on Spark 1 yet.");
        return FitRules.Judge(new(FitWords.Of(model), rooms)
        {
            Facts = known ?? asked.Facts,
            Missing = asked.Reason,
            Loads = mirror.Value(States.Measured)?.Weights.GetValueOrDefault(model.Weights) ?? []
        });
    }
}
