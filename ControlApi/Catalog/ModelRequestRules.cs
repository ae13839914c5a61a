namespace SparkControl.ControlApi.Catalog;

/// <summary>What the members of a <see cref="ModelRequest"/> must be like.</summary>
internal static class ModelRequestRules
{
    /// <summary>By the name of each member, what is wrong with it as a sentence; null where nothing is.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Problems(ModelRequest request)
    {
        yield return new("key", request.Key is { } key ? ModelKey.Problem(key) : null);
        yield return new("name", Rule(request.Name, ModelRules.Name));
        yield return new("repo", Rule(request.Repo, ModelRules.Repo) ?? Both(request));
        yield return new("local_path", Rule(request.LocalPath, ModelRules.LocalPath));
        yield return new("args", List(request.Args, ModelRules.Argument, ModelRules.Arguments));
        yield return new("mods", List(request.Mods, ModelRules.Mod));
        yield return new("env", Variables(request.Env));
    }

    private static string? Rule(string? text, Func<string, string?> rule) =>
        string.IsNullOrEmpty(text) ? null : rule(text);

    private static string? Both(ModelRequest request) =>
        string.IsNullOrEmpty(request.Repo) || string.IsNullOrEmpty(request.LocalPath)
            ? null
            : "It needs a repo or a local_path, and not both.";

    private static string? List(
        IReadOnlyList<string>? texts, Func<string, string?> rule,
        Func<IEnumerable<string>, string?>? together = null) =>
        texts is null ? null : ModelTexts.Problem(texts, rule, together);

    private static string? Variables(IReadOnlyDictionary<string, string>? variables) =>
        variables is null ? null
        : List([.. variables.Keys], ModelRules.VariableName) ?? List([.. variables.Values], ModelRules.VariableValue);
}
