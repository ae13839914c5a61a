using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.HealthMonitor.Watchdog;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What this process knows of one service, look after look.</summary>
/// <param name="name">The service's name.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceWatch(string name, TimeProvider time) : IDisposable
{
    private const string Vllm = "vllm";

    /// <summary>How long after its last answer a service is taken for one that should be there.</summary>
    private static readonly TimeSpan Expected = TimeSpan.FromDays(1);

    /// <summary>How soon after its last answer it is found that a service cannot be asked.</summary>
    private static readonly TimeSpan Until = TimeSpan.FromMinutes(2);

    private ProbeState? state;
    private ServicePlace? place;
    private SwapState? swap;
    private ServiceAction? action;
    private IServiceProbe? probe;
    private string? target;
    private DateTimeOffset? lastGood;
    private DateTimeOffset? lastBusy;
    private DateTimeOffset? loadingSince;
    private ProbeAnswer? good;
    private ServiceVerdict known;
    private bool isTakenOnTrust;

    /// <summary>
    /// What the monitor before this one saw up has not answered well yet: it is asked again soon, for a panel that has
    /// just started says within 6 s what is true, and a single miss is a blip.
    /// </summary>
    public bool IsInDoubt => isTakenOnTrust && state is { Against: > 0 };

    /// <summary>Its container, sample after sample.</summary>
    public ContainerRecord Container { get; set; } = new();

    /// <summary>What machines have decided about it.</summary>
    public MachineDecisions Decisions { get; set; } = MachineDecisions.None;

    /// <summary>Whether a swap has moved on since the last look.</summary>
    public bool IsNews(SwapState? now) =>
        (now?.Id, now?.Phase, now?.IsActive) != (swap?.Id, swap?.Phase, swap?.IsActive);

    /// <summary>Whether an action has begun or ended since the last look.</summary>
    public bool IsNews(ServiceAction? now) => (now?.Id, now?.IsActive) != (action?.Id, action?.IsActive);

    /// <summary>Asks once, and says what is known then.</summary>
    /// <param name="around">Where it should be and what else is known.</param>
    /// <param name="stored">What was written last, by whichever instance.</param>
    /// <param name="cancel">Ends the look.</param>
    public async Task<ServiceState> LookAsync(
        Surroundings around, Observed<ServiceState>? stored, CancellationToken cancel)
    {
        Begin(around, stored);
        Follow(around);
        var asked = IsAsked(around.Place) ? Probe(around.Place, around.Now) : null;
        around = around with
        {
            Container = around.Container ?? Container.Seen(around.Place.Container, around.Now),
            Present = IsBeforeSwap(around.Swap) ? Unknown : state!.Verdict,
            LastKnown = IsBeforeSwap(around.Swap) ? Unknown : known,
            LastGood = lastGood
        };
        around = around with { Trouble = Container.Trouble(around.ContainerNow, around.Now) };
        var answer = asked is null ? null : await asked.LookAsync(around, cancel);
        loadingSince = Loading(answer, time.GetUtcNow());
        around = around with { Now = time.GetUtcNow(), LoadingSince = loadingSince };
        var judged = answer is null ? NotAsked(around.Place) : asked!.Judge(answer, around);

        // Whoever is busy hangs or answers badly; a port that refuses has nobody behind it, so that one look is enough.
        if (isTakenOnTrust && answer?.Outcome == ProbeOutcome.Refused) state = state! with { Decides = true };
        Take(judged, around);
        Remember(answer, around.Now);
        return Say(around, answer, judged);
    }

    public void Dispose() => probe?.Dispose();

    private void Begin(Surroundings around, Observed<ServiceState>? stored)
    {
        if (state is null)
        {
            var (last, isHere) = (stored?.Value, stored?.Value.BaseUrl == around.Place.BaseUrl && stored is not null);
            state = isHere && around.Now - stored!.ObservedAt <= Observed.CountsFor
                ? GoneOnWith(stored, around)
                : new(Unknown, around.Now, last?.N ?? 0);
            lastGood = isHere ? last!.LastGood : null;
            known = isHere ? KnownOf(last!, around.Now - stored!.ObservedAt <= Observed.CountsFor, around.Now) : Unknown;
        }

        Decisions = Decisions.Aged(around.Now).After(around.Action);
        Container = Container.Next(around.Container);
    }

    // In a house without power for a night nobody has stopped anything: what answered until it could not be asked was
    // up. A model leaves no container behind that would tell a loss from a stop by hand while nobody looked.
    private ServiceVerdict KnownOf(ServiceState last, bool isFresh, DateTimeOffset now) => last switch
    {
        { LastGood: null } => Unknown,
        { LastGood: { } good } when now - good > Expected => Unknown,
        { Verdict: Unknown, LastGood: { } good, Since: var since } => since - good < Until ? Healthy : Unknown,
        _ when name == Vllm && !isFresh => Unknown,
        _ => last.Verdict
    };

    // One miss at a monitor's start is a blip like any other. What had ended before it was last looked at is no news.
    private ProbeState GoneOnWith(Observed<ServiceState> stored, Surroundings around)
    {
        var last = stored.Value;
        if (around.Swap?.EndedAt < stored.ObservedAt) swap = around.Swap;
        if (around.Action?.EndedAt < stored.ObservedAt) action = around.Action;
        isTakenOnTrust = ProbeMachine.IsUp(last.Verdict);
        return new(last.Verdict, last.Since, last.N, Decides: !isTakenOnTrust);
    }

    // The answer that decides must be asked for after the swap or the action has ended, so this comes before the look.
    private void Follow(Surroundings around)
    {
        var isOver = IsSwapOver(around) || IsActionOver(around);
        if (isOver) probe?.Forget();
        if (isOver || (place is { Disabled: true } && !around.Place.Disabled)) state = state! with { Decides = true };

        (place, swap, action) = (around.Place, around.Swap, around.Action);
    }

    private bool IsSwapOver(Surroundings around) => name == Vllm && IsNews(around.Swap)
        && around.Swap is { IsActive: false, HasTouched: true };

    // What has failed or was no more than a cap has changed nothing that one look could tell.
    private bool IsActionOver(Surroundings around) => IsNews(around.Action)
        && around.Action is { IsActive: false, Phase: ActionPhase.Done, Verb: not ServiceVerb.Cap };

    // What served before a swap had ended is no reason to expect anything of a model after it.
    private bool IsBeforeSwap(SwapState? last) => name == Vllm && last?.EndedAt is { } ended && !(lastGood > ended);

    private void Take(Judgement judged, Surroundings around)
    {
        if (judged.SaysNothing) return;

        var isProven = judged.IsProven || (judged.IsTold && state!.Verdict == Starting);
        state = ProbeMachine.Next(state!, judged.Verdict, around.Now, around.Place.Patience, isProven);
        isTakenOnTrust = IsInDoubt;
        if (state.Verdict != Unknown) known = state.Verdict;
    }

    // One that was away meanwhile begins anew.
    private DateTimeOffset? Loading(ProbeAnswer? answer, DateTimeOffset now) => answer?.Outcome switch
    {
        ProbeOutcome.Loading => loadingSince ?? now,
        ProbeOutcome.Silent or ProbeOutcome.AnsweredBadly => loadingSince,
        _ => null
    };

    private void Remember(ProbeAnswer? answer, DateTimeOffset now)
    {
        if (answer is { IsGood: true })
        {
            lastGood = now;
            good = answer;
            Container = Container.Answered();
        }

        if (answer?.Metrics?.Running > 0) lastBusy = now;
        if (!ProbeMachine.IsUp(state!.Verdict)) good = null;
    }

    private ServiceState Say(Surroundings around, ProbeAnswer? answer, Judgement judged) => new()
    {
        Name = name,
        Kind = around.Place.Kind,
        Verdict = state!.Verdict,
        Since = state.Since,
        N = state.N,
        Planned = probe?.IsPlanned(around, state.Verdict) ?? false,
        Evidence = ProbeMachine.Evidence(state, judged, around.Place.Patience),
        BaseUrl = around.Place.BaseUrl,
        LastGood = lastGood,
        LatencyMs = good?.LatencyMs,
        Model = (answer is { IsGood: true } ? answer : good)?.Model,
        Voices = good?.Voices,
        RequestsRunning = answer?.Tokens?.RequestsRunning,
        RequestsWaiting = answer?.Tokens?.RequestsWaiting,
        Tokens = answer?.Tokens,
        LastBusy = lastBusy,
        Version = answer?.Version,
        Container = around.Container?.Sample,
        Restarts = Decisions.At,
        Trouble = Decisions.GaveUp
            ? Troubles.GaveUp(Decisions.At.Count)
            : judged.Trouble ?? Container.Trouble(around.ContainerNow, around.Now)
    };

    private IServiceProbe Probe(ServicePlace wanted, DateTimeOffset now)
    {
        var server = wanted.ProbeUrl ?? wanted.BaseUrl!;
        if (probe is not null && server == target) return probe;

        // What is up before this process has asked it was asked by the one before: that count goes on.
        if (target is not null && server != target) Leave(now);
        else if (target is not null || !ProbeMachine.IsUp(state!.Verdict)) state = state! with { Decides = true };
        target = server;
        return probe = ServiceProbes.Of(wanted, time);
    }

    // Nothing that was seen of the one says anything of the other.
    private void Leave(DateTimeOffset now)
    {
        probe?.Dispose();
        probe = null;
        state = ProbeMachine.Elsewhere(state!, now);
        lastGood = lastBusy = loadingSince = null;
        good = null;
        known = Unknown;
        Container = new();
    }

    private static bool IsAsked(ServicePlace place) => place is { Host: not null, Disabled: false };

    private static Judgement NotAsked(ServicePlace place) => place switch
    {
        { Disabled: true } and { Host: not null } => new(Disabled, "It is switched off in the settings."),
        { Name: Vllm } => new(NotConfigured, "No Spark is set up yet."),
        _ => new(NotConfigured, "No host is set for it.")
    };
}
