using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Cluster;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>Looks at what an update is about: repository, launcher, images and disks. Nothing is changed.</summary>
internal sealed class UpdateLooks(
    ClusterNodes nodes, SettingsStore settings, StateStore store, TimeProvider time)
{
    /// <summary>What an update of now would be done to; null until a Spark is set up.</summary>
    public UpdatePlace? Place() => PlaceIn(settings.Current);

    /// <summary>The same, of some settings.</summary>
    public static UpdatePlace? PlaceIn(EffectiveSettings now)
    {
        if (now.Spark1 is null) return null;

        var worker = now.Spark2 is { } spark2 ? spark2.FabricAddress ?? spark2.Host : null;
        return new(
            now.VllmImage, now.LauncherDir,
            now.Nodes.ToDictionary(node => node.Name, node => new NodeAddress(node.Host, node.Port)),
            now.Spark2 is { User.Length: > 0 } other ? $"{other.User}@{worker}" : worker)
        {
            HeadUser = now.Spark1.User
        };
    }

    /// <summary>Looks once at all nodes.</summary>
    /// <param name="place">What the update is done to.</param>
    /// <param name="fetch">Whether upstream is asked, too.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<UpdateFacts> ReadAsync(UpdatePlace place, bool fetch, CancellationToken cancel)
    {
        var former = (await store.ReadAsync(States.Former))?.Value;
        var images = place.Nodes.ToDictionary(node => node, node => ImageAsync(place, node, former, cancel));
        var head = nodes.For(UpdatePlace.Head, place.Machines.GetValueOrDefault(UpdatePlace.Head));
        var launcher = head is null ? null : LauncherProbe.ReadAsync(head, null, In(place), cancel);
        var repository = head is null
            ? null
            : await RepositoryLook.ReadAsync(head, place.LauncherDir, fetch, former?.Branch, cancel);
        await Task.WhenAll(images.Values);
        return new(repository, images.ToDictionary(node => node.Key, node => node.Value.Result))
        {
            Launcher = launcher is null ? null : await launcher,
            Former = former,
            Good = (await store.ReadAsync(States.Good))?.Value,
            Served = await ServedAsync()
        };
    }

    /// <summary>Whether the head may log in to the worker; null with one Spark, and when nobody could say.</summary>
    public Task<LinkLook?> LinkAsync(UpdatePlace place, CancellationToken cancel) =>
        place.Worker is { } worker
        && nodes.For(UpdatePlace.Head, place.Machines.GetValueOrDefault(UpdatePlace.Head)) is { } head
            ? LinkLook.ReadAsync(head, worker, cancel)
            : Task.FromResult<LinkLook?>(null);

    /// <summary>
    /// Looks until all nodes have answered and git is at rest, but not longer than the patience; who is another machine
    /// now is not waited for.
    /// </summary>
    public async Task<UpdateFacts> UntilSeenAsync(
        UpdatePlace place, bool fetch, TimeSpan patience, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var facts = await ReadAsync(place, fetch, cancel);
            if (place.Nodes.All(node => IsSettled(place, node, facts))) return facts;
            if (time.GetElapsedTime(since) >= patience) return facts;

            await Task.Delay(Rounds.Again, time, cancel);
        }
    }

    private bool IsSettled(UpdatePlace place, string node, UpdateFacts facts) =>
        UpdateNodes.IsGone(settings.Current, node, place.Machines.GetValueOrDefault(node))
        || (facts.Images[node] is { Image.Known: true }
            && (node != UpdatePlace.Head
                || facts.Repository is { } repository && !RepositoryProblems.IsPassing(repository)));

    private async Task<ImageLook?> ImageAsync(
        UpdatePlace place, string node, FormerLauncher? former, CancellationToken cancel) =>
        nodes.For(node, place.Machines.GetValueOrDefault(node)) is { } shell
            ? await ImageLook.ReadAsync(
                shell, place.Image, former?.Tag, former?.Images.GetValueOrDefault(node), cancel)
            : null;

    // What a watch has seen to be stopped is not what serves, whatever was loaded last.
    private async Task<StoppedModel?> ServedAsync()
    {
        if ((await store.ReadAsync(States.Service("vllm")))?.Value.Verdict == ServiceVerdict.Stopped) return null;

        return (await store.ReadAsync(States.Swap))?.Value is { Phase: SwapPhase.Ready, Model: { } model } swap
            ? new(model, swap.ModelName ?? model)
            : null;
    }

    private EffectiveSettings In(UpdatePlace place) =>
        settings.Current with { LauncherDir = place.LauncherDir, VllmImage = place.Image };
}
