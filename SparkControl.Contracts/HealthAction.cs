namespace SparkControl.Contracts;

/// <summary>An entry of <see cref="Keys.Actions"/>: what HealthMonitor asks to be done to a service.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Service">The service.</param>
/// <param name="Verb">What is to be done.</param>
/// <param name="DecidedOn">The <see cref="ServiceState.N"/> it rests on: when that has moved, nothing is done.</param>
/// <param name="Source">Who decided: <c>watchdog</c> or <c>liveness</c>.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="At">When it was decided.</param>
/// <param name="NotAfter">After this it is not done any more.</param>
public sealed record HealthAction(
    string Id, string Service, ServiceVerb Verb, long DecidedOn, string Source, string Reason, DateTimeOffset At,
    DateTimeOffset NotAfter)
{
    /// <summary>How long an action waits for somebody to do it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
}
