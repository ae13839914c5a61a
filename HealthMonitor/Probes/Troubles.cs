using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Causes that are known by their signs, in words for a person.</summary>
internal static class Troubles
{
    private static readonly Remedy RestartModel =
        new("Restart the model", "It is stopped on both Sparks and loaded again; requests at work are lost.");

    private static readonly Remedy RestartService = new("Restart the service", "Its container is stopped and started.");

    /// <summary>Requests are at work and no token moves.</summary>
    public static ServiceTrouble Stuck(int requests, TimeSpan still) => new(
        "stuck", "The model is stuck: it answers, but writes no token.",
        $"{requests} {(requests == 1 ? "request is" : "requests are")} at work, and no token was read or written for "
        + $"{Lasting.Text(still)}.")
    {
        Remedies = [RestartModel]
    };

    /// <summary>An idle model that was asked for a token gave none.</summary>
    public static ServiceTrouble Mute(int times) => new(
        "stuck", "The model is stuck: it answers, but writes no token.",
        $"While idle it was asked for one token, and gave none within 20 s, {times} times in a row.")
    {
        Remedies = [RestartModel]
    };

    /// <summary>The model is for two nodes and the second one has lost its part.</summary>
    public static ServiceTrouble WorkerGone(string container, string? state) => new(
        "worker_gone", "The second Spark has lost its part of the model.",
        $"The head still answers, but on the second Spark {container} is {state ?? "not there"}. Requests will hang.")
    {
        Remedies = [RestartModel]
    };

    /// <summary>The same while its container runs: the process in it has ended.</summary>
    public static ServiceTrouble RankGone { get; } = new(
        "worker_gone", "The second Spark has lost its part of the model.",
        "The head still answers, but on the second Spark's GPU there is no process of the model any more. "
        + "Requests will hang.")
    {
        Remedies = [RestartModel]
    };

    /// <summary>The container runs and its server is gone for longer than a load takes.</summary>
    public static ServiceTrouble DeadEngine(TimeSpan gone, TimeSpan limit) => new(
        "dead_engine", "The engine is dead: its container runs, but nothing serves in it.",
        $"It has not answered for {Lasting.Text(gone)}; a load of this model takes {Lasting.Text(limit)} at most.")
    {
        Remedies = [RestartModel]
    };

    /// <summary>The transcriber's GPU is wedged.</summary>
    public static ServiceTrouble GpuWedged(string found) => new(
        "gpu_wedged", "The GPU has failed in Parakeet: it answers, but cannot work.",
        $"A client reported an error of CUDA. {found}")
    {
        Remedies = [RestartService]
    };

    /// <summary>Docker starts it again and again.</summary>
    public static ServiceTrouble CrashLoop(string container, int restarts, TimeSpan within) => new(
        "crash_loop", $"{container} crashes again and again.",
        $"Docker has restarted it {restarts} times in {Lasting.Text(within)}.")
    {
        Remedies = [new("Read its log", "The last lines before a restart say why."), RestartService]
    };

    /// <summary>The kernel ended it.</summary>
    public static ServiceTrouble OutOfMemory(string container, int? code) => new(
        "out_of_memory", $"{container} was ended for want of memory.",
        "The kernel killed it" + (code is null ? "." : $"; its exit code is {code}."))
    {
        Remedies =
        [
            new("Give it more memory", "Raise its memory cap, or load a model that leaves more on this Spark."),
            RestartService
        ]
    };

    /// <summary>A machine has asked for it to be stopped as often as it may.</summary>
    public static ServiceTrouble GaveUp(int times) => new(
        "gave_up", "The panel does nothing more about it by itself.",
        $"It was asked to stop {times} times in 30 min without a person. It is left alone until one acts, or until "
        + "30 min have passed.")
    {
        Remedies = [new("Look for the cause", "Start, stop or restart it when that is found.")]
    };
}
