using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>compose.yaml against the specification and against what the services read.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Text = Repository.Text("deploy/compose.yaml");

    private static readonly JsonNode File = Read(Text);

    private static readonly string[] Panel = ["control-api", "audio-proxy", "health-monitor"];

    // That of github.com/compose-spec/compose-spec, under the Apache licence. It writes the name of its draft with an
    // s.
    private static readonly JsonSchema Schema = JsonSchema.FromText(Repository.Text("Tests/Unit/Deployment/compose-spec.json")
        .Replace("https://json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#",
            StringComparison.Ordinal));

    private static JsonObject Services => File["services"]!.AsObject();

    [Fact]
    public void It_is_what_the_specification_allows()
    {
        var result = Schema.Evaluate(File, new() { OutputFormat = OutputFormat.List });

        Assert.True(result.IsValid, string.Join('\n', result.Details.Where(one => one.HasErrors).Select(one =>
            $"{one.InstanceLocation}: {string.Join(", ", one.Errors!.Values)}")));
    }

    [Fact]
    public void A_mistake_in_it_would_be_noticed()
    {
        var broken = Read(Text.Replace("restart: unless-stopped", "restarts: unless-stopped"));

        Assert.False(Schema.Evaluate(broken).IsValid);
    }

    [Fact]
    public void Every_variable_is_one_that_its_service_reads() => Assert.Empty(Unread(Repository.Find));

    [Theory]
    [InlineData("ControlApi/Settings/Secrets.cs", "HF_TOKEN", "ControlApi: HF_TOKEN")]
    [InlineData("ControlApi/Gateway/AudioAddresses.cs", "AUDIO_PROXY_URLS", "ControlApi: AUDIO_PROXY_URLS")]
    [InlineData("ControlApi/ControlApiApp.cs", "followsBindPort: true", "ControlApi: BIND_PORT")]
    [InlineData("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "BIND_PORT", "ControlApi: BIND_PORT")]
    [InlineData(
        "SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "http_ports", "AudioProxy: ASPNETCORE_HTTP_PORTS")]
    [InlineData("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "\"redis\"",
        "HealthMonitor: ConnectionStrings__redis")]
    public void One_that_a_service_reads_under_another_name_is_noticed(string file, string name, string unread)
    {
        Assert.Contains(name, Repository.Text(file), StringComparison.Ordinal);

        Assert.Contains(unread,
            Unread(path => path == file ? Repository.Text(path).Replace(name, "another") : Repository.Find(path)));
    }

    [Fact]
    public void The_example_names_all_that_can_be_set_and_nothing_else()
    {
        var used = Variable().Matches(Text).Select(found => found.Groups["name"].Value).Distinct().Order();
        var told = Assignment().Matches(Repository.Text("deploy/.env.example"))
            .Select(found => found.Groups["name"].Value).Order();

        Assert.Equal(used, told);
    }

    [Fact]
    public void Services_find_each_other()
    {
        Assert.Equal($"http://audio-proxy:{AudioProxy.AudioProxyApp.Port}",
            (string?)Services["control-api"]!["environment"]!["AUDIO_PROXY_URLS"]);
        Assert.Equal($"{AudioProxy.AudioProxyApp.Port}",
            (string?)Services["audio-proxy"]!["environment"]!["ASPNETCORE_HTTP_PORTS"]);
        Assert.Equal($"{HealthMonitor.HealthMonitorApp.Port}",
            (string?)Services["health-monitor"]!["environment"]!["ASPNETCORE_HTTP_PORTS"]);
        Assert.All(Panel, name =>
            Assert.StartsWith("valkey:6379,", (string?)Services[name]!["environment"]!["ConnectionStrings__redis"]));
        Assert.Contains("--appendonly", Services["valkey"]!["command"]!.AsArray().Select(word => (string?)word));
    }

    [Fact]
    public void What_runs_has_no_more_rights_than_it_needs_and_comes_back()
    {
        Assert.All(Panel.Append("valkey"), name =>
        {
            var service = Services[name]!;
            Assert.Equal("unless-stopped", (string?)service["restart"]);
            Assert.True((bool?)service["read_only"]);
            Assert.Equal("ALL", (string?)service["cap_drop"]![0]);
            Assert.NotNull(service["mem_limit"]);
        });
        Assert.Null(Services["audio-proxy"]!["container_name"]);
        Assert.Null(Services["audio-proxy"]!["ports"]);
        Assert.Equal("demo", (string?)Services["demo"]!["profiles"]![0]);
    }

    // Page and models lie beside the program, and the image's own health check asks ControlApi.
    [Fact]
    public void Each_service_works_where_its_program_is_and_is_asked_itself_whether_it_lives()
    {
        Assert.All(Panel, name =>
        {
            var program = (string)Assert.Single(Services[name]!["command"]!.AsArray())!;
            Assert.Equal(Path.GetDirectoryName(program), (string?)Services[name]!["working_dir"]);
            if (name == "control-api") Assert.Null(Services[name]!["healthcheck"]);
            else Assert.Equal(["CMD", "dotnet", program, "--healthcheck"], Probe(name));
        });
        Assert.Equal(["CMD", "valkey-cli", "ping"], Probe("valkey"));

        static IEnumerable<string?> Probe(string name) =>
            Services[name]!["healthcheck"]!["test"]!.AsArray().Select(word => (string?)word);
    }

    // Without its volume what it writes is gone with the container: at the next update.
    [Theory]
    [InlineData("valkey", "state:/data")]
    [InlineData("control-api", "data:/data")]
    [InlineData("audio-proxy", "cache:/cache")]
    [InlineData("health-monitor", "data:/data:ro")]
    public void What_must_outlive_a_container_is_on_a_volume(string service, string volume)
    {
        Assert.Equal([volume], Services[service]!["volumes"]!.AsArray().Select(one => (string?)one));
        Assert.Contains(volume.Split(':')[0], File["volumes"]!.AsObject().Select(one => one.Key));
    }

    [Fact]
    public void Volumes_are_where_the_image_looks_and_where_its_user_may_write()
    {
        var image = Repository.Text("deploy/Dockerfile");
        (string, string)[] keepers = [("control-api", "DATA_DIR"), ("audio-proxy", "CACHE_DIR")];
        foreach (var (name, variable) in keepers)
        {
            var path = ((string)Services[name]!["volumes"]![0]!).Split(':')[1];
            Assert.Contains($"{variable}={path} ", image, StringComparison.Ordinal);
            Assert.Contains($"COPY --from=build --chown=1654:1654 /empty {path}\n", image, StringComparison.Ordinal);
        }
    }

    // What compose sets and the program that it starts does not read.
    private static IEnumerable<string> Unread(Func<string, string?> read)
    {
        var variables = new ReadVariables(read);
        return Panel.SelectMany(name => Services[name]!["environment"]!.AsObject().Select(variable => (
                Program: Path.GetFileNameWithoutExtension((string)Services[name]!["command"]![0]!),
                Name: variable.Key)))
            .Where(one => !variables.Has(one.Program, one.Name)).Select(one => $"{one.Program}: {one.Name}");
    }

    // Merge keys and plain scalars as compose reads them.
    private static JsonNode Read(string yaml)
    {
        var parsed = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize(new MergingParser(new Parser(new StringReader(yaml))));
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(parsed!);
        return JsonNode.Parse(json)!;
    }

    [GeneratedRegex(@"\$\{(?<name>\w+):-")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?<name>[A-Z0-9_]+)=", RegexOptions.Multiline)]
    private static partial Regex Assignment();
}
