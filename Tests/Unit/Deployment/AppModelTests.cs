using Xunit;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>The app model names what the services really are, and a renamed part is noticed.</summary>
public sealed class AppModelTests
{
    private static readonly string Source = string.Join(
        '\n', Directory.GetFiles(Path.Combine(Repository.Root, "SparkControl.AppHost"), "*.cs").Order().Select(File.ReadAllText));

    private static readonly string Project = Repository.Text("SparkControl.AppHost/SparkControl.AppHost.csproj");

    [Fact]
    public void It_fits_the_services() => Assert.Empty(new AppModel(Source, Project, Read).Problems());

    [Theory]
    [InlineData("Projects.AudioProxy", "Projects.SoundProxy", "There is no project SoundProxy.")]
    [InlineData("\"health-monitor\"", "\"monitor\"", "HealthMonitor is not called monitor.")]
    [InlineData("\"HF_TOKEN\"", "\"HUGGING_TOKEN\"", "No service reads HUGGING_TOKEN.")]
    [InlineData("}_USER\"", "}_LOGIN\"", "No service reads SPARK1_LOGIN.")]
    [InlineData("\"/healthz\"", "\"/health\"", "Nobody answers /health.")]
    [InlineData("/sim/break/", "/sim/spoil/", "Nobody answers /sim/spoil/parakeet.")]
    [InlineData("AddSharedRedis(\"redis\")", "AddSharedRedis(\"cache\")", "No service reads the connection string cache.")]
    [InlineData("\"--ssh-port-2\"", "\"--second-port\"", "The simulator does not read second-port.")]
    public void A_part_of_it_that_is_renamed_fails(string was, string becomes, string problem)
    {
        Assert.Contains(was, Source, StringComparison.Ordinal);

        Assert.Contains(problem, new AppModel(Source.Replace(was, becomes), Project, Read).Problems());
    }

    [Theory]
    [InlineData("ControlApi/Properties/launchSettings.json", "9999", "9990", "ControlApi is started on another port than 9999.")]
    [InlineData("SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "/healthz", "/ready", "Nobody answers /healthz.")]
    [InlineData("AudioProxy/AudioProxyApp.cs", "audio-proxy", "sound-proxy", "AudioProxy is not called audio-proxy.")]
    [InlineData("Simulator/Program.cs", "\"control-port\"", "\"port\"", "The simulator does not read control-port.")]
    [InlineData("Directory.Packages.props", "Aspire.Hosting.Redis\" Version=\"13", "Aspire.Hosting.Redis\" Version=\"12", "SDK and packages of Aspire are of several versions.")]
    public void A_part_of_a_service_that_is_renamed_fails(string file, string was, string becomes, string problem)
    {
        Assert.Contains(was, Read(file), StringComparison.Ordinal);
        var renamed = new AppModel(Source, Project, path => path == file ? Read(path)!.Replace(was, becomes) : Read(path));

        Assert.Contains(problem, renamed.Problems());
    }

    [Fact]
    public void A_project_that_is_gone_fails()
    {
        var moved = new AppModel(Source, Project, path => path == "HealthMonitor/HealthMonitor.csproj" ? null : Read(path));

        Assert.Contains("There is no project HealthMonitor.", moved.Problems());
    }

    private static string? Read(string path) => Repository.Has(path) ? Repository.Text(path) : null;
}
