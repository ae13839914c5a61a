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
    public FitAnswer Judge(CatalogModel model, EffectiveSettings settings) => Judge(
        model, [.. settings.Nodes.Select(node => Last(settings).After(MemoryLook.Of(node.Name, Seen(node.Name))))],
        settings);

    /// <summary>The answer with memory as it was read just now.</summary>
    /// <param name="model">The model, with the settings to judge.</param>
    /// <param name="rooms">What the Sparks will have, the head's first.</param>
    /// <param name="settings">Those in force.</param>
    public FitAnswer Judge(CatalogModel model, IReadOnlyList<NodeRoom> rooms, EffectiveSettings settings)
    {
        var known = FactsOf(model);
        var asked = known is null && model.Repo is { } repo ? hub.Find(repo) : new(known, "It is not on Spark 1 yet.");
        return FitRules.Judge(new(FitWords.Of(model), rooms)
        {
            Facts = known ?? asked.Facts,
            Missing = asked.Reason,
            Asked = asked.Asked,
            Image = mirror.Value(States.Launcher)?.HeadImage(settings),
            Loads = mirror.Value(States.Measured)?.Weights.GetValueOrDefault(model.Weights) ?? []
        });
    }

    /// <summary>
    /// What Sparks will have once what runs is stopped, by a look of just now; what it does not say of the model that
    /// runs is as it was last seen.
    /// </summary>
    /// <param name="looks">The looks, the head's first.</param>
    /// <param name="settings">Those in force.</param>
    public IReadOnlyList<NodeRoom> Rooms(IEnumerable<MemoryLook> looks, EffectiveSettings settings) =>
    [
        .. looks.Select(look => Last(settings).After(look with
        {
            HeldBytes = look.HeldBytes ?? (Seen(look.Node) is { Stale: false } seen ? seen.ModelBytes : null)
        }))
    ];

    /// <summary>What is known of weights that are on Spark 1; null when nothing is.</summary>
    public ModelFacts? FactsOf(CatalogModel model) =>
        mirror.Value(States.Facts)?.Models.GetValueOrDefault(model.Weights);

    private NodeStatus? Seen(string node) => Freshness.Of(mirror.Get(States.Node(node)), time.GetUtcNow());

    private LastLoad Last(EffectiveSettings settings) => LastLoad.Of(
        mirror.Value(States.Swap), time.GetUtcNow(), TimeSpan.FromSeconds(settings.Swaps.MemoryBackSeconds));
}
