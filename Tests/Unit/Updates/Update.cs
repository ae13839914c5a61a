using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

/// <summary>Updates and what is seen of nodes, to begin a test with.</summary>
internal static class Update
{
    public const string Old = "1111111aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        New = "2222222bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    public const string OldImage = "sha256:0000000000000000", NewImage = "sha256:ffffffffffffffff";

    public static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly UpdatePlace Pair = new(
        "vllm-node", "~/spark-vllm-docker",
        new Dictionary<string, NodeAddress> { ["spark1"] = new("10.0.0.1", 22), ["spark2"] = new("10.0.0.2", 22) },
        "user@192.168.100.2")
    {
        HeadUser = "user"
    };

    public static readonly UpdatePlace One = Pair with
    {
        Machines = new Dictionary<string, NodeAddress> { ["spark1"] = new("10.0.0.1", 22) },
        Worker = null
    };

    public static readonly FormerLauncher Former = new(
        Old, new Dictionary<string, string?> { ["spark1"] = OldImage, ["spark2"] = OldImage }, "vllm-node:before-1111111", Start)
    {
        Branch = "main",
        Image = "vllm-node",
        LauncherDir = "~/spark-vllm-docker",
        Update = "u-0"
    };

    /// <summary>What an update before was left half-way from.</summary>
    public static readonly FormerLauncher HalfDone = Former with { IsHalfDone = true };

    public static readonly RepositoryLook Behind = new()
    {
        HasDirectory = true,
        HasGit = true,
        IsRepository = true,
        HasRemote = true,
        Commit = Old,
        Branch = "main",
        DefaultBranch = "main",
        Upstream = "origin/main",
        Tip = New,
        Behind = 3,
        Ahead = 0,
        CanBuild = true,
        CanCopyOnly = true
    };

    public static readonly RepositoryLook UpToDate = Behind with { Commit = New, Behind = 0 };

    public static UpdateState Begin(
        UpdateAction action = UpdateAction.Apply, UpdatePlace? place = null, string? model = null) =>
        UpdateMachine.TakeUp(UpdateMachine.Begin("u-1", action, place ?? Pair, model, Start), Start);

    public static UpdateFacts Facts(RepositoryLook? repository, string? head = OldImage, string? worker = OldImage) => new(
        repository,
        new Dictionary<string, ImageLook?> { ["spark1"] = Look(head), ["spark2"] = Look(worker) })
    {
        Launcher = new() { Present = true, Capabilities = new() { Solo = true } }
    };

    public static ImageLook Look(string? image, long free = 1_000_000_000_000) => new(
        new(true, image), image is null ? null : 31_400_000_000, free, new(true, image is null ? null : OldImage));

    public static UpdateState After(this UpdateState state, UpdateSignal signal, double seconds = 0) =>
        UpdateMachine.Next(state, signal, Start.AddSeconds(seconds));

    public static UpdateState AfterJob(this UpdateState state, int? code = 0, params string[] words)
    {
        var job = Assert.IsType<UpdateActivity.Carry>(UpdateActivity.Of(state)).Job;
        return state.After(new UpdateSignal.JobEnded(job.Name, code, words));
    }

    public static UpdateState AfterLine(this UpdateState state, string text) =>
        state.After(new UpdateSignal.Lines([new(LogLine.Launcher, 0, text)]));

    /// <summary>An update that has recorded what there was, and pulls.</summary>
    public static UpdateState Pulling(UpdatePlace? place = null, string? model = null) =>
        Begin(place: place, model: model).After(new UpdateSignal.Checked(Facts(Behind)))
            .After(new UpdateSignal.Recorded(Former));
}
