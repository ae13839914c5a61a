using System.Text.RegularExpressions;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>A service of the app model: one statement that begins with <c>AddProject</c>.</summary>
/// <param name="Project">What is started.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Variable">What the rest of the app model calls it; blank where it needs not.</param>
/// <param name="Text">The rest of the statement.</param>
internal sealed partial record ModelledService(string Project, string Name, string Variable, string Text)
{
    public static IReadOnlyList<ModelledService> In(string source) =>
    [
        .. Statement().Matches(source).Select(found => new ModelledService(
            found.Groups["project"].Value, found.Groups["name"].Value, found.Groups["variable"].Value,
            found.Groups["text"].Value))
    ];

    /// <summary>The variables that it is given here.</summary>
    public IEnumerable<string> Environment => VariablesIn(Text);

    /// <summary>The endpoints that are made here; those of its launch settings come beside them.</summary>
    public IEnumerable<string> MadeEndpoints => Made().Matches(Text).Select(found => found.Groups["name"].Value);

    /// <summary>The endpoints that are named, here or elsewhere in the app model.</summary>
    public IEnumerable<string> NamedEndpoints(string source) =>
        Named().Matches(Text).Select(found => found.Groups["name"].Value)
        .Concat(Got().Matches(source).Where(found => found.Groups["variable"].Value == Variable)
            .Select(found => found.Groups["name"].Value));

    public static IEnumerable<string> VariablesIn(string text) =>
        Given().Matches(text).Select(found => found.Groups["name"].Value);

    [GeneratedRegex("""(var (?<variable>\w+) = )?builder\.AddProject<Projects\.(?<project>\w+)>\("(?<name>[\w-]+)"(?<text>[^;]*);""")]
    private static partial Regex Statement();

    [GeneratedRegex("""WithEnvironment\("(?<name>\w+)""")]
    private static partial Regex Given();

    [GeneratedRegex("""WithHttpEndpoint\([^)]*name: "(?<name>\w+)""")]
    private static partial Regex Made();

    [GeneratedRegex("""WithUrlForEndpoint\("(?<name>\w+)""")]
    private static partial Regex Named();

    [GeneratedRegex("""(?<variable>\w+)\.GetEndpoint\("(?<name>\w+)""")]
    private static partial Regex Got();
}
