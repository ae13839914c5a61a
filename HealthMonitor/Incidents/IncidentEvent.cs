using SparkControl.Contracts;

namespace SparkControl.HealthMonitor.Incidents;

/// <summary>A line within an incident.</summary>
/// <param name="Entry">The line.</param>
/// <param name="IsTrouble">Whether it is trouble.</param>
/// <param name="IsPlanned">Whether a plan was under way for its service.</param>
internal sealed record IncidentEvent(ConnectivityEntry Entry, bool IsTrouble, bool IsPlanned);
