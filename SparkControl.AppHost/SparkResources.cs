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
        string host = $"{name}-host", user = $"{name}-user";
        return new(name, Add(host), Add(user), Value(host).Length > 0);

        IResourceBuilder<ParameterResource> Add(string parameter) =>
            builder.AddParameter(parameter, Value(parameter), publishValueAsDefault: true);

        // What is published goes to others, who have Sparks of their own.
        string Value(string parameter) =>
            builder.ExecutionContext.IsPublishMode ? "" : builder.ValueOf(parameter);
    }

    /// <summary>The panel drives this Spark.</summary>
    public static IResourceBuilder<ProjectResource> WithSpark(
        this IResourceBuilder<ProjectResource> panel, Spark spark) => panel
        .WithEnvironment($"{spark.Name.ToUpperInvariant()}_HOST", spark.Host)
        .WithEnvironment($"{spark.Name.ToUpperInvariant()}_USER", spark.User);
}
