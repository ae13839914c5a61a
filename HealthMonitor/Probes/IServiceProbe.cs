using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// How one kind of service is asked and judged: a language model, the speech services, and any other.
/// </summary>
internal interface IServiceProbe : IDisposable
{
    /// <summary>Asks once. A service that is away is an answer too.</summary>
    Task<ProbeAnswer> LookAsync(Surroundings around, CancellationToken cancel);

    /// <summary>What an answer alone says.</summary>
    Judgement Judge(ProbeAnswer answer, Surroundings around);

    /// <summary>Whether a swap or an action explains what is seen.</summary>
    bool IsPlanned(Surroundings around, ServiceVerdict verdict);

    /// <summary>Forgets what it need not ask each time: the service may be another one by now.</summary>
    void Forget();
}
