using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Fit;
using SparkControl.ControlApi.Updates;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Looks whether a model can be loaded; changes nothing.</summary>
internal sealed class Preflight(
    SparkShells shells, StateMirror mirror, FitDesk fit, OptionsDesk options, LeftWork left, TimeProvider time)
{
    /// <summary>
    /// How long a connection that has just broken gets to come back, before that is a reason to refuse.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(0.5);

    public async Task<PreflightReport> CheckAsync(
        CatalogModel model, EffectiveSettings settings, CancellationToken cancel)
    {
        var query = new NodeQuery(settings.VllmContainer, settings.VllmPort, settings.VllmImage)
        {
            Weights = model.Weights
        };
        for (var began = time.GetTimestamp(); ;)
        {
            var looks = await Task.WhenAll(settings.Nodes.Select(node => LookAsync(node, query, cancel)));
            var launcher = ShellOf(settings.Spark1) is { } head
                ? await LauncherProbe.ReadAsync(head, ShellOf(settings.Spark2), settings, cancel)
                : new();
            if (time.GetElapsedTime(began) >= Patience || !IsBroken(looks, launcher))
            {
                var anotherPanel = mirror.Value(States.Driver)?.AnotherPanel;
                var rooms = fit.Rooms(looks.Select(Memory), settings);
                var report = PreflightRules.Judge(
                    model, settings, looks, launcher, anotherPanel, fit.Judge(model, rooms, settings));
                report = BadLoadRules.Warn(PreflightMemory.Warn(report, rooms), model, mirror.Value(States.Bad));
                return await left.WarnAsync(options.Warn(report, model), cancel);
            }

            await Task.Delay(Again, time, cancel);
        }
    }

    private static MemoryLook Memory(NodeObservation look) => new(
        look.Node, look.MemTotalBytes, look.MemAvailableBytes, look.MemFreeBytes,
        look.Container.Presence == Presence.Absent ? 0 : null);

    private ISparkShell? ShellOf(SparkSettings? node) =>
        node is null ? null : shells.For(node.Name, new NodeAddress(node.Host, node.Port));

    // Settings are in force a moment before the shells follow them.
    private Task<NodeObservation> LookAsync(SparkSettings node, NodeQuery query, CancellationToken cancel) =>
        ShellOf(node) is { } shell
            ? Containers.ObserveAsync(shell, query, cancel)
            : Task.FromResult(new NodeObservation
            {
                Node = node.Name,
                Outcome = ShellOutcome.Unreachable,
                Reason = $"{node.Name} was only just set up: the connection is not made yet."
            });

    // A node that has been away for longer, or has never answered, is not waited for.
    private bool IsBroken(IReadOnlyList<NodeObservation> looks, LauncherState launcher) =>
        looks.Any(look => look.Outcome == ShellOutcome.Lost
            || (look.Outcome == ShellOutcome.Unreachable && HasJustGone(look.Node)))
        || (launcher.Present is null && HasJustGone("spark1"));

    private bool HasJustGone(string node) =>
        shells.For(node)?.Link.Since is { } since && time.GetUtcNow() - since < Patience;
}
