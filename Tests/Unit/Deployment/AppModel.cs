using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.AudioProxy;
using SparkControl.ControlApi;
using SparkControl.ControlApi.Settings;
using SparkControl.HealthMonitor;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>
/// The app model as text, held against what the services really are: where Aspire cannot be restored nothing else reads it.
/// </summary>
/// <param name="source">Its C#.</param>
/// <param name="project">Its project file.</param>
/// <param name="read">Any other file of the repository, by its path; null when it is not there.</param>
internal sealed partial class AppModel(string source, string project, Func<string, string?> read)
{
    /// <summary>What ControlApi reads beside its settings.</summary>
    private static readonly string[] Others = ["DATA_DIR", "CACHE_DIR", "HF_TOKEN", "BIND_PORT", "AUDIO_PROXY_URLS"];

    private static readonly Dictionary<string, int> PortOf = new()
    {
        ["ControlApi"] = ControlApiApp.Port,
        ["AudioProxy"] = AudioProxyApp.Port,
        ["HealthMonitor"] = HealthMonitorApp.Port
    };

    /// <summary>What does not fit, as sentences.</summary>
    public IEnumerable<string> Problems() =>
        [.. Projects(), .. Variables(), .. Arguments(), .. Paths(), .. Connection(), .. Versions()];

    private IEnumerable<string> Projects()
    {
        foreach (Match found in AddProject().Matches(source))
        {
            string name = found.Groups["project"].Value, resource = found.Groups["resource"].Value;
            if (!project.Contains($@"..\{name}\{name}.csproj", StringComparison.Ordinal)) yield return $"{name} is not referenced.";
            if (read($"{name}/{name}.csproj") is null) yield return $"There is no project {name}.";
            if (!PortOf.TryGetValue(name, out var port)) continue;
            var calls = $".AddServiceDefaults(\"{resource}\")";
            if (read($"{name}/{name}App.cs")?.Contains(calls, StringComparison.Ordinal) != true) yield return $"{name} is not called {resource}.";
            if (Launched(name) != $"http://localhost:{port}") yield return $"{name} is started on another port than {port}.";
        }

        foreach (Match found in Reference().Matches(project))
        {
            if (read(found.Groups["path"].Value.Replace('\\', '/')) is null) yield return $"{found.Groups["path"]} is not there.";
        }
    }

    private IEnumerable<string> Variables()
    {
        var known = Setting.All.Select(setting => setting.EnvironmentName).Concat(Others).ToHashSet();
        var written = Environment().Matches(source).Select(found => found.Groups["name"].Value)
            .Concat(SparkVariable().Matches(source).SelectMany(found =>
                new[] { "SPARK1", "SPARK2" }.Select(spark => spark + found.Groups["rest"].Value)));
        return written.Where(name => name != "panel" && !known.Contains(name)).Select(name => $"No service reads {name}.");
    }

    // The simulator's program reads them by name, the panel's address too.
    private IEnumerable<string> Arguments()
    {
        var program = read("Simulator/Program.cs") ?? "";
        return Argument().Matches(source).Select(found => found.Groups["name"].Value).Append("panel")
            .Where(name => !program.Contains($"\"{name}\"", StringComparison.Ordinal))
            .Select(name => $"The simulator does not read {name}.");
    }

    private IEnumerable<string> Paths()
    {
        var (defaults, control) =
            (read("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs") ?? "", read("Simulator/Scenarios/ControlApi.cs") ?? "");
        foreach (var path in Path().Matches(source).Select(found => found.Groups["path"].Value).Distinct())
        {
            var isThere = path.StartsWith("/sim", StringComparison.Ordinal)
                ? control.Contains($"Post(\"{Route(path)}\"", StringComparison.Ordinal) || path == "/sim"
                : path == "/openapi/v1.json" || defaults.Contains($"(\"{path}\"", StringComparison.Ordinal);
            if (!isThere) yield return $"Nobody answers {path}.";
        }
    }

    private IEnumerable<string> Connection()
    {
        var name = Redis().Match(source).Groups["name"].Value;
        var reads = $"GetConnectionString(\"{name}\")";
        if (read("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs")?.Contains(reads, StringComparison.Ordinal) != true)
            yield return $"No service reads the connection string {name}.";
    }

    private IEnumerable<string> Versions()
    {
        var sdk = Sdk().Matches(project).Select(found => found.Groups["version"].Value).Distinct().ToList();
        var packages = Package().Matches(read("Directory.Packages.props") ?? "").Select(found => found.Groups["version"].Value).Distinct();
        if (sdk.Count != 1 || !packages.SequenceEqual(sdk)) yield return "SDK and packages of Aspire are of several versions.";
    }

    private string? Launched(string name) => read($"{name}/Properties/launchSettings.json") is { } text
        ? (string?)JsonNode.Parse(text)!["profiles"]!["http"]!["applicationUrl"]
        : null;

    // /sim/break/parakeet is answered by /break/{service} below /sim.
    private static string Route(string path) =>
        SpeechService().Replace(path["/sim".Length..], "/{service}");

    [GeneratedRegex("""AddProject<Projects\.(?<project>\w+)>\("(?<resource>[\w-]+)""")]
    private static partial Regex AddProject();

    [GeneratedRegex("""<ProjectReference Include="\.\.\\(?<path>[^"]+)""")]
    private static partial Regex Reference();

    [GeneratedRegex("""WithEnvironment\("(?<name>\w+)""")]
    private static partial Regex Environment();

    [GeneratedRegex("""WithEnvironment\(\$"\{spark[^}]*\}(?<rest>\w+)""")]
    private static partial Regex SparkVariable();

    [GeneratedRegex("""
        "--(?<name>[a-z0-9-]+)"(?!\s*\))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Argument();

    [GeneratedRegex("""(With\w+\(|Url = )"(?<path>/[\w/.-]+)""")]
    private static partial Regex Path();

    [GeneratedRegex("""AddSharedRedis\("(?<name>\w+)""")]
    private static partial Regex Redis();

    [GeneratedRegex("""Aspire\.AppHost\.Sdk" Version="(?<version>[\d.]+)""")]
    private static partial Regex Sdk();

    [GeneratedRegex("""Include="Aspire\.[\w.]+" Version="(?<version>[\d.]+)""")]
    private static partial Regex Package();

    [GeneratedRegex("/(parakeet|magpie)$")]
    private static partial Regex SpeechService();
}
