using System.Text.RegularExpressions;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>The app model drives real Sparks or simulated ones, and neither may take the other's for its own.</summary>
internal static partial class TwoWorlds
{
    private static readonly string[] Keepers = ["ControlApi", "AudioProxy", "HealthMonitor"];

    /// <summary>What mixes them, as sentences.</summary>
    public static IEnumerable<string> Problems(string source, IReadOnlyList<ModelledService> services)
    {
        foreach (var service in services.Where(service => Keepers.Contains(service.Project)))
        {
            foreach (var (name, value) in ((string, string)[])[("Cluster", "world"), ("DATA_DIR", "data")])
            {
                if (!service.Text.Contains($"WithEnvironment(\"{name}\", {value})", StringComparison.Ordinal))
                    yield return $"{service.Name} has one {name} for real and simulated Sparks.";
            }
        }

        if (!Apart().IsMatch(source)) yield return "Real and simulated Sparks share their files.";
        if (!Introduced().IsMatch(source)) yield return "The simulated Sparks are introduced to a panel of real ones.";
        if (!Unpublished().IsMatch(source)) yield return "What is published names the developer's own Sparks.";
        if (!Exportable().IsMatch(source)) yield return "No shell can set a parameter.";
    }

    [GeneratedRegex("""
        world\s=\sisPublished\s\|\|\shead\.IsSet\s\?\s"real"\s:\s"simulated";.*
        data\s=\sisPublished\s\?\s"/data"\s:\sPath\.Combine\(files,\sworld\);.*
        AddSimulator\(Path\.Combine\(files,\s"simulated"\)\)
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Apart();

    [GeneratedRegex(
        """if \(head\.IsSet\) simulator\.WithExplicitStart\(\);\s+else simulator\.WithEnvironment\("panel",""")]
    private static partial Regex Introduced();

    [GeneratedRegex("""
        AddParameter\(parameter,\sValue\(parameter\),\spublishValueAsDefault:\strue\).*
        Value\(string\sparameter\)\s=>\s+builder\.ExecutionContext\.IsPublishMode\s\?\s""\s:
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Unpublished();

    [GeneratedRegex("""Parameters:\{name\.Replace\('-', '_'\)\}""")]
    private static partial Regex Exportable();
}
