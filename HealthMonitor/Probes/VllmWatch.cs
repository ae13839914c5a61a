using SparkControl.Contracts;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>What this process knows of vLLM, look after look.</summary>
internal sealed class VllmWatch(TimeProvider time) : IDisposable
{
    public const string Name = "vllm";

    private readonly TokenWatch rates = new(time);
    private ProbeState? state;
    private SwapState? swap;
    private VllmClient? client;
    private (string Host, int Port) target;
    private DateTimeOffset? lastGood;
    private DateTimeOffset? lastBusy;
    private ServedModel? model;
    private TokenMetrics? tokens;

    /// <summary>Whether a swap has moved on since the last look.</summary>
    public bool IsNews(SwapState? now) => (now?.Id, now?.Phase, now?.IsActive) != (swap?.Id, swap?.Phase, swap?.IsActive);

    /// <summary>Asks once, and says what is known then.</summary>
    /// <param name="settings">Where it should be.</param>
    /// <param name="lastSwap">The swap in progress or the last one.</param>
    /// <param name="stored">What was written last, by whichever instance.</param>
    /// <param name="cancel">Ends the look.</param>
    public async Task<ServiceState> LookAsync(
        EffectiveSettings settings, SwapState? lastSwap, Observed<ServiceState>? stored, CancellationToken cancel)
    {
        Begin(stored, settings);
        Follow(lastSwap);
        var answer = IsAsked(settings) ? await Client(settings).LookAsync(cancel) : null;
        var judged = answer is null
            ? NotAsked(settings)
            : VllmVerdict.Of(answer, lastSwap, SeenSince(lastSwap));

        state = ProbeMachine.Next(state!, judged.Verdict, time.GetUtcNow());
        Remember(answer);
        return Say(settings, answer, judged, VllmVerdict.IsPlanned(lastSwap, state.Verdict));
    }

    public void Dispose() => client?.Dispose();

    private void Begin(Observed<ServiceState>? stored, EffectiveSettings settings)
    {
        if (state is not null) return;

        var now = time.GetUtcNow();
        var isHere = stored is not null && stored.Value.BaseUrl == settings.VllmBaseUrl;
        state = isHere && now - stored!.ObservedAt <= Observed.CountsFor
            ? new(stored.Value.Verdict, stored.Value.Since, stored.Value.N)
            : new(Unknown, now, stored?.Value.N ?? 0);
        lastGood = isHere ? stored!.Value.LastGood : null;
    }

    // The answer that decides must be asked for after the swap has ended, so this comes before the look.
    private void Follow(SwapState? now)
    {
        if (IsNews(now) && now is { IsActive: false })
        {
            state = state! with { Decides = true };
            client?.Forget();
        }

        swap = now;
    }

    // What served before a swap had ended is no reason to expect anything after it.
    private ServiceVerdict SeenSince(SwapState? lastSwap) =>
        lastSwap?.EndedAt is { } ended && !(lastGood > ended) ? Unknown : state!.Verdict;

    private void Remember(VllmAnswer? answer)
    {
        if (answer is { IsGood: true })
        {
            lastGood = time.GetUtcNow();
            model = answer.Model;
        }

        tokens = rates.Take(answer?.Metrics);
        if (answer?.Metrics?.Running > 0) lastBusy = time.GetUtcNow();
        if (!ProbeMachine.IsUp(state!.Verdict)) model = null;
    }

    private ServiceState Say(EffectiveSettings settings, VllmAnswer? answer, Judgement judged, bool planned) => new()
    {
        Name = Name,
        Verdict = state!.Verdict,
        Since = state.Since,
        N = state.N,
        Planned = planned,
        Evidence = judged.Verdict == state.Verdict ? judged.Evidence : $"{judged.Evidence} {ProbeMachine.Missing(state)}",
        BaseUrl = settings.VllmBaseUrl,
        LastGood = lastGood,
        Model = model,
        RequestsRunning = tokens?.RequestsRunning,
        RequestsWaiting = tokens?.RequestsWaiting,
        Tokens = tokens,
        LastBusy = lastBusy,
        Version = answer?.Version
    };

    private VllmClient Client(EffectiveSettings settings)
    {
        var wanted = (settings.Spark1!.Host, settings.VllmPort);
        if (client is not null && wanted == target) return client;

        if (client is null) state = state! with { Decides = true };
        else Leave();
        target = wanted;
        return client = new(wanted.Host, wanted.VllmPort, time);
    }

    // Nothing that was seen of the one says anything of the other.
    private void Leave()
    {
        client!.Dispose();
        client = null;
        state = ProbeMachine.Elsewhere(state!, time.GetUtcNow());
        lastGood = lastBusy = null;
        model = null;
        rates.Forget();
    }

    private static bool IsAsked(EffectiveSettings settings) =>
        settings.Spark1 is not null && !settings.DisabledServices.Contains(Name);

    private static Judgement NotAsked(EffectiveSettings settings) => settings.Spark1 is null
        ? new(NotConfigured, "No Spark is set up yet.")
        : new(Disabled, "It is switched off in the settings.");
}
