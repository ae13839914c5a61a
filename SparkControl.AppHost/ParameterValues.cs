namespace SparkControl.AppHost;

internal static class ParameterValues
{
    /// <summary>
    /// What <c>Parameters:{name}</c> says, blank when it is unset. No shell exports a name with a hyphen in it:
    /// <c>Parameters__spark1_host</c> of the environment is <c>spark1-host</c>.
    /// </summary>
    public static string ValueOf(this IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"]
        ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"]
        ?? "";
}
