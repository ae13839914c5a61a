using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.AudioProxy;
using SparkControl.ControlApi;
using SparkControl.HealthMonitor;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>
/// The app model as text, held against what the services really are: where Aspire cannot be restored nothing else reads
/// it.
/// </summary>
/// <param name="source">Its C#.</param>
/// <param name="project">Its project file.</param>
/// <param name="read">Any other file of the repository, by its path; null when it is not there.</param>
internal sealed partial class AppModel(string source, string project, Func<string, string?> read)
{
    private const string Control = "ControlApi";

    private static readonly Dictionary<string, int> PortOf = new()
    {
        [Control] = ControlApiApp.Port,
        ["AudioProxy"] = AudioProxyApp.Port,
        ["HealthMonitor"] = HealthMonitorApp.Port
    };

    private readonly IReadOnlyList<ModelledService> services = ModelledService.In(source);

    /// <summary>What does not fit, as sentences.</summary>
    public IEnumerable<string> Problems() =>
    [
        .. Projects(), .. Variables(), .. Discovery(), .. Endpoints(), .. Arguments(), .. Paths(), .. Connection(),
        .. Versions(), .. TwoWorlds.Problems(source, services)
    ];

    private IEnumerable<string> Projects()
    {
        if (services.Count != Used().Count(source)) yield return "A project is added in a way that is not looked at.";
        foreach (var (name, resource, _, _) in services)
        {
            if (!project.Contains($@"..\{name}\{name}.csproj", StringComparison.Ordinal)) yield return $"{name} is not referenced.";
            if (read($"{name}/{name}.csproj") is null) yield return $"There is no project {name}.";
            if (!PortOf.TryGetValue(name, out var port)) continue;
            var calls = $".AddServiceDefaults(\"{resource}\")";
            if (read($"{name}/{name}App.cs")?.Contains(calls, StringComparison.Ordinal) != true)
                yield return $"{name} is not called {resource}.";
            if (Launched(name) != $"http://localhost:{port}")
                yield return $"{name} is started on another port than {port}.";
        }

        foreach (Match found in Reference().Matches(project))
        {
            if (read(found.Groups["path"].Value.Replace('\\', '/')) is null)
                yield return $"{found.Groups["path"]} is not there.";
        }
    }

    // What is given in a statement of its own is the panel's.
    private IEnumerable<string> Variables()
    {
        var variables = new ReadVariables(read);
        var rest = services.Aggregate(
            source, (text, service) => text.Replace(service.Text, "", StringComparison.Ordinal));
        var ofPanel = ModelledService.VariablesIn(rest).Where(name => name != "panel")
            .Concat(SparkVariable().Matches(rest).SelectMany(found =>
                new[] { "SPARK1", "SPARK2" }.Select(spark => spark + found.Groups["rest"].Value)));
        return services.SelectMany(service => service.Environment.Select(name => (service.Project, Name: name)))
            .Concat(ofPanel.Select(name => (Project: Control, Name: name)))
            .Where(one => !variables.Has(one.Project, one.Name))
                .Select(one => $"{one.Project} does not read {one.Name}.");
    }

    // Who starts all of them together names AudioProxy's addresses by the name that it has here.
    private IEnumerable<string> Discovery()
    {
        foreach (var proxy in services.Where(service => service.Project == "AudioProxy"))
        {
            if (services.Any(one => one.Project == Control
                && !one.Text.Contains($".WithReference({proxy.Variable})", StringComparison.Ordinal)))
                yield return $"{Control} is not told where {proxy.Name} is.";
            if (read("ControlApi/Gateway/AudioAddresses.cs")?.Contains(
                $"\"services:{proxy.Name}\"", StringComparison.Ordinal) != true)
                yield return $"{Control} does not look for {proxy.Name}.";
        }
    }

    // An address of the launch settings is an endpoint that is called as its scheme.
    private IEnumerable<string> Endpoints() => services.SelectMany(service => service.NamedEndpoints(source).Distinct()
        .Except(service.MadeEndpoints.Concat(
            (Launched(service.Project) ?? "").Split(';').Select(url => url.Split(':')[0])))
        .Select(name => $"{service.Name} has no endpoint {name}."));

    // The simulator's program reads them by name, the panel's address too.
    private IEnumerable<string> Arguments()
    {
        var program = read("Simulator/Program.cs") ?? "";
        return Argument().Matches(source).Select(found => found.Groups["name"].Value).Append("panel")
            .Where(name => !program.Contains($"\"{name}\"", StringComparison.Ordinal))
            .Select(name => $"The simulator does not read {name}.");
    }

    private IEnumerable<string> Paths() => Path().Matches(source).Select(found => found.Groups["path"].Value).Distinct()
        .Where(path => !IsAnswered(path)).Select(path => $"Nobody answers {path}.");

    private bool IsAnswered(string path)
    {
        var (file, words) = path switch
        {
            "/sim" => ("Simulator/Scenarios/ControlApi.cs", "MapGet(\"/\""),
            ['/', 's', 'i', 'm', '/', ..] => ("Simulator/Scenarios/ControlApi.cs", $"Post(\"{Route(path)}\""),
            // Of a document without a name of its own, at the usual path.
            "/openapi/v1.json" => ("ControlApi/ControlApiApp.cs", "app.MapOpenApi();"),
            _ => ("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", $"(\"{path}\"")
        };
        var text = read(file) ?? "";
        return text.Contains(words, StringComparison.Ordinal)
            && (path != "/openapi/v1.json" || text.Contains("AddOpenApi(options =>", StringComparison.Ordinal));
    }

    private IEnumerable<string> Connection()
    {
        var name = Redis().Match(source).Groups["name"].Value;
        var reads = $"GetConnectionString(\"{name}\")";
        if (read("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs")?.Contains(
            reads, StringComparison.Ordinal) != true)
            yield return $"No service reads the connection string {name}.";
    }

    private IEnumerable<string> Versions()
    {
        var sdk = Sdk().Matches(project).Select(found => found.Groups["version"].Value).Distinct().ToList();
        var packages = Package().Matches(read("Directory.Packages.props") ?? "")
            .Select(found => found.Groups["version"].Value).Distinct();
        if (sdk.Count != 1 || !packages.SequenceEqual(sdk))
            yield return "SDK and packages of Aspire are of several versions.";
        if (!project.Contains("<CentralPackageTransitivePinningEnabled>false</", StringComparison.Ordinal))
            yield return "Packages that Aspire's own need are lifted to our versions.";
    }

    private string? Launched(string name) => read($"{name}/Properties/launchSettings.json") is { } text
        ? (string?)JsonNode.Parse(text)!["profiles"]!["http"]!["applicationUrl"]
        : null;

    // /sim/break/parakeet is answered by /break/{service} below /sim.
    private static string Route(string path) =>
        SpeechService().Replace(path["/sim".Length..], "/{service}");

    [GeneratedRegex("""Projects\.\w""")]
    private static partial Regex Used();

    [GeneratedRegex("""<ProjectReference Include="\.\.\\(?<path>[^"]+)""")]
    private static partial Regex Reference();

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
