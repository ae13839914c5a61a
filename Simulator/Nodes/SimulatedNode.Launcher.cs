using SparkControl.Simulator.Git;

namespace SparkControl.Simulator;

/// <summary>The launcher of a node, where it comes from, and the image that it starts.</summary>
public sealed partial class SimulatedNode
{
    internal const string LauncherImage = "vllm-node", Offline = "offline";

    private readonly LauncherUpstream _upstream;

    /// <summary>What goes wrong when images are made or moved here; settable.</summary>
    public BuildTrouble BuildTrouble
    {
        get => Docker.Trouble;
        set
        {
            Docker.Trouble = value;
            Layout.SetSwitch("no-wheels", value == BuildTrouble.WheelsMissing);
        }
    }

    internal bool IsOffline => Layout.HasSwitch(Offline);

    /// <summary>The node has a way out of the LAN, or none: no upstream, no registry, no wheels.</summary>
    public void SetInternet(bool isThere) => Layout.SetSwitch(Offline, !isThere);

    /// <summary>The launcher's files belong to the node's user, or to somebody else.</summary>
    public void SetLauncherOwned(bool isOwned) => Layout.SetSwitch(GitTool.ForeignOwner, !isOwned);

    /// <summary>A fresh clone of the launcher as it was in an era: a, b or c.</summary>
    public void InstallLauncher(string era)
    {
        var place = Path.Combine(Home, "spark-vllm-docker");
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        GitClone.Create(place, _upstream, _upstream.OfEra(era));
    }

    /// <summary>The id of the image with a name; null when there is none.</summary>
    public string? ImageId(string reference = LauncherImage) => Docker.Images.Find(reference)?.Id;

    /// <summary>The launcher's image gets this id here; null removes it.</summary>
    public void SetImage(string? id)
    {
        if (id is null) Docker.Images.Remove(LauncherImage);
        else Docker.Images.Put(LauncherImage, id, Pace.Now);
    }
}
