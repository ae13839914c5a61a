using Xunit;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>The app model names what the services really are, and a renamed part is noticed.</summary>
public sealed class AppModelTests
{
    private static readonly string Source = string.Join(
        '\n', Directory.GetFiles(Path.Combine(Repository.Root, "SparkControl.AppHost"), "*.cs").Order()
            .Select(File.ReadAllText));

    private static readonly string Project = Repository.Text("SparkControl.AppHost/SparkControl.AppHost.csproj");

    [Fact]
    public void It_fits_the_services() => Assert.Empty(new AppModel(Source, Project, Repository.Find).Problems());

    [Theory]
    [InlineData("Projects.AudioProxy", "Projects.SoundProxy", "There is no project SoundProxy.")]
    [InlineData("\"health-monitor\"", "\"monitor\"", "HealthMonitor is not called monitor.")]
    [InlineData("\"HF_TOKEN\"", "\"HUGGING_TOKEN\"", "ControlApi does not read HUGGING_TOKEN.")]
    [InlineData("\"CACHE_DIR\"", "\"CACHE\"", "AudioProxy does not read CACHE.")]
    [InlineData("\"DATA_DIR\"", "\"DATA\"", "HealthMonitor does not read DATA.")]
    [InlineData("\"Cluster\", world", "\"ClusterName\", world", "AudioProxy does not read ClusterName.")]
    [InlineData("\"audio-proxy\"", "\"sound-proxy\"", "ControlApi does not look for sound-proxy.")]
    [InlineData(".WithReference(audioProxy)", "", "ControlApi is not told where audio-proxy is.")]
    [InlineData("GetEndpoint(\"http\")", "GetEndpoint(\"web\")", "control-api has no endpoint web.")]
    [InlineData("name: \"http\", isProxied", "name: \"web\", isProxied", "simulator has no endpoint http.")]
    [InlineData("/openapi/v1.json", "/openapi/v2.json", "Nobody answers /openapi/v2.json.")]
    [InlineData("}_USER\"", "}_LOGIN\"", "ControlApi does not read SPARK1_LOGIN.")]
    [InlineData("\"/healthz\"", "\"/health\"", "Nobody answers /health.")]
    [InlineData("/sim/break/", "/sim/spoil/", "Nobody answers /sim/spoil/parakeet.")]
    [InlineData(
        "AddSharedRedis(\"redis\")", "AddSharedRedis(\"cache\")", "No service reads the connection string cache.")]
    [InlineData("\"--ssh-port-2\"", "\"--second-port\"", "The simulator does not read second-port.")]
    public void A_part_of_it_that_is_renamed_fails(string was, string becomes, string problem)
    {
        Assert.Contains(was, Source, StringComparison.Ordinal);

        Assert.Contains(problem, new AppModel(Source.Replace(was, becomes), Project, Repository.Find).Problems());
    }

