namespace SparkControl.Contracts.Redis;

/// <summary>A value of state as it came.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rev">Its rev.</param>
/// <param name="Json">The text <c>{"rev":…,"observed_at":…,"value":…}</c>, for those who pass it on.</param>
public readonly record struct StateChange(string Name, long Rev, string Json);
