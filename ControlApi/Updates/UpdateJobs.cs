using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>A remote job of an update.</summary>
/// <param name="Node">Where it runs.</param>
/// <param name="Name">Its name there, and its file's within the log.</param>
/// <param name="Script">What it does.</param>
/// <param name="Mark">What its lines are marked with: no other job of the same update has it.</param>
internal sealed record UpdateJob(string Node, string Name, string Script, string Mark)
{
    /// <summary>The container that it starts; null for none.</summary>
    public string? Container { get; init; }

    /// <summary>It builds or copies an image, which takes as long as it takes.</summary>
    public bool IsLong { get; init; }
}

/// <summary>Which remote jobs make a phase of an update, in order. All of it is pure.</summary>
internal static class UpdateJobs
{
    public static UpdateJob[] Of(UpdateState state)
    {
        if (state.Run is not { Place: { } place } run) return [];

        return state.Phase switch
        {
            UpdatePhase.Pulling or UpdatePhase.Building or UpdatePhase.Copying =>
                [OnHead(state, UpdateScripts.Apply(place, run.Branch)) with { IsLong = true }],
            UpdatePhase.Syncing =>
                [OnHead(state, UpdateScripts.Sync(place, run.CopiesOnly)) with { IsLong = true }],
            UpdatePhase.RollingBack when run.Former is { } former =>
            [
                OnHead(state, UpdateScripts.RollBack(place, former)),
                .. place.Nodes.Where(node => node != UpdatePlace.Head)
                    .Select(node => On(state, node, UpdateScripts.TagBack(place, former, node)))
            ],
            UpdatePhase.Smoke =>
            [
                .. place.Nodes.Select(node => On(state, node, UpdateScripts.Smoke(place, ContainerOf(state))) with
                {
                    Container = ContainerOf(state)
                })
            ],
            _ => []
        };
    }

    /// <summary>Where an update may have begun one by now.</summary>
    public static IEnumerable<string> NodesOf(UpdateState state) => state.Stages
        .SelectMany(stage => Of(state with { Phase = stage.Phase }))
        .Select(job => job.Node).Distinct();

    private static string ContainerOf(UpdateState state) => $"spark-control-{state.Id}";

    private static UpdateJob OnHead(UpdateState state, string script) =>
        new(UpdatePlace.Head, state.Id, script, LogLine.Launcher);

    private static UpdateJob On(UpdateState state, string node, string script) =>
        new(node, $"{state.Id}-{node[^1]}", script, node);
}