    [Theory]
    [InlineData("ControlApi/Properties/launchSettings.json", "9999", "9990",
        "ControlApi is started on another port than 9999.")]
    [InlineData(
        "SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "/healthz", "/ready", "Nobody answers /healthz.")]
    [InlineData("ControlApi/Settings/Secrets.cs", "HF_TOKEN", "HUGGING_TOKEN", "ControlApi does not read HF_TOKEN.")]
    [InlineData("ControlApi/Settings/SettingsEndpoints.cs", "DATA_DIR", "DATA", "ControlApi does not read DATA_DIR.")]
    [InlineData("AudioProxy/Uploads/CacheDirectory.cs", "DATA_DIR", "DATA", "AudioProxy does not read DATA_DIR.")]
    [InlineData("HealthMonitor/Sampling/KeyPath.cs", "DATA_DIR", "DATA", "HealthMonitor does not read DATA_DIR.")]
    [InlineData("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "\"Cluster\"", "\"Name\"",
        "HealthMonitor does not read Cluster.")]
    [InlineData("ControlApi/Gateway/AudioAddresses.cs", "services:audio-proxy", "services:sound-proxy",
        "ControlApi does not look for audio-proxy.")]
    [InlineData("ControlApi/ControlApiApp.cs", "MapOpenApi()", "MapOpenApi(\"/docs.json\")",
        "Nobody answers /openapi/v1.json.")]
    [InlineData("ControlApi/ControlApiApp.cs", "AddOpenApi(options", "AddOpenApi(\"all\", options",
        "Nobody answers /openapi/v1.json.")]
    [InlineData(
        "ControlApi/Properties/launchSettings.json", "http://", "https://", "control-api has no endpoint http.")]
    [InlineData(
        "HealthMonitor/Properties/launchSettings.json", "http://", "https://", "health-monitor has no endpoint http.")]
    [InlineData("Simulator/Scenarios/ControlApi.cs", "MapGet(\"/\"", "MapGet(\"/state\"", "Nobody answers /sim.")]
    [InlineData("AudioProxy/AudioProxyApp.cs", "audio-proxy", "sound-proxy", "AudioProxy is not called audio-proxy.")]
    [InlineData("Simulator/Program.cs", "\"control-port\"", "\"port\"", "The simulator does not read control-port.")]
    [InlineData("Directory.Packages.props", "Aspire.Hosting.Redis\" Version=\"13",
        "Aspire.Hosting.Redis\" Version=\"12", "SDK and packages of Aspire are of several versions.")]
    public void A_part_of_a_service_that_is_renamed_fails(string file, string was, string becomes, string problem)
    {
        Assert.Contains(was, Repository.Find(file), StringComparison.Ordinal);
        var renamed = new AppModel(Source, Project, path => path == file ? Repository.Text(path).Replace(was, becomes)
            : Repository.Find(path));

        Assert.Contains(problem, renamed.Problems());
    }

    [Theory]
    [InlineData("if (head.IsSet) simulator.WithExplicitStart();\n    else ", "",
        "The simulated Sparks are introduced to a panel of real ones.")]
    [InlineData(
        "\"Cluster\", world", "\"Cluster\", \"default\"", "control-api has one Cluster for real and simulated Sparks.")]
    [InlineData("Path.Combine(files, world)", "files", "Real and simulated Sparks share their files.")]
    [InlineData("IsPublishMode ? \"\" :", "IsRunMode ? \"\" :", "What is published names the developer's own Sparks.")]
    [InlineData(".Replace('-', '_')", "", "No shell can set a parameter.")]
    public void What_mixes_real_and_simulated_Sparks_fails(string was, string becomes, string problem)
    {
        Assert.Contains(was, Source, StringComparison.Ordinal);

        Assert.Contains(problem, new AppModel(Source.Replace(was, becomes), Project, Repository.Find).Problems());
    }

    // What a renaming does not break and its absence does: data, order of the start, secrets, buttons.
    [Theory]
    [InlineData("DistributedApplication.CreateBuilder(args);\nbuilder", ".AddDockerComposeEnvironment(\"compose\")")]
    [InlineData("AddParameter(\"hf-token\"", "secret: true")]
    [InlineData("builder.AddRedis(name)", ".WithDataVolume(", ".WithPersistence(")]
    [InlineData("Projects.ControlApi>", ".WithReference(redis)", ".WaitFor(redis)", ".WithHttpHealthCheck(",
        ".WithExternalHttpEndpoints()")]
    [InlineData("Projects.AudioProxy>", ".WithReference(redis)", ".WaitFor(redis)", ".WithHttpHealthCheck(",
        ".WithReplicas(2)", "Replicas = 2")]
    [InlineData("Projects.HealthMonitor>", ".WithReference(redis)", ".WaitFor(redis)", ".WithHttpHealthCheck(")]
    [InlineData("if (isPublished || head.IsSet) controlApi", ".WithSpark(head)", ".WithSpark(worker)")]
    [InlineData("Projects.Simulator>", ".WithHttpHealthCheck(", "/sim/reset", "/break/parakeet", "/mend/magpie")]
    public void Each_part_has_what_it_is_there_for(string part, params string[] calls)
    {
        var from = Source.IndexOf(part, StringComparison.Ordinal);
        Assert.True(from >= 0, part);
        var text = Source[from..Source.IndexOf(';', from + part.Length)];

        Assert.All(calls, call => Assert.Contains(call, text, StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_started_with_what_the_dashboard_needs_without_a_certificate()
    {
        var profiles = Repository.Text("SparkControl.AppHost/Properties/launchSettings.json");

        Assert.All(
            (string[])[
                "applicationUrl", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
                "ASPIRE_ALLOW_UNSECURED_TRANSPORT"
            ],
            name => Assert.Contains($"\"{name}\"", profiles, StringComparison.Ordinal));
    }

    [Fact]
    public void What_Aspire_needs_itself_is_not_lifted_to_our_versions()
    {
        var pinned = Project.Replace("PinningEnabled>false<", "PinningEnabled>true<");

        Assert.Contains("Packages that Aspire's own need are lifted to our versions.",
            new AppModel(Source, pinned, Repository.Find).Problems());
    }

    [Fact]
    public void A_project_that_is_gone_fails()
    {
        var moved = new AppModel(
            Source, Project, path => path == "HealthMonitor/HealthMonitor.csproj" ? null : Repository.Find(path));

        Assert.Contains("There is no project HealthMonitor.", moved.Problems());
    }
}
