namespace SparkControl.Contracts;

/// <summary>
/// An entry of <see cref="Keys.Actions"/>: what HealthMonitor asks of ControlApi's lease holder. It does nothing when
/// the service has moved since.
/// </summary>
/// <param name="Id">The id of the action that comes of it.</param>
/// <param name="Service">The service.</param>
/// <param name="Verb">What is to be done.</param>
/// <param name="DecidedOn">The <see cref="ServiceState.N"/> it was decided on.</param>
/// <param name="Source">Who asks: <c>watchdog</c> or <c>liveness</c>.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="At">When it was decided.</param>
/// <param name="NotAfter">After this it is not done any more.</param>
public sealed record HealthAction(
    string Id, string Service, ServiceVerb Verb, long DecidedOn, string Source, string Reason, DateTimeOffset At,
    DateTimeOffset NotAfter);
