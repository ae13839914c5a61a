using SparkControl.Contracts;
using SparkControl.HealthMonitor.Probes;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Containers;

/// <summary>
/// Judges a service that lives in a container of its own. Silence is explained by an action, then by what docker said
/// after it; where neither can tell, a host that refuses has said no, and one that cannot be reached has said nothing.
/// </summary>
internal static class ContainerVerdict
{
    private const double AtWorkPercent = 20;
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMinutes(30);

    public static Judgement Of(ProbeAnswer answer, Surroundings around) => answer.Outcome switch
    {
        ProbeOutcome.Answered when around.Trouble is { Code: "crash_loop" } loop =>
            new(Degraded, $"{answer.Evidence} {loop.Title}"),
        ProbeOutcome.Answered => new(Healthy, answer.Evidence),
        // It is up by its own word, and known to fail whatever it is asked for.
        ProbeOutcome.AnsweredInPart when answer.Trouble is { } known =>
            new(Unhealthy, answer.Evidence) { Trouble = known },
        ProbeOutcome.AnsweredInPart => new(Degraded, answer.Evidence),
        _ when around.Action is { IsActive: true, Verb: ServiceVerb.Stop } =>
            new(Stopped, $"{answer.Evidence} It is being stopped.") { IsTold = true },
        _ when around.Action is { IsActive: true, Verb: not ServiceVerb.Cap } =>
            new(Starting, $"{answer.Evidence} It is being started."),
        ProbeOutcome.Loading when MayLoad(around) => new(Starting, answer.Evidence),
        ProbeOutcome.Silent when IsAtWork(around) =>
            new(around.Present, $"{answer.Evidence} The GPU of its Spark is at work, so it is waited for.")
            {
                SaysNothing = true
            },
        _ => ByContainer(answer, around)
    };

    /// <summary>
    /// Whether an action explains what is seen: while it runs, a stop until the next start, a start until its answer.
    /// </summary>
    public static bool IsPlanned(Surroundings around, ServiceVerdict verdict) => around.Action switch
    {
        null or { Verb: ServiceVerb.Cap } => false,
        { IsActive: true } => true,
        // Nobody has wanted that it is away: from here on it is an outage.
        { Source: var source } when ActionSource.IsMachine(source) => false,
        { Phase: ActionPhase.Done, Verb: ServiceVerb.Stop } => verdict == Stopped && WasStopped(around),
        { Phase: ActionPhase.Done } => verdict == Starting && WasStarted(around),
        _ => false
    };

    private static Judgement ByContainer(ProbeAnswer answer, Surroundings around) => around.ContainerNow switch
    {
        null => Unseen(answer, around),
        // A host that is away has not said that its container still runs.
        { IsOld: true } when answer.Outcome == ProbeOutcome.Unreachable => Unseen(answer, around),
        { IsRunning: true } or { IsComing: true } => Running(answer, around, around.ContainerNow),
        var gone => Gone(answer, around, gone) with { IsTold = true }
    };

    private static Judgement Running(ProbeAnswer answer, Surroundings around, ContainerSight container)
    {
        if (around.Trouble is { } trouble) return new(Unhealthy, $"{answer.Evidence} {trouble.Title}");
        var sample = container.Sample;
        if (container.StartedAt is not { } started)
            return new(Unhealthy, $"{answer.Evidence} Its container {sample.Name} is {sample.Status}.");

        var age = Lasting.Text(around.Now - started);
        return around.Now - started < around.StartLimit
            ? new(Starting, $"{answer.Evidence} Its container started {age} ago.")
            : new(Unhealthy, $"{answer.Evidence} Its container has run for {age}.");
    }

    // What ended by itself after it was up is a fault; what somebody stopped by hand is not.
    private static Judgement Gone(ProbeAnswer answer, Surroundings around, ContainerSight container)
    {
        var sample = container.Sample;
        if (WasStopped(around)) return new(Stopped, $"{answer.Evidence} {WhoStopped(around)}");
        if (container.HasCrashed && IsExpected(around.SoFar))
        {
            var how = sample.OomKilled == true ? "for want of memory" : $"with exit code {sample.ExitCode}";
            return new(
                Unhealthy,
                $"{answer.Evidence} Its container {sample.Name} has ended {how}, and nobody stopped it here.");
        }

        return new(Stopped, sample.Present == true
            ? $"{answer.Evidence} Its container {sample.Name} is {sample.Status}."
            : $"{answer.Evidence} There is no container {sample.Name} on its Spark.");
    }

    private static Judgement Unseen(ProbeAnswer answer, Surroundings around) => answer.Outcome switch
    {
        ProbeOutcome.Unreachable => new(Unknown, answer.Evidence),
        _ when WasStarted(around) => new(Starting, $"{answer.Evidence} It was started a moment ago."),
        not ProbeOutcome.Refused => new(Unhealthy, answer.Evidence),
        _ when WasStopped(around) =>
            new(Stopped, $"{answer.Evidence} {WhoStopped(around)}") { IsTold = true },
        _ when IsExpected(around.SoFar) =>
            new(Unhealthy, $"{answer.Evidence} It has answered before, and nobody stopped it here."),
        _ when around.HasContainer => new(Stopped, $"{answer.Evidence} Nothing says that it should run."),
        _ => new(Unhealthy, answer.Evidence)
    };

    // A first start downloads a model, which takes as long as it takes.
    private static bool MayLoad(Surroundings around) => around.Trouble is null && around.Now
        - (around.ContainerNow is { IsRunning: true, StartedAt: { } started } ? started : around.LoadingSince)
        < LongestLoad;

    // While it transcribes, its server does not come to answer.
    private static bool IsAtWork(Surroundings around) =>
        around is { Place.Kind: ServiceKind.Stt, ContainerNow.IsRunning: true, Gpu.UtilizationPercent: > AtWorkPercent }
        && ProbeMachine.IsUp(around.Present) && around.Now - around.LastGood < LongestWork;

    // A start by hand ends what a stop of ours explains.
    private static bool WasStopped(Surroundings around) =>
        around.Action is { Phase: ActionPhase.Done, Verb: ServiceVerb.Stop, EndedAt: { } ended }
        && !(around.LastGood > ended) && around.Container?.StartedAfter(ended) != true;

    private static string WhoStopped(Surroundings around) => around.Action is { Source: ActionSource.Watchdog }
        ? "The watchdog has stopped it to make room in memory."
        : "It was stopped on purpose.";

    private static bool WasStarted(Surroundings around) =>
        around.Action is { Phase: ActionPhase.Done, Verb: ServiceVerb.Start or ServiceVerb.Restart, EndedAt: { } ended }
        && around.Now - ended < around.StartLimit && !(around.LastGood > ended)
        && around.Container?.StartedAfter(ended.AddSeconds(10)) != true;

    private static bool IsExpected(ServiceVerdict soFar) => soFar is Healthy or Degraded or Unhealthy or Starting;
}
