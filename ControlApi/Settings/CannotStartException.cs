namespace SparkControl.ControlApi.Settings;

/// <summary>The panel cannot start as it is set up. The message says to its owner what to change.</summary>
internal sealed class CannotStartException(string message) : Exception(message);
