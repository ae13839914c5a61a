namespace SparkControl.ControlApi.Connectivity;

/// <summary>How a service may be called: apps report on some that the panel does not know.</summary>
internal static class ServiceName
{
    public const string Pattern = @"^[\w.:-]{1,64}$";
    public const string Rule = "A service's name has 1 to 64 letters, digits, underscores, dots, colons and dashes.";
}
