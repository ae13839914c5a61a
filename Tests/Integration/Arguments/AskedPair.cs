using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Arguments;
using SparkControl.ControlApi.Cluster;
using SparkControl.Simulator;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Swaps;
using Xunit;

namespace SparkControl.Tests.Integration.Arguments;

/// <summary>A panel over a simulated pair, whose image is asked for its options when a test wants it.</summary>
internal sealed class AskedPair(Cockpit cockpit)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public OptionsAsker Asker => cockpit.Services.GetRequiredService<OptionsAsker>();

    /// <summary>The lease by which the panel drives.</summary>
    public Lease Lease => cockpit.Services.GetRequiredService<LeaseKeeper>().Current!;

    public StateStore Store => cockpit.Services.GetRequiredService<StateStore>();

    /// <summary>The image's id on the head.</summary>
    public string Image => cockpit.Head.ImageId()!;

    /// <summary>The containers that asked since the last reset.</summary>
    public IReadOnlyList<ContainerLife> Asks =>
        [.. cockpit.Pair.Nodes.SelectMany(node => node.Lives).Where(life => HelpScript.IsContainer(life.Name))];

    /// <summary>Everything as at the start, nothing known of any image, and memory to spare.</summary>
    public async Task OpenAsync(ImageFault fault = ImageFault.None)
    {
        await cockpit.ResetAsync();
        await Store.WriteAsync(States.Options, new OptionsState([]), Lease);
        if (fault != ImageFault.None)
        {
            var image = cockpit.Pair.Registry.Publish("0.18.0", fault);
            foreach (var node in cockpit.Pair.Nodes) node.SetImage(image);
        }

        cockpit.Services.GetRequiredService<ClusterScan>().Look();
        await cockpit.UntilAsync(States.Launcher, launcher => launcher.Images["spark1"] == Image);
        await SeeAsync(gib: 64);
    }

    /// <summary>The head is seen with so much memory to spare, as a monitor would say it.</summary>
    public async Task SeeAsync(long gib, bool isStale = false)
    {
        var now = DateTimeOffset.UtcNow;
        var rev = await Store.WriteAsync(States.Node("spark1"), new NodeStatus
        {
            Name = "spark1",
            Host = "127.0.0.1",
            Link = new(NodeState.Up, now, null),
            SampledAt = now,
            MemAvailableBytes = gib << 30,
            Stale = isStale
        });
        await Until.TrueAsync(() => cockpit.Mirror.Get(States.Node("spark1"))?.Rev >= rev, "the mirror has it");
    }

    /// <summary>Asks the image if it is due and nothing else goes on; gives whether it did.</summary>
    public Task<bool> LookAsync() => Asker.LookAsync(Lease, Cancel);

    /// <summary>What is known of the present image.</summary>
    public async Task<ImageOptions?> KnownAsync() => (await OptionsAsync()).Of(Image);

    public async Task<OptionsState> OptionsAsync() => (await Store.ReadAsync(States.Options))!.Value;

    public Task<JsonNode> FitAsync(string query) => cockpit.GetAsync($"/api/models/qwen36/fit?{query}");

    /// <summary>The checks of a look before a load.</summary>
    public async Task<JsonArray> ChecksAsync()
    {
        using var answer = await cockpit.PostAsync("/api/swap/qwen36/validate");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["checks"]!.AsArray();
    }

    /// <summary>Waits until a container asks and has not ended.</summary>
    public Task UntilAskingAsync() =>
        Until.TrueAsync(() => Asks.Any(life => life.To is null), "the image is being asked");
}
