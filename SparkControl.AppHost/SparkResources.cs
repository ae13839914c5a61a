namespace SparkControl.AppHost;

/// <summary>A real Spark as the developer names it; what is blank is unset.</summary>
/// <param name="Name"><c>spark1</c> or <c>spark2</c>.</param>
/// <param name="Host">Parameter of its address.</param>
/// <param name="User">Parameter of the user to log in as.</param>
/// <param name="IsSet">Whether it has an address.</param>
internal sealed record Spark(
    string Name, IResourceBuilder<ParameterResource> Host, IResourceBuilder<ParameterResource> User, bool IsSet);

internal static class SparkResources
{
    /// <summary>Parameters <c>{name}-host</c> and <c>{name}-user</c>.</summary>
    public static Spark AddSpark(this IDistributedApplicationBuilder builder, string name)
    {
        string Value(string parameter) => builder.Configuration[$"Parameters:{parameter}"] ?? "";
        string host = $"{name}-host", user = $"{name}-user";
        return new(
            name,
            builder.AddParameter(host, Value(host), publishValueAsDefault: true),
            builder.AddParameter(user, Value(user), publishValueAsDefault: true),
            Value(host).Length > 0);
    }

    /// <summary>The panel drives this Spark.</summary>
    public static IResourceBuilder<ProjectResource> WithSpark(
        this IResourceBuilder<ProjectResource> panel, Spark spark) => panel
        .WithEnvironment($"{spark.Name.ToUpperInvariant()}_HOST", spark.Host)
        .WithEnvironment($"{spark.Name.ToUpperInvariant()}_USER", spark.User);
}
